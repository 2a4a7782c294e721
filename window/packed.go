package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

// Pack returns the plan of a window that keeps, of each event, just what a packing takes: for
// statements that never look at the rest. What entered is the event itself, what leaves a new event
// with the columns kept. ok is false for windows that have no such form.
//
// The views are [Scanner]s. They take no remove stream: nothing may stand before such a window that lets events go.
func Pack(p Plan, pk *event.Packing, columns string) (packed Plan, ok bool) {
	b := base{schema: p.Schema(), traits: p.Traits(), key: p.Key()}
	b.traits.Prev = false
	if b.key != "" {
		b.key += " of " + columns
	}
	switch p := p.(type) {
	case *keepallPlan:
		return &packedPlan{base: b, pk: pk}, true
	case *lengthPlan:
		return &packedPlan{base: b, pk: pk, length: &p.size}, true
	case *timePlan:
		return &packedPlan{base: b, pk: pk, time: &p.period}, true
	case *extTimedPlan:
		return &packedPlan{base: b, pk: pk, time: &p.period, stamp: &p.ts}, true
	case *uniquePlan:
		return &packedPlan{base: b, pk: pk, unique: p.key}, true
	case *seriesPlan:
		first, ok := Pack(p.parts[0], pk, columns)
		if !ok || p.parts[0].Traits().Derived {
			return nil, false
		}
		return &seriesPlan{base{p.schema, p.traits, b.key}, append([]Plan{first}, p.parts[1:]...)}, true
	}
	return nil, false
}

// Scanner is a view that makes its events when it is asked for them.
type Scanner interface {
	// Scan shows the events to f, the oldest first, until it wants no more. One that f does not take is
	// valid during the call.
	Scan(f func(ev *event.Event) (take, more bool))
}

// HoldsEvents tells whether the memory of its events is to be added to that of a view.
func HoldsEvents(v View) bool {
	if s, ok := v.(series); ok {
		v = s[0]
	}
	switch v.(type) {
	case Scanner, *tally:
		return false
	}
	return true
}

// packedPlan is keepall, length, time, ext_timed or unique over packed events.
type packedPlan struct {
	base
	pk     *event.Packing
	length *count
	time   *period
	stamp  *stamp
	unique *keys.Key
}

// New returns an empty window.
func (p *packedPlan) New(h *Host, out event.Sink) View {
	s := packed{core: newLean(h, out, p.schema), packs: packs{pk: p.pk}, newOnly: h.NewOnly}
	s.w, s.t = p.pk.Width()
	switch {
	case p.length != nil:
		w := &packedLength{packed: s, size: p.length.of(h)}
		w.most = w.size
		if h.Turns {
			return newTurns(w, &w.packs)
		}
		return w
	case p.time != nil:
		s.stamped = true
		w := &packedTime{packed: s, span: p.time.of(h), ts: p.stamp}
		if p.stamp == nil {
			h.own(&w.timer, w)
		}
		return w
	case p.unique != nil:
		return &packedUnique{packed: s, set: keys.NewSet(p.unique)}
	case h.Turns:
		return newTurns(&s, &s.packs)
	}
	return &s
}

// forgetful: see [forgetful].
func (p *packedPlan) forgetful() bool { return true }

// packs is a queue of packed events: a ring of rows in the order in which they came. In a window of
// fixed length a row takes the place of the one that left last, which still is near.
type packs struct {
	words   []uint64
	w, t    int // words and texts a row
	head    int
	n, room int
	most    int // bounds the room; 0 is no bound
	stamped bool
	pk      *event.Packing
	texts   []string
	nulls   []uint64 // of the rows; nil while there was no null
	stamps  []int64  // when the rows are due; nil where nothing is
}

// put adds an event and returns its place.
func (q *packs) put(ev *event.Event) int {
	i := q.add()
	q.write(i, ev)
	return i
}

// write keeps an event in a place.
func (q *packs) write(i int, ev *event.Event) {
	q.setNulls(i, q.pk.Put(ev, q.row(i), q.texts[i*q.t:(i+1)*q.t]))
}

