package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Def is the record of an aggregate function.
type Def struct {
	Name     string
	Doc      string    // one paragraph for the manual
	Examples []Example // they are run as tests
	// InTable says that only columns of tables, and statements that feed them, can have the function.
	InTable bool
	// Compile checks the call and returns its plan, or an *ast.Error.
	Compile func(c Call) (Plan, error)
}

// Example is a rule that shows a function: an epltest block.
type Example struct {
	Title string
	Test  string
}

// Call is one use of an aggregate function in a statement, its arguments compiled.
type Call struct {
	Pos      ast.Pos
	Name     string
	Args     []Arg
	Named    map[string]Arg // named arguments but filter and group_by, which the planner handles
	Star     bool           // `*` was the argument
	Distinct bool
	Filter   *expr.Fn // counts only events for which it is true; re-evaluated for the leaving event
	Source   Source
	// Given is the arguments as they are written, filter included: calls with the same see the same
	// values. It may be left out.
	Given string

	stamp *expr.Fn // the named argument time, for functions that follow a series
}

// Arg is an argument of a call. A time period is its number of seconds, a double.
type Arg struct {
	Fn      expr.Fn
	Desc    bool               // written `x desc`
	Options *ast.ObjectLiteral // of `{name: value}`, where Fn is empty; else nil
}

// Source is what is known about the rows that will enter and leave.
type Source struct {
	Windowed bool          // rows leave: there is a data window
	FIFO     bool          // rows leave in the order in which they came, within every group too
	Schema   *event.Schema // of the single stream, for `*`; nil for joins
	Slot     int           // of that stream in expr.Env.Ev
	Join     bool          // rows are pairs, triples, ...: an event may enter several times
}

// Plan is a checked call: immutable, shared by all partitions.
type Plan interface {
	// Type is the type of the result.
	Type() event.Type
	// New returns the state of a partition, without groups.
	New() Column
}

// Undoes tells whether a row that has entered and left leaves nothing behind in the state of a call, and
// neither can fail: the argument is a plain column. What enters and leaves at once then need not be
// told, and a group that all rows leave at once is as good as cleared.
func Undoes(p Plan) bool {
	f, ok := p.(interface{ forgets() bool })
	return ok && f.forgets()
}

// Column is the aggregation of one call for all groups of one partition. Groups are small numbers
// given out, and used again, by the owner. expr.AggReader gives the results; a method that is not of
// the class of the plan's type need not work.
type Column interface {
	expr.AggReader
	// Grow makes room for groups 0 to n-1; new ones are empty.
	Grow(n int)
	// Enter adds the row in env to group g.
	Enter(g uint32, env *expr.Env)
	// Leave takes the row in env out of group g. Events of the row are the very ones that entered.
	Leave(g uint32, env *expr.Env)
	// Clear empties group g, as if nothing had ever entered it.
	Clear(g uint32)
	// Save writes group g; Load reads it into an empty group g.
	Save(g uint32, e *event.Encoder)
	Load(g uint32, d *event.Decoder)
	// Bytes estimates the memory held, all groups together.
	Bytes() int
}
