package engine_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// endsTwin says what partitions give that an event of their key, an event for all or the clock ends.
type endsTwin struct {
	now   int64
	begun map[string]int64
	count map[string]int
	want  []string
}

func (w *endsTwin) end(host string) {
	w.want = append(w.want, fmt.Sprintf(`end {"host":%q,"c":%d}`, host, w.count[host]))
	delete(w.begun, host)
	delete(w.count, host)
}

func (w *endsTwin) event(host string, n int) {
	if _, lives := w.begun[host]; lives && n < 0 {
		w.end(host)
		return
	} else if !lives {
		w.begun[host] = w.now
	}
	w.count[host]++
	for _, s := range []string{"all", "own"} {
		w.want = append(w.want, fmt.Sprintf(`%s {"host":%q,"c":%d}`, s, host, w.count[host]))
	}
}

func (w *endsTwin) endWhere(ends func(host string) bool) {
	for h := range w.begun {
		if ends(h) {
			w.end(h)
		}
	}
}

// TestPartitionsEnd compares random histories with the twin; engines are saved and restored in between.
func TestPartitionsEnd(t *testing.T) {
	for seed := range int64(20) {
		r := rand.New(rand.NewSource(seed))
		b := newBench(t)
		b.deploy(`create schema A(host string, n int); create schema B(n int);
			create context Host partition by host from A
				terminated by pattern [A(n < 0) or B or timer:interval(10 sec)];
			@name('all') context Host select host, count(*) as c from A;
			@name('own') context Host select host, count(*) as c from A#time(1 hour);
			@name('end') context Host select host, count(*) as c from A output last when terminated`)
		w := &endsTwin{begun: make(map[string]int64), count: make(map[string]int)}
		for range 300 {
			switch r.Intn(12) {
			case 0:
				b.send("B", `{"n":1}`)
				w.endWhere(func(string) bool { return true })
			case 1:
				b.restart()
			case 2, 3, 4:
				w.now += r.Int63n(6000)
				require.NoError(t, b.Advance(w.now))
				w.endWhere(func(h string) bool { return w.begun[h]+10_000 <= w.now })
			default:
				host, n := fmt.Sprint("h", r.Intn(4)), r.Intn(6)-1
				b.send("A", fmt.Sprintf(`{"host":%q,"n":%d}`, host, n))
				w.event(host, n)
			}
			got := b.take()
			slices.Sort(got)
			slices.Sort(w.want)
			require.Equal(t, w.want, got, "seed %d", seed)
			w.want = nil
		}
		b.send("B", `{"n":1}`)
		live, _ := engine.PartitionsOf(b.Engine)
		require.Zero(t, live)
		held := engine.HeldBy(b.Engine)
		require.Zero(t, held.Timers+held.Entries, "ended partitions hold nothing")
	}
}