// row returns the words of a place.
func (q *packs) row(i int) []uint64 { return q.words[i*q.w : (i+1)*q.w] }

// add makes a place at the tail.
func (q *packs) add() int {
	if q.n == q.room {
		q.resize(q.room + max(firstFifo, q.room/2))
	}
	i := q.head + q.n
	if i >= q.room {
		i -= q.room
	}
	q.n++
	return i
}

func (q *packs) setNulls(i int, nulls uint64) {
	if nulls != 0 && q.nulls == nil {
		q.nulls = make([]uint64, q.room)
	}
	if q.nulls != nil {
		q.nulls[i] = nulls
	}
}

// pop takes the first event out; there must be one.
func (q *packs) pop() *event.Event {
	ev := q.get(nil, q.head)
	q.drop()
	return ev
}

// drop is pop without the event.
func (q *packs) drop() {
	i := q.head
	clear(q.texts[i*q.t : (i+1)*q.t])
	if q.head++; q.head == q.room {
		q.head = 0
	}
	q.n--
	if q.room > shrinkAt && q.n < q.room/4 {
		q.resize(q.room / 2)
	}
}

// get returns the event of a place: ev, or a new one if that is nil.
func (q *packs) get(ev *event.Event, i int) *event.Event {
	var nulls uint64
	if q.nulls != nil {
		nulls = q.nulls[i]
	}
	if ev == nil {
		ev = q.pk.New()
	}
	q.pk.Get(ev, q.row(i), q.texts[i*q.t:(i+1)*q.t], nulls)
	return ev
}

// resize moves the rows to a ring of the given room.
func (q *packs) resize(room int) {
	if q.most > 0 && q.n < q.most {
		room = min(room, q.most)
	}
	q.words = moved(q.words, q.w, room, q)
	q.texts = moved(q.texts, q.t, room, q)
	if q.nulls != nil {
		q.nulls = moved(q.nulls, 1, room, q)
	}
	if q.stamped {
		q.stamps = moved(q.stamps, 1, room, q)
	}
	q.head, q.room = 0, room
}

// moved returns the values of a ring, width of them a row, in a larger or smaller one.
func moved[T any](from []T, width, room int, q *packs) []T {
	if width == 0 {
		return nil
	}
	to := make([]T, room*width)
	straight := min(q.n, q.room-q.head)
	copy(to, from[q.head*width:(q.head+straight)*width])
	copy(to[straight*width:], from[:(q.n-straight)*width])
	return to
}

// Scan shows the events to f, the oldest first, until it wants no more. One that f does not take is
// valid during the call.
func (q *packs) Scan(f func(*event.Event) (take, more bool)) {
	var ev *event.Event
	for k := range q.n {
		ev = q.get(ev, (q.head+k)%q.room)
		take, more := f(ev)
		if !more {
			return
		}
		if take {
			ev = nil
		}
	}
}

func (q *packs) saveRows(e *event.Encoder) {
	e.Int(q.n)
	e.Int(q.w)
	e.Int(q.t)
	for k := range q.n {
		i := (q.head + k) % q.room
		for _, w := range q.row(i) {
			e.Uint64(w)
		}
		for _, t := range q.texts[i*q.t : (i+1)*q.t] {
			e.String(t)
		}
		var nulls uint64
		if q.nulls != nil {
			nulls = q.nulls[i]
		}
		e.Uint64(nulls)
		if q.stamped {
			e.Int64(q.stamps[i])
		}
	}
}

func (q *packs) loadRows(d *event.Decoder) {
	n := d.Len()
	if w, t := d.Int(), d.Int(); d.Err() == nil && (w != q.w || t != q.t) {
		d.Fail("a window that kept %d words and %d texts of an event, not %d and %d", w, t, q.w, q.t)
	}
	for ; n > 0 && d.Err() == nil; n-- {
		i := q.add()
		for k := range q.w {
			q.words[i*q.w+k] = d.Uint64()
		}
		for k := range q.t {
			q.texts[i*q.t+k] = d.String()
		}
		q.setNulls(i, d.Uint64())
		if q.stamped {
			q.stamps[i] = d.Int64()
		}
	}
}

