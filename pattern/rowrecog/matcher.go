package rowrecog

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Host is what a matcher gets from its surroundings.
type Host struct {
	Rt    *expr.Runtime
	Slot  uint64 // for its timers
	State []any  // expr.Env.State of its expressions
	// Locals is how long expr.Env.Local must be for them.
	Locals int
	// Windowed is set over a data window: rows leave again, and Each is asked for.
	Windowed bool
	Limits   Limits
	Idle     Idle
	// Failed is told when a limit with the policy Fail is met.
	Failed func(err error)
}

// Sink takes the matches of one delivery, in order. They are valid during the call.
type Sink func(matches []Match)

// Matcher is the state of one match_recognize. It is fed with deltas, as a data window is.
type Matcher struct {
	plan *Plan
	host Host
	out  Sink
	pool pool
	env  expr.Env
	prev expr.Env // of conditions that look at other rows of the attempt

	parts *keys.Map[*partition]
	idle  idling
	seq   uint64 // of the newest row

	next    []thread // of the row in work
	marks   []uint64 // by state: the last first row whose thread came by
	accept  []bool   // by thread: whether the row in work fits
	verdict []int8   // by variable: what its condition says of the row; 0 is not asked
	ends    []ended
	found   []Match
	dues    []*due // free ones
	waiting int    // dues in use
	kept    int    // matches that they hold
	threads int
	ages    []aged // attempts by age, where the oldest makes room: see age
	counter Counters
}

// thread is an attempt that waits for a row in a state.
type thread struct {
	begin uint64 // number of its first row
	since int64  // time of its first row
	rows  *row
	state int32
}

// ended is an attempt that reached the end with the row in work.
type ended struct {
	begin uint64
	since int64
	rows  *row
}

// recalled is what a row in the window saw before it when it came. Rows that are deleted later
// still count.
type recalled struct {
	seq    uint64
	before []*event.Event
}

// drop lets go of the rows when the row leaves the window.
func (r recalled) drop(ev *event.Event) {
	for _, b := range r.before {
		b.Drop()
	}
	ev.Drop()
}

// partition is what one key holds.
type partition struct {
	threads []thread // by first row, then best first
	before  []*event.Event
	recall  map[*event.Event]recalled // over a window: what prev looks back to from each row
	dues    []*due                    // by time
	n       uint32                    // number of its key

	// Of the list of idle partitions: time of the last row, place in the order, neighbours.
	last       int64
	turn       uint64
	next, prev *partition
}

// New returns a matcher that sends its matches to out.
func (p *Plan) New(h *Host, out Sink) *Matcher {
	m := &Matcher{plan: p, host: *h, out: out}
	m.env = m.newEnv()
	m.parts = keys.NewMap[*partition](p.key)
	m.marks = make([]uint64, len(p.states))
	m.verdict = make([]int8, len(p.Variables))
	return m
}

// newEnv returns an environment for the conditions.
func (m *Matcher) newEnv() expr.Env {
	n := m.plan.Slots()
	return expr.Env{
		Ev: make([]*event.Event, n), Arr: make([][]*event.Event, n),
		State: m.host.State, Rt: m.host.Rt, Local: make([]any, m.host.Locals),
	}
}

// Push takes what left and what entered. A row that left ends the attempts that have taken it.
func (m *Matcher) Push(d *event.Delta) {
	for _, ev := range d.Old {
		m.remove(ev)
	}
	for _, ev := range d.New {
		m.row(ev)
	}
	m.deliver()
}

// deliver gives all matches of a delta to the sink at once; their rows live until it returns.
func (m *Matcher) deliver() {
	if len(m.found) == 0 {
		return
	}
	found := m.found
	m.found = nil
	m.out(found)
	for i := range found {
		m.pool.release(found[i].r)
		found[i] = Match{}
	}
	if m.found == nil {
		m.found = found[:0]
	}
}

