package window

import (
	"math"

	"github.com/cephei-go/cephei/event"
)

// tally is a data window and a statistic of numbers behind it, in one: of each event it keeps the
// numbers that the statistic takes. It stands for length, time, ext_timed and keepall where nobody
// sees the events inside, nor the rows that were in force before.
//
// An event touches little memory of it, which lies together: with thousands of statements that is
// what it costs.
//
// A lazy one sets no timer: what is due leaves when somebody looks or the next event comes. Those who
// ask for it must call [Lazy.CatchUp] in time.
type tally struct { // what every event needs comes first
	core
	calc   numbers
	kept   packs // the numbers, behind the time at which they are due where there is one
	width  int   // numbers of an event
	kind   tallyKind
	lazy   bool  // only the row in force at some later time is wanted
	silent bool  // no timer: somebody asks in time
	size   int   // of length
	stamp  int64 // of what came last
	due    int64 // when that is to leave
	timer  event.Timer
	span   span
	ts     *stamp
	cols   []event.Column
}

type tallyKind uint8

const (
	tallyAll tallyKind = iota
	tallyLength
	tallyTime
	tallyExtTimed
)

// Lazy is a view that need not let go of anything at the time it is due.
type Lazy interface {
	// CatchUp lets go of what the timers that were to fire by now would have let go.
	CatchUp()
}

// newTally returns the windows of a series as one, or nil when they cannot be.
func newTally(parts []Plan, h *Host, out event.Sink) *tally {
	if len(parts) != 2 || !h.NewOnly {
		return nil
	}
	first, ok := parts[0].(*packedPlan)
	p, derived := parts[1].(*derivedPlan)
	if !ok || first.unique != nil || !derived || p.tally == nil || len(p.extras) > 0 {
		return nil
	}
	w := p.tally()
	w.core, w.cols, w.lazy = newLean(h, out, p.schema), p.schema.Columns(), h.Lazy
	w.kept.w = w.width
	switch {
	case first.length != nil:
		w.kind, w.size = tallyLength, first.length.of(h)
		w.kept.most = w.size
	case first.time != nil:
		w.kind, w.span, w.ts = tallyTime, first.time.of(h), first.stamp
		w.kept.w++
		if w.ts != nil {
			w.kind = tallyExtTimed
		} else {
			w.silent = w.lazy
			h.own(&w.timer, w)
		}
	}
	return w
}

// absent stands for an event that takes no part. It is a NaN; those of events are math.NaN.
const absent = 0x7ff4_0000_0000_0ab5

// Push adds what entered, and lets go of what that or the time drives out.
func (w *tally) Push(d *event.Delta) {
	if len(d.New) == 0 {
		return
	}
	switch w.kind {
	case tallyTime:
		if w.silent {
			w.overdue()
		}
		w.arrive()
	case tallyExtTimed:
		w.ts.check(&w.core, d.New)
	}
	for _, ev := range d.New {
		w.enter(ev)
	}
	if w.kind == tallyExtTimed {
		w.expire(w.stamp, w.stamp)
	}
	w.tell()
}

// arrive finds out when what comes now is due.
func (w *tally) arrive() {
	if now := w.now(); w.due == 0 || now != w.stamp {
		w.stamp, w.due = now, w.span.leaves(now)
	}
}

// enter adds one event.
func (w *tally) enter(ev *event.Event) {
	env := w.on(ev)
	if w.kind == tallyExtTimed {
		w.stamp = w.ts.of(env)
		w.due = w.span.leaves(w.stamp)
	}
	v, ok := w.calc.values(env)
	if ok {
		w.calc.add(v)
	}
	full := w.kind == tallyLength && w.kept.n == w.size
	switch {
	case full && w.size == 0:
		if ok {
			w.calc.remove(v)
		}
		return
	case full: // before: the place that gets free is taken at once
		w.leave()
	}
	w.keep(v, ok)
}

// keep puts the numbers of an event at the tail.
func (w *tally) keep(v pair, ok bool) {
	if w.kind == tallyTime && w.kept.n == 0 && !w.silent {
		w.set(&w.timer, w.due)
	}
	row := w.kept.row(w.kept.add())
	if w.kind >= tallyTime {
		row[0], row = uint64(w.due), row[1:]
	}
	row[0] = absent
	if ok {
		row[0] = bitsOf(v.x)
	}
	if w.width > 1 {
		row[1] = bitsOf(v.y)
	}
}

func bitsOf(v float64) uint64 {
	if v != v {
		return math.Float64bits(math.NaN())
	}
	return math.Float64bits(v)
}

// leave takes the first event out; there must be one.
func (w *tally) leave() {
	row := w.kept.row(w.kept.head)
	if w.kind >= tallyTime {
		row = row[1:]
	}
	if row[0] != absent {
		v := pair{x: math.Float64frombits(row[0])}
		if w.width > 1 {
			v.y = math.Float64frombits(row[1])
		}
		w.calc.remove(v)
	}
	w.kept.drop()
}

// next returns when the first event is due; there must be one.
func (w *tally) next() int64 { return int64(w.kept.row(w.kept.head)[0]) }

// expire takes out, from the head, what is due by the limit, if the first event is due by then; the
// first that is not stops it. It tells whether one was.
func (w *tally) expire(then, limit int64) bool {
	if w.kept.n == 0 || w.next() > then {
		return false
	}
	for w.kept.n > 0 && w.next() <= limit {
		w.leave()
	}
	return true
}

// Fire lets go of what is due.
func (w *tally) Fire(now int64) {
	w.expire(now, now)
	if w.kept.n > 0 {
		w.set(&w.timer, w.next())
	}
	w.tell()
}

// CatchUp lets go of what would have left before.
func (w *tally) CatchUp() {
	if w.silent && w.overdue() {
		w.tell()
	}
}

// overdue lets go of what a timer would have let go: before the clock's present step, and in it if
// the timer had come before the one that fires now.
func (w *tally) overdue() bool {
	from, at := w.rt.Schedule.Firing()
	before := w.expire(from, from)
	return w.expire(at, w.now()) || before
}

// tell posts the row that is in force now, or that there is one.
func (w *tally) tell() {
	if w.lazy {
		w.post()
		return
	}
	row := append(w.rt.Borrow(), w.row())
	w.core.enter(row)
	w.push()
	w.rt.Return(row)
}

func (w *tally) row() *event.Event {
	row := w.schema.NewNull()
	w.calc.write(row, w.cols)
	return row
}

// Each yields the row in force: there is always one.
func (w *tally) Each(yield func(*event.Event) bool) {
	w.CatchUp()
	yield(w.row())
}

// Len returns the number of events.
func (w *tally) Len() int {
	w.CatchUp()
	return w.kept.n
}

// Save writes the numbers, the statistic and the timer.
func (w *tally) Save(e *event.Encoder) {
	w.kept.saveRows(e)
	w.calc.Save(e)
	e.Timer(&w.timer)
}

// Load reads what Save wrote.
func (w *tally) Load(d *event.Decoder) {
	w.kept.loadRows(d)
	w.calc.Load(d)
	w.core.load(d, &w.timer)
}

// Close cancels the timer and lets go of everything.
func (w *tally) Close() {
	w.cancel(&w.timer)
	w.kept = packs{w: w.kept.w, most: w.kept.most}
}

// Bytes estimates the memory held.
func (w *tally) Bytes() int { return viewBytes + w.calc.bytes() + w.kept.bytes() }
