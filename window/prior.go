package window

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// Prior is a window, or a stream without one, that also knows, for each event that is inside or just
// leaving, the events that came n arrivals before it: what prior(n) asks for. Windows, groups and
// sorting have no say in that; over a derived-value window the arrivals are its rows.
//
// It keeps the asked-for events with each event, which costs O(offsets) an event whatever the window
// does, and the last arrivals up to the largest offset.
type Prior struct {
	view    View // nil for a stream without window
	out     event.Sink
	derived bool
	offsets []int // the n that are asked for, ascending, above 0

	recent  []*event.Event // ring of the last arrivals, as many as the largest offset
	at      int            // where the next goes
	index   map[*event.Event]int
	slots   []priorSlot
	before  []*event.Event // by slot and offset
	free    []int
	sweepAt int
}

// priorSlot is one event that prior can be asked about.
type priorSlot struct {
	ev     *event.Event // nil when free
	posted bool         // it is inside until it is posted as old
}

// NewPrior returns a new window of the plan (nil: no window) that can be asked for the given
// offsets. Arrivals are pushed into it, and it pushes to out.
func NewPrior(p Plan, offsets []int, h *Host, out event.Sink) *Prior {
	r := &Prior{out: out, index: make(map[*event.Event]int), sweepAt: firstSweep}
	for _, n := range offsets {
		if n > 0 && !slices.Contains(r.offsets, n) {
			r.offsets = append(r.offsets, n)
		}
	}
	slices.Sort(r.offsets)
	if p != nil {
		r.derived = p.Traits().Derived
		r.view = p.New(h, event.SinkFunc(r.leaving))
	}
	return r
}

// Window returns the window, or nil.
func (r *Prior) Window() View { return r.view }

// At returns the event n arrivals before ev, or nil.
func (r *Prior) At(ev *event.Event, n int) *event.Event {
	if n == 0 {
		return ev
	}
	slot, ok := r.index[ev]
	i, asked := slices.BinarySearch(r.offsets, n)
	if !ok || !asked {
		return nil
	}
	return r.before[slot*len(r.offsets)+i]
}

// Push takes arrivals, and deletions, to the window.
func (r *Prior) Push(d *event.Delta) {
	if !r.derived {
		for _, ev := range d.New {
			r.arrive(ev)
		}
	}
	if r.view == nil {
		r.out.Push(d)
		for _, ev := range d.New {
			r.forget(ev)
		}
		return
	}
	r.view.Push(d)
	for _, ev := range d.Old {
		r.forget(ev) // when the window had not posted it yet
	}
	if len(r.index) >= r.sweepAt {
		r.sweep()
	}
}

// leaving takes what the window pushes.
func (r *Prior) leaving(d *event.Delta) {
	for _, ev := range d.New {
		if r.derived {
			r.arrive(ev)
		}
		if slot, ok := r.index[ev]; ok {
			r.slots[slot].posted = true
		}
	}
	r.out.Push(d)
	for _, ev := range d.Old {
		r.forget(ev)
	}
}

// arrive notes an arrival.
func (r *Prior) arrive(ev *event.Event) {
	k := len(r.offsets)
	slot := r.slot(ev)
	for i, n := range r.offsets {
		if p := r.back(n); p != nil {
			p.Hold()
			r.before[slot*k+i] = p
		}
	}
	if k == 0 {
		return
	}
	if r.recent == nil {
		r.recent = make([]*event.Event, r.offsets[k-1])
	}
	ev.Hold()
	if last := r.recent[r.at]; last != nil {
		last.Drop()
	}
	r.recent[r.at] = ev
	r.at = (r.at + 1) % len(r.recent)
}

// back returns the n-th last arrival.
func (r *Prior) back(n int) *event.Event {
	if r.recent == nil {
		return nil
	}
	return r.recent[(r.at+len(r.recent)-n)%len(r.recent)]
}

func (r *Prior) slot(ev *event.Event) int {
	if slot, ok := r.index[ev]; ok { // the same event once more
		r.release(slot)
		r.slots[slot].posted = false
		return slot
	}
	n := len(r.slots)
	if k := len(r.free); k > 0 {
		n = r.free[k-1]
		r.free = r.free[:k-1]
	} else {
		r.slots = append(r.slots, priorSlot{})
		for range r.offsets {
			r.before = append(r.before, nil)
		}
	}
	r.slots[n] = priorSlot{ev: ev}
	r.index[ev] = n
	ev.Hold()
	return n
}

