package pattern

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/expr"
)

// Plan is a checked pattern: immutable, shared by all partitions.
type Plan struct {
	// Tags are the tags in the order of the text.
	Tags []Tag
	// Suppress and Discard are @SuppressOverlappingMatches and @DiscardPartialsOnMatch. The planner
	// sets them before the first instance is made.
	Suppress, Discard bool

	root     *step
	steps    []*step // by id
	filters  int
	consumes bool
}

// Filters is how many filters the plan has: see [Filter.Place].
func (p *Plan) Filters() int { return p.filters }

// Tag is a name for events of a pattern.
type Tag struct {
	Name   string
	Slot   int // index into expr.Env.Ev, or into Arr when Array is set; from 1
	Schema *event.Schema
	Array  bool // it stands in a repeat: outside of it, it is an array of events
}

// Slots is the length that Env.Ev and Env.Arr need: the event under test and all tags.
func (p *Plan) Slots() int { return len(p.Tags) + 1 }

// op is the operator of a step.
type op uint8

const (
	opFilter   op = iota // a=A(cond), perhaps with a guard of its own
	opObserver           // timer:interval(p)
	opSequence           // a -> b
	opAnd                // a and b
	opOr                 // a or b
	opEvery              // every x
	opDistinct           // every-distinct(k) x
	opNot                // not x, where x may be an atom of its own
	opRepeat             // [n:m] x until y
	opAbsent             // observer and not atom, as one
	opGuard              // x where timer:within(p), x while (c)
)

// step is a node of the plan.
type step struct {
	op   op
	id   int // place in the plan, parents first
	pos  int // place among the parent's kids
	kids []*step
	text string

	parts []string // opAbsent: the text of the observer and of the negation; opNot: its own

	// sticky marks a filter or observer that its parent would start anew each time it is true: it
	// goes on instead.
	sticky bool

	filter *Filter // opFilter
	slot   int     // of its tag; 0 without one
	level  int     // of @consume
	open   bool    // takes every event of its type

	max []expr.IntFn // opSequence: limit of the arrow behind each kid, or nil without any

	key    *keys.Key // opDistinct
	expiry *expr.Period

	low, high expr.IntFn // opRepeat
	exact     bool
	slots     []int // of the tags that are collected

	guard    GuardPlan
	observer ObserverPlan
	untagged bool // neither looks at the tags

	timed  bool  // has a guard or an observer
	steady bool  // one that lasts equally long for all
	lasts  int64 // how long, in ms
}
