package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// Plan is one compiled statement.
type Plan struct {
	Name        string // of @name, or "" when the engine must find one
	Text        string // the statement as it was written
	Node        ast.Statement
	Priority    int  // of @Priority
	Drop        bool // @Drop
	Context     *ContextPlan
	Annotations []*ast.Annotation
	// Private tells that its texts do not say all: expressions that it declares itself and the values
	// of parameters make the same words mean something else in another statement.
	Private bool
	// Params are the values of the parameters that expressions find in their Env.
	Params []expr.Param

	Defines []*Object // what the statement declares
	Uses    []*Object // what it needs of others

	Select *SelectPlan // a select, insert into or on-select; nil for pure declarations
	OnSet  *OnSetPlan  // on ... set
	Split  *SplitPlan  // on ... insert into
	On     *OnPlan     // on ... select, delete, update or merge

	Index  *IndexPlan    // create index
	Demand *DemandInsert // insert into, of an on-demand query

	Window      *NamedWindow // create window
	WindowSlots Slots        // of the arguments of its windows
	Table       *TablePlan   // create table

	Variable *expr.Variable // create variable
	Row      *event.Schema  // of the rows that tell its changes

	open  []opening // by number in Params
	fixed bool      // the value of a parameter is part of the plan, other than of its filters
}

// SelectPlan is the operator graph of a select.
type SelectPlan struct {
	Inputs []*Input
	Join   *JoinPlan            // nil for a single stream
	Where  func(*expr.Env) bool // nil when there is none
	Result *ResultPlan
	Insert *InsertPlan // nil when the rows go to listeners only
	Into   *IntoPlan   // into table; nil when there is none
	Slots  Slots
	Access []Access // uses of prev and prior
	// ContextSlot is where expressions find their context partition in expr.Env.State; -1 when
	// there is none.
	ContextSlot int
	Schema      *event.Schema // of the rows
	WhereOf     string        // text of the where clause, for explain and sharing
	// Moving tells that the where clause, the group-by or an argument of an aggregation reads variables
	// or tables, which another statement may change between the turns of two that share.
	Moving bool
	// Found is set for rows that are looked up in a store for one event: nothing accumulates.
	Found bool
}

// Slots says how much per-partition room the statement's expressions need in their Env.
type Slots struct {
	Local      int
	State      []StateMaker
	Subqueries []*SubqueryPlan
	Tables     []TableUse
}

// StateMaker makes what one slot of expr.Env.State holds in a new partition.
type StateMaker func() any

// Input is one stream of a from-clause.
type Input struct {
	Alias   string
	Filter  *FilterPlan          // of a stream of events, or the rows of a store
	Store   *Store               // whose rows they are, as they come and go; nil for events
	Find    *Lookup              // of an on-demand query: the rows of Store that it is about; or nil
	Pattern *PatternPlan         // of a pattern
	Match   *MatchPlan           // match_recognize over the stream
	Where   func(*expr.Env) bool // which rows match_recognize gets; nil is all
	Window  window.Plan          // nil for a stream without window
	Packed  []string             // the columns that the window keeps; nil for events as they are
	Schema  *event.Schema        // of the events behind the window

	WindowText string
	Slot       int
}

// FilterPlan selects the events of a type.
type FilterPlan struct {
	Schema *event.Schema
	Key    *expr.Cond  // the condition by which the filter index finds it; nil is none
	Full   expr.Filter // everything that is demanded; nil is nothing
	Test   expr.Filter // what else is demanded; nil is nothing
	Text   string      // canonical, for explain and sharing
	// Word is a text that a column must contain, which is looked for after Key. It is nil in patterns.
	Word *expr.Cond
	// Any are alternatives by which the filter index finds it, any of which will do. Who does not
	// look at them has no key, and everything in Test.
	Any      []Alternative
	terms    []ast.Expr
	searches bool // who uses the plan knows Word
	bound    bool // terms have parameters
	rooms    bool // and need room in the Env
}

// RowKind is how rows follow from deltas: section 3 of the language notes in the manual.
type RowKind uint8