// of returns the partition of a row, made if need be.
func (m *Matcher) of(ev *event.Event) *partition {
	m.env.Ev[RowSlot] = ev
	v, added := m.parts.Put(&m.env)
	if added {
		*v = &partition{}
		(*v).n, _ = m.parts.Find(&m.env)
	}
	return *v
}

// row moves the attempts of the row's partition.
func (m *Matcher) row(ev *event.Event) {
	m.seq++
	m.expire()
	p := m.of(ev)
	m.touch(p)
	m.look(ev, p.before)
	m.begin(p, ev)
	m.judge(p, ev)
	m.advance(p, ev)
	m.remember(p, ev)
	m.settle(p)
	m.prune(p)
}

// look puts the row and those before it into the environment.
func (m *Matcher) look(ev *event.Event, before []*event.Event) {
	evs := m.env.Ev
	for i := range evs { // a few: each by itself is cheaper than to clear memory
		evs[i] = nil
	}
	evs[RowSlot] = ev
	for i, b := range before {
		evs[len(m.plan.Variables)+1+i] = b
	}
	for i := range m.verdict {
		m.verdict[i] = 0
	}
}

// begin starts an attempt at the row.
func (m *Matcher) begin(p *partition, ev *event.Event) {
	for n := len(p.threads); n > 0 && p.threads[n-1].rows == nil; n-- {
		p.threads = p.threads[:n-1] // begun for a row whose condition threw
		m.threads--
	}
	now := m.host.Rt.Now()
	noted := false
	for _, s := range m.plan.first {
		t := thread{begin: m.seq, since: now, state: int32(s)}
		if m.full() { // a row that begins nothing must not cost another its place
			if !m.accepts(&t, ev) {
				continue
			}
			if !m.room(p) {
				return
			}
		}
		if !noted {
			noted = true
			m.age(p, m.seq)
		}
		p.threads = append(p.threads, t)
		m.threads++
	}
}

// judge evaluates the conditions of all attempts, before any of them is changed: a condition may
// throw.
func (m *Matcher) judge(p *partition, ev *event.Event) {
	m.accept = m.accept[:0]
	for i := range p.threads {
		m.accept = append(m.accept, m.accepts(&p.threads[i], ev))
	}
}

// advance moves each attempt by the row. Those that reached the end are in m.ends then.
func (m *Matcher) advance(p *partition, ev *event.Event) {
	for i := range m.marks {
		m.marks[i] = 0
	}
	next := m.next[:0]
	cut := uint64(0)
	for i := range p.threads {
		t := &p.threads[i]
		if t.begin == cut || !m.accept[i] {
			m.pool.release(t.rows)
			continue
		}
		s := &m.plan.states[t.state]
		rows := m.pool.extend(t.rows, ev, s.v)
		for _, to := range s.next {
			if to == end {
				m.ends = append(m.ends, ended{t.begin, t.since, rows.hold()})
				if m.plan.period != nil && !m.plan.all {
					cut = t.begin // what comes now is worse than this match
					break
				}
			} else if m.keep(t.begin, to) && m.mayFork(p, len(next)+len(p.threads)-i-1) {
				next = append(next, thread{t.begin, t.since, rows.hold(), int32(to)})
			}
		}
		m.pool.release(rows)
	}
	m.threads += len(next) - len(p.threads)
	p.threads, m.next = next, p.threads[:0] // the two lists change places
}

// keep tells whether a thread that comes into a state can ever win: not when a better one with the
// same future is there already. After a match that skips past the last row nothing that began
// before it goes on, so that then an earlier first row is always better, unless that row can leave
// a data window and end its attempt.
func (m *Matcher) keep(begin uint64, state int) bool {
	if !m.plan.own || m.plan.all {
		return true
	}
	if m.plan.period == nil && m.plan.past() && !m.host.Windowed {
		begin = 1
	}
	if m.marks[state] == begin {
		return false
	}
	m.marks[state] = begin
	return true
}

// past tells whether the search goes on behind the last row of a match.
func (p *Plan) past() bool { return p.skip == ast.SkipDefault || p.skip == ast.SkipPastLast }

