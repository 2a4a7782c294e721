package pattern

import (
	"unsafe"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
	"github.com/cephei-go/cephei/query/expr"
)

// EventSlot is where a filter finds the event it judges: the slot 0 of expr.Env.Ev. The tags of the
// pattern have the slots after it.
const EventSlot = 0

// Filter is the filter of an atom, compiled by the planner.
type Filter struct {
	Schema *event.Schema
	// Accept tells whether the event in [EventSlot] passes, given the tags in env. It is the whole
	// condition, or nil when every event of the schema passes.
	Accept func(env *expr.Env) bool
	// Index is the same condition in the form that the filter index of the engine understands:
	// what can be looked up, with value functions over the tags, and the rest. Opaque here.
	Index any
	// Text is the filter as EPL, for explanations.
	Text string
	// Place is a number of its own among the filters of the plan, from 0; [Compile] sets it.
	Place int
}

// Filters is the filter index, as a pattern sees it.
type Filters interface {
	// Add makes the atom wait. env holds the tags that the filter may refer to, during the call:
	// values that are looked up are computed now.
	Add(a Atom, f *Filter, env *expr.Env) Handle
	// Remove ends what Add began. It is called once for each handle.
	Remove(h Handle)
}

// Handle is what the filter index gives for an atom, as a pointer, to find it again.
type Handle any

// Atom is one waiting filter of one instance. It is a value that may outlive what it stands for:
// hits of an atom that has ended are ignored.
type Atom struct {
	n   *node
	gen uint32
}

// Instance returns the instance that waits, to which hits must be given.
func (a Atom) Instance() *Instance { return a.n.in }

// Waiter returns what the filter index may enter for the atom instead of a thing of its own, since it
// lies where the atom does.
func (a Atom) Waiter() *await.Waiter { return &a.n.waiter }

// AtomOf returns the atom that a waiter stands for now.
func AtomOf(w *await.Waiter) Atom {
	n := nodeOf(w)
	return Atom{n, n.gen}
}

// nodeOf returns the node that a waiter lies in.
func nodeOf(w *await.Waiter) *node { return (*node)(unsafe.Pointer(w)) }

// LoadTags is [Atom.Load] for the atom that a waiter stands for.
func LoadTags(w *await.Waiter, env *expr.Env) { nodeOf(w).begin.load(env) }

// Live tells whether the atom still waits.
func (a Atom) Live() bool { return a.n.gen == a.gen && !a.n.dead }

// Load puts the tags that the atom's filter may refer to into env.
func (a Atom) Load(env *expr.Env) { a.n.begin.load(env) }
