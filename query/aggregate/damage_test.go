package aggregate

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// A damaged checkpoint is an error or a wrong number, never a panic, a hang or a great deal of memory.
func TestDamagedStates(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for _, d := range Builtin() {
		for _, fifo := range []bool{true, false} {
			w := newSliding(t, d, 60, "d", func(c *Call) { c.Source.FIFO = fifo })
			var buf bytes.Buffer
			e := event.NewEncoder(&buf)
			w.col.Save(0, e)
			require.NoError(t, e.Flush())
			whole := buf.Bytes()
			for range 60 {
				damaged := bytes.Clone(whole)
				for range 1 + r.Intn(3) {
					damaged[r.Intn(min(len(damaged), 4000))] ^= byte(1 + r.Intn(255))
				}
				if r.Intn(3) == 0 {
					damaged = damaged[:r.Intn(len(damaged))]
				}
				w.reload(damaged)
			}
		}
	}
}

// reload reads a damaged state into a new group and goes on with it.
func (w *sliding) reload(state []byte) {
	schema := w.rows[0].Schema()
	w.col.Clear(0)
	w.col.Load(0, event.NewDecoder(bytes.NewReader(state), func(string) *event.Schema { return schema }))
	w.read()
	for range 20 {
		w.slide()
	}
	w.col.Bytes()
}
