package rowrecog

import (
	"cmp"
	"slices"

	"github.com/cephei-go/cephei/event"
)

// A checkpoint holds the counters, the keys with their numbers, and for each key in that order:
//
//	threads   first row, its time, state, rows
//	before    the rows that prev finds
//	recall    over a window: of each row what prev found when it came
//	idle      time of the last row, place among the partitions by it
//	dues      time of the first rows, timer, matches that are held back
//	rows      number of a chain that was written before, then the links after it

// Save writes the partitions with their attempts.
func (m *Matcher) Save(e *event.Encoder) {
	s := &saver{Encoder: e, known: map[*row]uint64{nil: 0}}
	e.Uint64(m.seq)
	e.Uint64(m.counter.Refused)
	e.Uint64(m.counter.Dropped)
	e.Uint64(m.counter.Reclaimed)
	m.idle.number()
	m.parts.Save(e)
	for n := range m.parts.Each() {
		s.partition(*m.parts.At(n))
	}
}

// saver writes chains of rows once and refers to them after that.
type saver struct {
	*event.Encoder
	known map[*row]uint64
}

// row writes a chain; the links that are new come first to last, without recursion.
func (s *saver) row(r *row) {
	var fresh []*row
	for s.known[r] == 0 && r != nil {
		fresh = append(fresh, r)
		r = r.up
	}
	s.Uint64(s.known[r])
	s.Int(len(fresh))
	for _, f := range slices.Backward(fresh) {
		s.known[f] = uint64(len(s.known))
		s.Int(int(f.v))
		s.Event(f.ev)
	}
}

// events writes an array of rows.
func (s *saver) events(list []*event.Event) {
	s.Int(len(list))
	for _, ev := range list {
		s.Event(ev)
	}
}

// partition writes the attempts in their order, which is their preference.
func (s *saver) partition(p *partition) {
	s.Int(len(p.threads))
	for _, t := range p.threads {
		s.Uint64(t.begin)
		s.Int64(t.since)
		s.Int(int(t.state))
		s.row(t.rows)
	}
	s.events(p.before)
	s.recall(p)
	s.Int64(p.last)
	s.Uint64(p.turn)
	s.Int(len(p.dues))
	for _, d := range p.dues {
		s.Int64(d.since)
		s.Timer(&d.timer)
		s.Int(len(d.held))
		for _, e := range d.held {
			s.Uint64(e.begin)
			s.row(e.rows)
		}
	}
}

// recall writes what prev finds from the rows of the window, in the order in which they came: the
// order of a map must not show.
func (s *saver) recall(p *partition) {
	list := make([]*event.Event, 0, len(p.recall))
	for ev := range p.recall {
		list = append(list, ev)
	}
	slices.SortFunc(list, func(a, b *event.Event) int {
		return cmp.Compare(p.recall[a].seq, p.recall[b].seq)
	})
	s.Int(len(list))
	for _, ev := range list {
		s.Event(ev)
		s.Uint64(p.recall[ev].seq)
		s.events(p.recall[ev].before)
	}
}

// Load reads what Save wrote, into a new matcher.
func (m *Matcher) Load(d *event.Decoder) {
	l := &loader{Decoder: d, m: m, known: []*row{nil}}
	m.seq = d.Uint64()
	m.counter.Refused, m.counter.Dropped, m.counter.Reclaimed = d.Uint64(), d.Uint64(), d.Uint64()
	m.parts.Load(d)
	for n := range m.parts.Each() {
		p := &partition{n: n}
		*m.parts.At(n) = p
		l.partition(p)
	}
	m.relist()
	for _, r := range l.known[1:] { // owned by those who refer to them
		m.pool.release(r)
	}
	if d.Err() != nil {
		m.Close()
	}
}

// relist puts the partitions in their order of idleness again, and the attempts in that of age.
func (m *Matcher) relist() {
	var all []*partition
	for n := range m.parts.Each() {
		p := *m.parts.At(n)
		all = append(all, p)
		for i, t := range p.threads {
			if i == 0 || t.begin != p.threads[i-1].begin {
				m.age(p, t.begin)
			}
		}
	}
	slices.SortFunc(m.ages, func(a, b aged) int { return cmp.Compare(a.begin, b.begin) })
	if m.host.Idle == (Idle{}) {
		return
	}
	slices.SortFunc(all, func(a, b *partition) int { return cmp.Compare(a.turn, b.turn) })
	for _, p := range all {
		m.idle.toEnd(p)
	}
}

// loader reads attempts and refuses what no matcher can have written.
type loader struct {
	*event.Decoder
	m     *Matcher
	known []*row
}

// row reads a chain; the caller owns it.
func (l *loader) row() *row {
	id := l.Uint64()
	if id >= uint64(len(l.known)) {
		l.Fail("unknown row %d", id)
		return nil
	}
	r := l.known[id]
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		v, ev := l.Int(), l.Event()
		if v < 0 || v >= len(l.m.plan.Variables) || ev == nil {
			l.Fail("a row is out of place")
			break
		}
		r = l.m.pool.take(r, ev, v)
		l.known = append(l.known, r)
	}
	return r.hold()
}

// events reads an array of rows and holds them.
func (l *loader) events() []*event.Event {
	var list []*event.Event
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		if ev := l.Event(); ev != nil {
			ev.Hold()
			list = append(list, ev)
		}
	}
	return list
}

// partition reads what [saver.partition] wrote. What cannot be is refused, since a checkpoint may
// be damaged.
func (l *loader) partition(p *partition) {
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		t := thread{begin: l.Uint64(), since: l.Int64(), state: int32(l.Int())}
		t.rows = l.row()
		if t.state < 0 || int(t.state) >= len(l.m.plan.states) {
			l.Fail("state %d is out of place", t.state)
			t.state = 0
		}
		p.threads = append(p.threads, t)
		l.m.threads++
	}
	p.before = l.events()
	if len(p.before) > l.m.plan.prev {
		l.Fail("too many rows before")
	}
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		l.recall(p)
	}
	p.last, p.turn = l.Int64(), l.Uint64()
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		l.due(p)
	}
}

// recall reads what prev finds from one row.
func (l *loader) recall(p *partition) {
	ev, seq, before := l.Event(), l.Uint64(), l.events()
	if ev == nil || len(before) > l.m.plan.prev {
		l.Fail("a row is out of place")
		return
	}
	if p.recall == nil {
		p.recall = make(map[*event.Event]recalled)
	}
	ev.Hold()
	p.recall[ev] = recalled{seq, before}
}

// due reads an interval that runs, and sets its timer as it was.
func (l *loader) due(p *partition) {
	d := l.m.newDue(p, l.Int64())
	p.dues = append(p.dues, d)
	l.Timer(l.m.host.Rt.Schedule, &d.timer)
	for n := l.Len(); n > 0 && l.Err() == nil; n-- {
		d.held = append(d.held, ended{begin: l.Uint64(), since: d.since, rows: l.row()})
		l.m.kept++
	}
}
