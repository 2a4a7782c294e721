package pattern

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Host is what an instance gets from its surroundings.
type Host struct {
	Rt      *expr.Runtime
	Slot    uint64 // for its timers
	State   []any  // expr.Env.State of its expressions
	Locals  int    // how long expr.Env.Local must be for them
	Filters Filters
	Pool    *Pool  // shared by the instances of a statement; nil gives the instance its own
	Limits  Limits // on what the instance holds
	// Timeout, where set, is told of each attempt that a guard's timer ends after it has seen at
	// least one tag, and when the guard began: @Timeout.
	Timeout func(m Match, since int64)
	// Trace, where set, is told of each step in the life of an attempt.
	Trace func(l Life)
	// Failed is told when a limit with the policy Fail is met.
	Failed func(err error)
}

// Sink takes the matches of one event or timer, in order. They are valid during the call.
type Sink func(matches []Match)

// Instance is the state of a pattern in one partition.
type Instance struct {
	plan *Plan
	host Host
	pool *Pool
	out  Sink
	env  expr.Env
	root *node
	seq  uint64 // of the youngest node

	matches []Match // to deliver
	spare   []Match // memory for the next round
	key     []byte
	reason  string
	held    int
	ages    []Atom // attempts that count, the oldest first: see remember
	counter Counters
	closed  bool
}

// New returns an instance that sends its matches to out. It does nothing before Start or Load.
func (p *Plan) New(h *Host, out Sink) *Instance {
	in := &Instance{plan: p, host: *h, pool: h.Pool, out: out}
	if in.pool == nil {
		in.pool = &Pool{}
	}
	n := p.Slots()
	in.env = expr.Env{
		Ev: make([]*event.Event, n), Arr: make([][]*event.Event, n), State: h.State, Rt: h.Rt,
		Local: make([]any, h.Locals),
	}
	return in
}

// Start begins the pattern. It may deliver at once: `not A` is true from the start.
func (in *Instance) Start() {
	in.pool.enter()
	defer in.pool.leave() // also when an expression throws
	in.start(in.plan.root, nil, nil, false)
	in.deliver()
}

// Match gives the instance the atoms that an event reaches, in any order. The slice is the
// instance's during the call.
func (in *Instance) Match(ev *event.Event, hits []Atom) {
	if in.closed {
		return
	}
	in.pool.enter()
	defer in.pool.leave()
	if len(hits) > 1 {
		arrange(hits)
		if in.plan.consumes {
			hits = consumed(hits)
		}
	}
	for _, a := range hits {
		if a.Live() {
			a.n.hit(ev)
		}
	}
	in.deliver()
}

// arrange puts hits in the order in which they take the event: seldom more than two, and mostly in
// order already.
func arrange(hits []Atom) {
	for i := range hits[1:] {
		if !precedes(hits[i], hits[i+1]) {
			if len(hits) == 2 {
				hits[0], hits[1] = hits[1], hits[0]
				return
			}
			slices.SortFunc(hits, func(a, b Atom) int {
				if precedes(a, b) {
					return -1
				}
				return 1
			})
			return
		}
	}
}

// precedes is the order in which atoms take an event: those with conditions first, then by age. The
// more particular filter of two decides, so that `b=Log and not Log(level = 'ERR')` is not fulfilled
// by an error.
func precedes(a, b Atom) bool {
	if a.n.step.open != b.n.step.open {
		return b.n.step.open
	}
	return a.n.seq < b.n.seq
}

// consumed keeps the hits of the highest level of @consume among them.
func consumed(hits []Atom) []Atom {
	top := 0
	for _, a := range hits {
		if a.Live() {
			top = max(top, a.n.step.level)
		}
	}
	if top == 0 {
		return hits
	}
	return slices.DeleteFunc(hits, func(a Atom) bool { return !a.Live() || a.n.step.level < top })
}

// found takes a match of the whole pattern.
func (in *Instance) found(m *tags) {
	in.matches = append(in.matches, Match{m.hold()})
	if in.host.Trace != nil {
		in.trace(Matched, in.plan.root, m)
	}
}

// deliver gives the matches that came about to the sink, all at once. When they end other attempts
// that may make the pattern true anew; rounds are bounded, since that should not go on.
func (in *Instance) deliver() {
	for range 10 {
		in.reason = ""
		if len(in.matches) == 0 {
			return
		}
		in.round(in.matches)
	}
}

// round delivers what came about. What the sink or the annotations cause goes to the next round.
func (in *Instance) round(all []Match) {
	in.matches = in.spare[:0]
	found := in.overlap(all)
	if len(found) > 0 && !in.closed {
		in.out(found)
	}
	for i := range found {
		in.pool.release(found[i].t)
		found[i] = Match{}
	}
	in.spare = all[:0]
}

// Close ends the pattern: nothing is left in the filter index or the schedule.
func (in *Instance) Close() {
	in.pool.enter()
	in.closed = true
	if in.root != nil {
		in.root.quit()
	}
	for _, m := range in.matches {
		in.pool.release(m.t)
	}
	in.matches = nil
	in.pool.leave()
}

// Bytes estimates the memory held by the statement's instances that share this one's pool, without
// the events themselves.
func (in *Instance) Bytes() int { return in.pool.Counts.Bytes() }

// Done tells whether the pattern can never match again.
func (in *Instance) Done() bool { return in.root == nil }
