package window

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Def is the record of a window.
type Def struct {
	Namespace string // of the old notation: win, std, ext, stat
	Name      string
	Doc       string    // one paragraph for the manual
	Examples  []Example // they are run as tests
	// Locals are names that the window offers to its own arguments, such as current_count. They
	// take the first slots of expr.Env.Local, in this order. One of an event type without schema
	// is of the stream's own type: see [Def.LocalsOf].
	Locals []expr.Local
	// Compile checks the call and returns its plan, or an *ast.Error.
	Compile func(c Call) (Plan, error)
}

// Example is a rule that shows a window: an epltest block.
type Example struct {
	Title string
	Test  string
}

// LocalsOf returns the names that the window offers to its arguments over a stream.
func (d *Def) LocalsOf(stream *event.Schema) []expr.Local {
	out := slices.Clone(d.Locals)
	for i := range out {
		if out[i].Type.Kind == event.KindEvent && out[i].Type.Schema == nil {
			out[i].Type.Schema = stream
		}
	}
	return out
}

// Call is one use of a window, its arguments compiled against the stream (slot 0).
type Call struct {
	Pos    ast.Pos
	Name   string
	Schema *event.Schema
	Args   []Arg
	Rows   *event.RowSchemas // for windows whose rows are not events of the stream; may be nil
	Aggs   []aggregate.Plan  // of aggregations in the arguments (expr, expr_batch), by slot
	// Vars are the variables that the arguments name: expr and expr_batch look again when one of
	// them changes.
	Vars []*expr.Variable
}

// Arg is an argument of a window. A period (`10 sec`) has Period set; a plain number may serve as a
// period too: see [expr.SecondsPeriod].
type Arg struct {
	Pos    ast.Pos
	Name   string // of a named argument, or ""
	Fn     expr.Fn
	Period *expr.Period
	Desc   bool // written `x desc`
	Star   bool
	// Text is the argument as EPL, for [Plan.Key] and for the names of extra columns. Windows with
	// an argument without text are never taken for the same.
	Text string
}

// Traits are what the rest of a plan must know about a window.
type Traits struct {
	FIFO    bool // rows leave in the order in which they came, unless they are deleted
	Batch   bool // rows come in batches: tumbling
	Derived bool // its rows are not its input events: size, uni, ...
	Grouped bool // state per key: groupwin
	First   bool // refuses arrivals, which then are not posted: firstunique, firstlength, ...
	Prev    bool // its views are Prevers: prev and its like may be asked
}

// Plan is a checked window: immutable, shared by all partitions.
type Plan interface {
	// Schema is the type of the events that come out.
	Schema() *event.Schema
	Traits() Traits
	// Key tells windows apart: plans with equal keys over the same input are the same window.
	// A plan with the key "" is like no other: an argument is no constant, for instance.
	Key() string
	// New returns the state of a partition, which pushes its deltas to out.
	New(h *Host, out event.Sink) View
}

// Host is what a view gets from its surroundings.
type Host struct {
	Rt     *expr.Runtime
	Slot   uint64 // for its timers
	State  []any  // expr.Env.State of its argument expressions
	Locals int    // the room that expressions need in expr.Env.Local; see [Def.Locals]
	// NewOnly is set when nobody looks at the remove stream: a view need not tell it.
	NewOnly bool
	// Lazy is set when only the row in force at some later time is wanted of a derived-value window: it
	// posts an empty delta to say that there is another, where it can do without making it.
	Lazy bool
	// Turns asks for a [Turner], of a plan that [Turns] is true of.
	Turns bool

	env    *expr.Env // of all its views
	shared *core     // of the groups of a groupwin
	timers uint64    // places given to timers so far
}

// View is the state of one window in one partition.
//
// A view pushes one delta for each update, by an arrival or a timer, and none when nothing entered
// or left, with one exception: a batch window with force_update posts every interval, the empty ones
// as an empty delta, which makes totals report. The slices of a delta are used again by the next.
type View interface {
	// Push takes what entered; events in Old must leave (a window before this one let them go, or
	// they were deleted from a named window); those that the view does not hold are ignored. The
	// view pushes its own delta on when there is one.
	event.Sink
	// Each yields the present contents in iteration order until yield returns false.
	Each(yield func(*event.Event) bool)
	// Len is the number of events held.
	Len() int
	// Save writes the state; Load reads it into a new view.
	Save(e *event.Encoder)
	Load(d *event.Decoder)
	// Close cancels timers and drops the events.
	Close()
	// Bytes estimates the memory held, without the events themselves.
	Bytes() int
}

// Prever is a view that can serve prev, prevtail, prevcount and prevwindow. A view that is not one
// cannot be asked (the statement is refused): see [Traits].Prev.
type Prever interface {
	// Prev returns the event n places before ev (0 is ev itself, or the newest for windows that
	// slide), or nil. In windows that sort it counts from the first in order, in batches from ev
	// within its batch.
	Prev(ev *event.Event, n int) *event.Event
	// Tail returns the n-th event from the other end (0 is the oldest), or nil.
	Tail(ev *event.Event, n int) *event.Event
	// Count returns the number of events in the window (the group, the batch) of ev, or -1 when
	// ev is in none: an event of a batch that has not been posted yet.
	Count(ev *event.Event) int
	// All yields the events as Prev orders them.
	All(ev *event.Event, yield func(*event.Event) bool)
}