// The row kinds.
const (
	RowSimple         RowKind = iota // no aggregation: a row for each event
	RowForAll                        // all aggregated, no group-by: one row
	RowPerEvent                      // aggregates and plain columns, no group-by
	RowPerGroup                      // group-by, every plain column a key
	RowAggregateGroup                // group-by and further plain columns: a row per event
	RowRollup                        // rollup, cube, grouping sets
)

var rowKindNames = [...]string{
	"simple", "row for all", "row per event", "row per group", "aggregate grouped", "rollup",
}

// String returns the kind's name as explain shows it.
func (k RowKind) String() string { return rowKindNames[k] }

// ResultPlan turns rows of the from-clause into rows of the select.
type ResultPlan struct {
	Kind    RowKind
	Streams int // how many events make one row of the from-clause
	Keys    []expr.Fn
	KeyText []string
	Clauses []string // what comes after the rows, for explain
	Levels  [][]int  // rollup: the keys of each level, finest first; else nil
	Aggs    []aggregate.Plan
	AggText []string
	Locals  []*LocalGroup // aggregations with a group_by of their own
	Having  func(*expr.Env) bool

	Columns []Writer  // together they fill a row; nil when rows pass through as they are
	Fns     []expr.Fn // what the writers compute, one a column of Schema
	Schema  *event.Schema
	Order   []OrderKey
	Limit   *LimitPlan
	// Distinct removes equal rows of one delivery.
	Distinct bool
	// Settled tells that the columns are properties of the event, constants and parameters: of one event
	// they are the same whenever they are looked at.
	Settled  bool
	IStream  bool // the insert stream is delivered
	RStream  bool // the remove stream is delivered; as new rows when IStream is not set
	Output   *OutputPlan
	Windowed bool // rows can leave
	Queued   bool // rows leave in the order in which they came, and their group is that of a plain column
	// Reclaim is the age in ms at which idle groups are forgotten and how often that is looked
	// at; 0 is never.
	ReclaimAge, ReclaimEvery int64
	KeepGroups               bool // the engine's own policy is not wanted
	Unbound                  bool // @IterableUnbound
}

// LocalGroup is the aggregations that share a group_by of their own.
type LocalGroup struct {
	Keys []expr.Fn
	Aggs []aggregate.Plan
	Slot int // of its state in expr.Env.State
}

// OrderKey is one key of order by.
type OrderKey struct {
	Value expr.AnyFn
	Desc  bool
}

// LimitPlan is limit and offset; both may be variables.
type LimitPlan struct {
	Rows, Offset expr.IntFn // Offset nil is 0
}

// InsertPlan says where rows go.
type InsertPlan struct {
	Target *event.Schema
	Store  *Store // that Target is the rows of, or nil
	// Copy copies the columns of a row that need no conversion; nil when the row is an event of Target as
	// it is. Converted are the others.
	Copy       *event.Copier
	Converted  []InsertColumn
	OldStream  bool // insert rstream or irstream
	NewStream  bool
	Precedence expr.IntFn
}

// InsertColumn converts one column of a row to the type of the target's.
type InsertColumn struct {
	From, To *event.Column
	Convert  func(any) any
}

// OutputPlan is the output-rate clause.
type OutputPlan struct {
	Node     *ast.Output
	Keyword  ast.OutputKeyword
	Kind     ast.OutputKind
	AfterN   expr.IntFn
	AfterT   *expr.Period
	EveryN   expr.IntFn
	EveryT   *expr.Period
	At       *CronPlan
	When     func(*expr.Env) bool
	Watch    []*expr.Variable // that When names: it is tested when they change
	Then     []Assign
	EndWhen  func(*expr.Env) bool // and when terminated and ...
	EndThen  []Assign
	Counters []expr.Local // count_insert and its like, by slot in Env.Local
	OnEnd    bool         // when terminated
}

// Assign is one assignment to a variable.
type Assign struct {
	Pos      ast.Pos
	Variable *expr.Variable
	Index    expr.IntFn // of an array element, or nil
	Value    expr.AnyFn // converted to the variable's type
}

// OnSetPlan is on ... set.
type OnSetPlan struct {
	Input *Input
	Set   []Assign
	Vars  []*expr.Variable // those that Set sets, each once
	Out   *event.Schema    // of the rows that tell their values
	Slots Slots
}