func (q *packs) bytes() int { return 8*(cap(q.words)+cap(q.nulls)+cap(q.stamps)) + 16*cap(q.texts) }

// packed is keepall over packed events, and what the others have of it.
type packed struct {
	core
	packs
	newOnly bool // nobody is told what leaves
}

// popped takes the first event out and tells that it left.
func (w *packed) popped() {
	if w.newOnly {
		w.drop()
		return
	}
	w.core.leave(w.pop())
}

// Push adds what entered.
func (w *packed) Push(d *event.Delta) {
	for _, ev := range d.New {
		w.put(ev)
	}
	w.core.enter(d.New)
	w.core.push()
}

// Each yields events like those inside, the oldest first.
func (w *packed) Each(yield func(*event.Event) bool) {
	w.Scan(func(ev *event.Event) (take, more bool) { return true, yield(ev) })
}

// Len returns the number of events.
func (w *packed) Len() int { return w.n }

// Save writes what is kept of the events.
func (w *packed) Save(e *event.Encoder) { w.saveRows(e) }

// Load reads what Save wrote.
func (w *packed) Load(d *event.Decoder) { w.loadRows(d) }

// Close lets go of everything.
func (w *packed) Close() { w.packs = packs{pk: w.pk, w: w.w, t: w.t, stamped: w.stamped, most: w.most} }

// Bytes estimates the memory held, with what is kept of the events.
func (w *packed) Bytes() int { return viewBytes + w.bytes() }

// packedLength is length over packed events.
type packedLength struct {
	packed
	size int
}

// Push adds what entered and lets go of what is beyond the size.
func (w *packedLength) Push(d *event.Delta) {
	w.core.enter(d.New)
	for _, ev := range d.New {
		if w.n == w.size && w.n > 0 { // before: the place that gets free is taken at once
			w.popped()
		}
		if w.size > 0 {
			w.put(ev)
		} else {
			w.core.leave(ev)
		}
	}
	w.core.push()
}

// packedTime is time and, with ts, ext_timed over packed events.
type packedTime struct {
	packed
	span  span
	ts    *stamp
	timer event.Timer
	stamp int64 // the time that due was computed for
	due   int64
}

// Push adds what entered. By the time stamps of the events it lets go of what the last arrival shows to
// be due.
func (w *packedTime) Push(d *event.Delta) {
	switch {
	case len(d.New) == 0:
	case w.ts != nil:
		w.ts.check(&w.core, d.New)
		last := int64(0)
		for _, ev := range d.New {
			last = w.ts.of(w.core.on(ev))
			w.stamps[w.put(ev)] = w.span.leaves(last)
		}
		w.core.enter(d.New)
		w.expire(last)
	default:
		w.keep(d.New)
		w.core.enter(d.New)
	}
	w.core.push()
}

func (w *packedTime) keep(evs []*event.Event) {
	if now := w.core.now(); w.due == 0 || now != w.stamp {
		w.stamp, w.due = now, w.span.leaves(now)
	}
	if w.n == 0 {
		w.core.set(&w.timer, w.due)
	}
	for _, ev := range evs {
		w.stamps[w.put(ev)] = w.due
	}
}

// expire takes out, from the head, what is due by then; the first event that is not stops it.
func (w *packedTime) expire(limit int64) {
	for w.n > 0 && w.stamps[w.head] <= limit {
		w.popped()
	}
}

// Fire lets go of what is due.
func (w *packedTime) Fire(now int64) {
	w.expire(now)
	if w.n > 0 {
		w.core.set(&w.timer, w.stamps[w.head])
	}
	w.core.push()
}

// Save writes what is kept of the events, with their times, and the timer.
func (w *packedTime) Save(e *event.Encoder) {
	w.saveRows(e)
	if w.ts == nil {
		e.Timer(&w.timer)
	}
}

// Load reads what Save wrote.
func (w *packedTime) Load(d *event.Decoder) {
	w.loadRows(d)
	if w.ts == nil {
		w.core.load(d, &w.timer)
	}
}

// Close cancels the timer and lets go of everything.
func (w *packedTime) Close() {
	w.core.cancel(&w.timer)
	w.packed.Close()
}