// accepts tells whether the row fulfils the condition of the thread's state.
func (m *Matcher) accepts(t *thread, ev *event.Event) bool {
	s := &m.plan.states[t.state]
	if s.cond == nil {
		return true
	}
	if s.own {
		v := &m.verdict[s.v]
		if *v == 0 {
			m.env.Ev[s.slot] = ev
			*v = asVerdict(s.cond(&m.env))
			m.env.Ev[s.slot] = nil
		}
		return *v > 0
	}
	return m.acceptsAll(s, t, ev)
}

// asVerdict makes null false.
func asVerdict(v, ok bool) int8 {
	if v && ok {
		return 1
	}
	return -1
}

// acceptsAll evaluates a condition that looks at the rows that the attempt has taken.
func (m *Matcher) acceptsAll(s *state, t *thread, ev *event.Event) bool {
	if m.prev.Ev == nil {
		m.prev = m.newEnv()
	}
	env := &m.prev
	m.load(t.rows, env)
	base := 1 + len(m.plan.Variables)
	copy(env.Ev[base:], m.env.Ev[base:])
	env.Ev[RowSlot], env.Ev[s.slot] = ev, ev
	return asVerdict(s.cond(env)) > 0
}

// remember makes the row the first that prev finds, and notes what it found itself.
func (m *Matcher) remember(p *partition, ev *event.Event) {
	if m.plan.prev == 0 {
		return
	}
	if m.host.Windowed {
		m.note(p, ev)
	}
	ev.Hold()
	if n := len(p.before); n == m.plan.prev {
		p.before[n-1].Drop()
	} else {
		p.before = append(p.before, nil)
	}
	if len(p.before) > 1 {
		copy(p.before[1:], p.before)
	}
	p.before[0] = ev
}

// note keeps what prev finds from a row for a later search of the window.
func (m *Matcher) note(p *partition, ev *event.Event) {
	if p.recall == nil {
		p.recall = make(map[*event.Event]recalled)
	}
	list := append([]*event.Event(nil), p.before...)
	for _, b := range list {
		b.Hold()
	}
	ev.Hold()
	p.recall[ev] = recalled{m.seq, list}
}

// remove ends the attempts that have taken a row that left.
func (m *Matcher) remove(ev *event.Event) {
	clear(m.env.Ev)
	m.env.Ev[RowSlot] = ev
	v := m.parts.Get(&m.env)
	if v == nil {
		return
	}
	p := *v
	kept := p.threads[:0]
	for _, t := range p.threads {
		if t.rows.has(ev) {
			m.pool.release(t.rows)
			m.threads--
			continue
		}
		kept = append(kept, t)
	}
	clear(p.threads[len(kept):])
	p.threads = kept
	if r, ok := p.recall[ev]; ok {
		r.drop(ev)
		delete(p.recall, ev)
	}
	m.prune(p)
}

// prune forgets a partition that holds nothing.
func (m *Matcher) prune(p *partition) {
	if len(p.threads) == 0 && len(p.before) == 0 && len(p.recall) == 0 && len(p.dues) == 0 {
		m.idle.remove(p)
		m.parts.Remove(p.n)
	}
}

// drop ends the attempts for which f holds.
func (m *Matcher) drop(p *partition, f func(begin uint64) bool) {
	kept := p.threads[:0]
	for _, t := range p.threads {
		if f(t.begin) {
			m.pool.release(t.rows)
			m.threads--
			continue
		}
		kept = append(kept, t)
	}
	clear(p.threads[len(kept):])
	p.threads = kept
}

// Close cancels timers and lets go of all rows.
func (m *Matcher) Close() {
	for n := range m.parts.Each() {
		p := *m.parts.At(n)
		m.drop(p, func(uint64) bool { return true })
		for _, d := range p.dues {
			m.freeDue(d)
		}
		for _, b := range p.before {
			b.Drop()
		}
		for ev, r := range p.recall {
			r.drop(ev)
		}
	}
	m.parts.Clear()
	m.idle, m.ages = idling{}, nil
}
