package window

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// full lists the columns that are kept, of everything inside.
func (r *rig) full() string {
	var b strings.Builder
	r.view.Each(func(ev *event.Event) bool {
		fmt.Fprintf(&b, " %v/%v/%v", ev.Get("id"), ev.Get("k"), ev.Get("v"))
		return true
	})
	r.arena.Sweep()
	return b.String()
}

// pack makes the rig's window a packed one.
func (r *rig) pack(names ...string) {
	var cols []*event.Column
	for _, n := range names {
		cols = append(cols, r.s.Column(n))
	}
	pk, ok := event.NewPacking(r.s, cols)
	require.True(r.t, ok)
	r.plan, ok = Pack(r.plan, pk, strings.Join(names, ","))
	require.True(r.t, ok)
	r.start(event.NewSchedule(r.sched.Now()))
}

// TestPackedWindows: over random histories, saved and restored anywhere, a window of packed events
// answers as one of events does.
func TestPackedWindows(t *testing.T) {
	for seed := range 150 {
		r := rand.New(rand.NewSource(int64(seed)))
		n, p := 1+r.Intn(40), millisec(int64(1+r.Intn(60)))
		build := func(v *views) {
			switch seed % 6 {
			case 0:
				v.use("keepall")
			case 1:
				v.use("length", n)
			case 2:
				v.use("time", p)
			case 3:
				v.use("ext_timed", "ts", p)
			case 4:
				v.use("length", n).use("uni", "v")
			case 5:
				v.use("unique", "k", "v")
			}
		}
		plain, packed := newRig(t, build), newRig(t, build)
		packed.pack("id", "k", "v")
		require.NotEqual(t, plain.plan.Key(), packed.plan.Key())
		now, ts := int64(0), int64(0)
		for range 150 {
			switch r.Intn(10) {
			case 0:
				now += int64(r.Intn(30))
				require.Equal(t, plain.advance(now), packed.advance(now))
			case 1:
				packed.reload()
			case 2:
				var evs, same []*event.Event
				for range r.Intn(60) {
					k, v := string(rune('a'+r.Intn(3))), r.Intn(9)
					evs, same = append(evs, plain.row(k, v, ts)), append(same, packed.row(k, v, ts))
				}
				plain.view.Push(&event.Delta{New: evs})
				packed.view.Push(&event.Delta{New: same})
				require.Equal(t, plain.took(), packed.took())
			default:
				k := []string{"a", "b", ""}[r.Intn(3)]
				ts += int64(r.Intn(12) - 2)
				v := r.Intn(9)
				require.Equal(t, plain.send(k, v, ts), packed.send(k, v, ts))
			}
			require.Equal(t, plain.full(), packed.full())
			require.Equal(t, plain.view.Len(), packed.view.Len())
		}
		require.Less(t, packed.view.Bytes(), 4*48*packed.view.Len()+48*2*shrinkAt)
		packed.view.Close()
		plain.view.Close()
		require.Equal(t, plain.advance(now+1000), packed.advance(now+1000))
	}
}
