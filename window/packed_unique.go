package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
)

// packedUnique is unique over packed events: the row of a key lies at the key's number. What leaves is
// then as near as its key, where the event itself would be somewhere else in memory.
type packedUnique struct {
	packed
	set *keys.Set
}

// Push puts each arrival in the place of the one before with its key.
func (w *packedUnique) Push(d *event.Delta) {
	if len(d.New) > 1 { // a key that throws must do so before anything has left
		for _, ev := range d.New {
			w.set.Find(w.core.on(ev))
		}
	}
	w.core.enter(d.New)
	for _, ev := range d.New {
		n, added := w.set.Add(w.core.on(ev))
		i := int(n)
		if added {
			w.add() // keys never go, so that a new one has the next number
		} else if !w.newOnly {
			w.core.leave(w.get(nil, i))
		}
		w.write(i, ev)
	}
	w.core.push()
}

// Save writes the keys and what is kept of their events.
func (w *packedUnique) Save(e *event.Encoder) {
	w.set.Save(e)
	w.saveRows(e)
}

// Load reads what Save wrote.
func (w *packedUnique) Load(d *event.Decoder) {
	w.set.Load(d)
	w.loadRows(d)
	if w.n != w.set.Len() || w.n != w.set.Cap() {
		d.Fail("unique: %d events of %d keys", w.n, w.set.Len())
		w.Close()
	}
}

// Close lets go of everything.
func (w *packedUnique) Close() {
	w.set.Clear()
	w.packed.Close()
}

// Bytes estimates the memory held, with what is kept of the events.
func (w *packedUnique) Bytes() int { return w.packed.Bytes() + w.set.Bytes() }