// release drops the events that came before.
func (r *Prior) release(slot int) {
	k := len(r.offsets)
	for i := range r.before[slot*k : slot*k+k] {
		if p := r.before[slot*k+i]; p != nil {
			p.Drop()
			r.before[slot*k+i] = nil
		}
	}
}

func (r *Prior) forget(ev *event.Event) {
	slot, ok := r.index[ev]
	if !ok {
		return
	}
	delete(r.index, ev)
	r.release(slot)
	r.slots[slot] = priorSlot{}
	r.free = append(r.free, slot)
	ev.Drop()
}

// sweep forgets arrivals that vanished: the window refused them, or dropped them before they were
// posted. It runs when the number of events has doubled since the last time, so that it costs O(1)
// an event.
func (r *Prior) sweep() {
	inside := make(map[*event.Event]struct{}, len(r.index))
	r.view.Each(func(ev *event.Event) bool { inside[ev] = struct{}{}; return true })
	for i := range r.slots {
		s := r.slots[i]
		if _, ok := inside[s.ev]; s.ev != nil && !s.posted && !ok {
			r.forget(s.ev)
		}
	}
	r.sweepAt = max(firstSweep, 2*len(r.index))
}

// Each yields the contents of the window.
func (r *Prior) Each(yield func(*event.Event) bool) {
	if r.view != nil {
		r.view.Each(yield)
	}
}

// Len is the number of events in the window.
func (r *Prior) Len() int {
	if r.view == nil {
		return 0
	}
	return r.view.Len()
}

// Save writes the window, the last arrivals and what came before each event.
func (r *Prior) Save(e *event.Encoder) {
	if r.view != nil {
		r.view.Save(e)
	}
	e.Int(r.at)
	e.Int(len(r.recent))
	for _, ev := range r.recent {
		e.Event(ev)
	}
	e.Int(r.sweepAt)
	e.Int(len(r.slots))
	k := len(r.offsets)
	for i, s := range r.slots {
		e.Event(s.ev)
		e.Bool(s.posted)
		for _, p := range r.before[i*k : i*k+k] {
			e.Event(p)
		}
	}
	for _, n := range r.free { // as many as have no event
		e.Int(n)
	}
}

// Load reads what Save wrote.
func (r *Prior) Load(d *event.Decoder) {
	if r.view != nil {
		r.view.Load(d)
	}
	r.loadRecent(d)
	r.sweepAt = d.Int()
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s := priorSlot{ev: hold(d.Event()), posted: d.Bool()}
		if s.ev != nil {
			r.index[s.ev] = len(r.slots)
		}
		r.slots = append(r.slots, s)
		for range r.offsets {
			r.before = append(r.before, hold(d.Event()))
		}
	}
	for n := len(r.slots) - len(r.index); n > 0 && d.Err() == nil; n-- {
		i := d.Int()
		if i < 0 || i >= len(r.slots) || r.slots[i].ev != nil {
			d.Fail("prior: free slot %d", i)
			return
		}
		r.free = append(r.free, i)
	}
}

func (r *Prior) loadRecent(d *event.Decoder) {
	at, n, most := d.Int(), d.Len(), 0
	if len(r.offsets) > 0 {
		most = r.offsets[len(r.offsets)-1]
	}
	if n > 0 && n != most || at < 0 || at > 0 && at >= n {
		d.Fail("prior: %d arrivals", n)
		return
	}
	r.at = at
	for range n {
		r.recent = append(r.recent, hold(d.Event()))
	}
}

// hold holds an event that was loaded.
func hold(ev *event.Event) *event.Event {
	if ev != nil {
		ev.Hold()
	}
	return ev
}

// Close closes the window and drops the events.
func (r *Prior) Close() {
	if r.view != nil {
		r.view.Close()
	}
	for i := range r.slots {
		if ev := r.slots[i].ev; ev != nil {
			r.forget(ev)
		}
	}
	for _, ev := range r.recent {
		if ev != nil {
			ev.Drop()
		}
	}
	r.recent, r.slots, r.before, r.free = nil, nil, nil, nil
}

// mapEntry is about what a map of pointers to numbers costs an entry.
const mapEntry = 32

// Bytes estimates the memory held, that of the window included.
func (r *Prior) Bytes() int {
	b := viewBytes + mapEntry*len(r.index) + 16*cap(r.slots) + 8*(cap(r.before)+cap(r.recent))
	if r.view != nil {
		b += r.view.Bytes()
	}
	return b
}
