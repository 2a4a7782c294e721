package window

import "github.com/cephei-go/cephei/event"

// Turner is a view that stands for the windows of many context partitions, which have their turns: what
// a view is asked concerns the one whose turn it is. A partition is a small number, which is used again
// when the partition has ended. So what a partition costs is what its window keeps, and not an operator.
type Turner interface {
	View
	// Turn makes it the turn of a partition. The window of one that has not had a turn before is empty.
	Turn(n uint32)
	// End empties the window of a partition.
	End(n uint32)
	// Held estimates the memory held and counts the events in the windows of all partitions.
	Held() (bytes, events int)
}

// Turns tells whether the views of a plan can be Turners: [Host.Turns] asks for one. That is so where
// nothing but an event moves the window, what is kept of events is plain values, and a size is the same
// for all partitions.
func Turns(p Plan) bool {
	packed, ok := p.(*packedPlan)
	return ok && packed.time == nil && packed.unique == nil && packed.key != ""
}

// turns is keepall or length over packed events, for many partitions.
type turns struct {
	View             // of the partition whose turn it is
	packs *packs     // in it
	rings []ring     // of the others, by number
	nulls [][]uint64 // of those that had a null, by number; short as long as there is need
	at    uint32     // whose turn it is
}

// ring is what of packs differs between partitions, but for the nulls, which are rare: it is a cache line.
type ring struct {
	words         []uint64
	texts         []string
	head, n, room int32
}

func newTurns(v View, q *packs) *turns { return &turns{View: v, packs: q, rings: make([]ring, 1)} }

// Turn implements [Turner].
func (t *turns) Turn(n uint32) {
	if n == t.at {
		return
	}
	t.put()
	for int(n) >= len(t.rings) {
		t.rings = append(t.rings, ring{})
	}
	q, r := t.packs, &t.rings[n]
	q.words, q.texts, q.nulls = r.words, r.texts, nil
	q.head, q.n, q.room = int(r.head), int(r.n), int(r.room)
	if int(n) < len(t.nulls) {
		q.nulls = t.nulls[n]
	}
	t.at = n
}

// put takes note of the present window.
func (t *turns) put() {
	q := t.packs
	t.rings[t.at] = ring{q.words, q.texts, int32(q.head), int32(q.n), int32(q.room)}
	for q.nulls != nil && int(t.at) >= len(t.nulls) {
		t.nulls = append(t.nulls, nil)
	}
	if int(t.at) < len(t.nulls) {
		t.nulls[t.at] = q.nulls
	}
}

// End implements [Turner].
func (t *turns) End(n uint32) {
	if int(n) < len(t.rings) {
		t.rings[n] = ring{}
	}
	if int(n) < len(t.nulls) {
		t.nulls[n] = nil
	}
	if q := t.packs; n == t.at {
		q.words, q.texts, q.nulls = nil, nil, nil
		q.head, q.n, q.room = 0, 0, 0
	}
}

// Scan implements [Scanner].
func (t *turns) Scan(f func(*event.Event) (take, more bool)) { t.packs.Scan(f) }

// Close lets go of everything.
func (t *turns) Close() {
	t.View.Close()
	t.rings, t.nulls, t.at = make([]ring, 1), nil, 0
}

// Held implements [Turner].
func (t *turns) Held() (bytes, events int) {
	t.put()
	for i := range t.rings {
		r := &t.rings[i]
		bytes += ringBytes + 8*cap(r.words) + 16*cap(r.texts)
		events += int(r.n)
	}
	for _, nulls := range t.nulls {
		bytes += 24 + 8*cap(nulls)
	}
	return viewBytes + bytes, events
}

const ringBytes = 64
