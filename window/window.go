package window

import (
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
	// take the first slots of expr.Env.Local, in this order.
	Locals []expr.Local
	// Compile checks the call and returns its plan, or an *ast.Error.
	Compile func(c Call) (Plan, error)
}

// Example is a rule that shows a window: an epltest block.
type Example struct {
	Title string
	Test  string
}

// Call is one use of a window, its arguments compiled against the stream (slot 0).
type Call struct {
	Pos    ast.Pos
	Name   string
	Schema *event.Schema
	Args   []Arg
	Aggs   []aggregate.Plan // of aggregations in the arguments (expr, expr_batch), by slot
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
}

// Traits are what the rest of a plan must know about a window.
type Traits struct {
	FIFO    bool // rows leave in the order in which they came
	Batch   bool // rows come in batches: tumbling
	Derived bool // its rows are not its input events: size, uni, ...
	Grouped bool // state per key: groupwin
}

// Plan is a checked window: immutable, shared by all partitions.
type Plan interface {
	// Schema is the type of the events that come out.
	Schema() *event.Schema
	Traits() Traits
	// Key tells windows apart: plans with equal keys over the same input are the same window.
	Key() string
	// New returns the state of a partition, which pushes its deltas to out.
	New(h *Host, out event.Sink) View
}

// Host is what a view gets from its surroundings.
type Host struct {
	Rt    *expr.Runtime
	Slot  uint64 // for its timers
	State []any  // expr.Env.State of its argument expressions
}

// View is the state of one window in one partition.
type View interface {
	// Push takes what entered; events in Old must leave (a window before this one let them go, or
	// they were deleted from a named window). The view pushes its own delta on when there is one.
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
// cannot be asked (the statement is refused).
type Prever interface {
	// Prev returns the event n places before ev (0 is ev itself, or the newest for windows that
	// slide), or nil.
	Prev(ev *event.Event, n int) *event.Event
	// Tail returns the n-th event from the other end (0 is the oldest), or nil.
	Tail(ev *event.Event, n int) *event.Event
	// Count returns the number of events in the window (the group) of ev.
	Count(ev *event.Event) int
	// All yields the events as Prev orders them.
	All(ev *event.Event, yield func(*event.Event) bool)
}
