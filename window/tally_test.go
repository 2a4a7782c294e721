package window

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// derivedRig takes the rows that a derived-value window posts.
type derivedRig struct {
	r   *rig
	got []string
}

func (s *derivedRig) Push(d *event.Delta) {
	for _, ev := range d.New {
		s.got = append(s.got, values(ev))
	}
}

func values(ev *event.Event) string {
	var b strings.Builder
	for i := range ev.Schema().Columns() {
		fmt.Fprint(&b, " ", ev.Any(&ev.Schema().Columns()[i]))
	}
	return b.String()
}

// open makes the window new, for those who do not look at old rows.
func (s *derivedRig) open(newOnly, lazy bool) {
	s.r.host.NewOnly, s.r.host.Lazy = newOnly, lazy
	s.r.view = s.r.plan.New(s.r.host, s)
}

// inForce is the row that the window has.
func (s *derivedRig) inForce() (out string) {
	s.r.view.Each(func(ev *event.Event) bool { out = values(ev); return true })
	return out
}

func (s *derivedRig) took() []string {
	got := s.got
	s.got = nil
	s.r.arena.Sweep()
	return got
}

// reload goes on with a window that has loaded the state, on a new clock.
func (s *derivedRig) reload(newOnly, lazy bool) {
	s.r.reloadInto(func() {
		s.r.start(event.NewSchedule(s.r.sched.Now()))
		s.open(newOnly, lazy)
	})
}

// oddNumbers are values that a statistic must take out again as they went in.
var oddNumbers = []float64{math.NaN(), math.Float64frombits(absent), math.Inf(1), 1e300, 0, math.Copysign(0, -1)}

// TestTally: over random histories, saved and restored anywhere, a window that keeps numbers answers as
// the two do that it stands for. A lazy one has the same row whenever it is asked.
func TestTally(t *testing.T) {
	for seed := range 400 {
		r := rand.New(rand.NewSource(int64(seed)))
		n, p := r.Intn(20), millisec(int64(1+r.Intn(60)))
		lazy := seed%3 == 0
		build := func(v *views) {
			switch seed % 4 {
			case 0:
				v.use("keepall")
			case 1:
				v.use("length", 1+n)
			case 2:
				v.use("time", p)
			case 3:
				v.use("ext_timed", "ts", p)
			}
			switch seed / 4 % 4 {
			case 0:
				v.use("uni", "x")
			case 1:
				v.use("weighted_avg", "x", "v")
			case 2:
				v.use("correl", "v", "x")
			case 3:
				v.use("linest", "v", "x")
			}
		}
		plain, tallied := &derivedRig{r: newRig(t, build)}, &derivedRig{r: newRig(t, build)}
		tallied.r.pack("v", "x", "ts")
		plain.open(false, false)
		tallied.open(true, lazy)
		require.IsType(t, &tally{}, tallied.r.view)
		now, ts := int64(0), int64(0)
		for range 150 {
			switch r.Intn(8) {
			case 0, 1:
				now += int64(r.Intn(30))
				plain.r.sched.Advance(now)
				tallied.r.sched.Advance(now)
			case 2:
				tallied.reload(true, lazy)
			default:
				ts += int64(r.Intn(12) - 2)
				v, odd, null := r.Intn(9), r.Intn(30), r.Intn(20)
				for _, s := range []*derivedRig{plain, tallied} {
					s.r.view.Push(&event.Delta{New: []*event.Event{oddRow(s.r, v, ts, odd, null)}})
				}
			}
			want, got := plain.took(), tallied.took()
			if !lazy {
				require.Equal(t, want, got, "seed %d", seed)
			}
			if !lazy || r.Intn(4) == 0 {
				require.Equal(t, plain.inForce(), tallied.inForce(), "seed %d", seed)
				require.Equal(t, plain.r.view.Len(), tallied.r.view.Len())
			}
		}
		tallied.r.view.Close()
		require.Zero(t, tallied.r.sched.Len())
		require.Less(t, tallied.r.view.Bytes(), 2000)
	}
}

func oddRow(r *rig, v int, ts int64, odd, null int) *event.Event {
	ev := r.row("k", v, ts)
	if odd < len(oddNumbers) {
		ev.SetFloat(r.s.Column("x"), oddNumbers[odd])
	}
	if null < 2 {
		ev.SetNull(r.s.Column([]string{"x", "v"}[null]))
	}
	return ev
}

// A lazy window lets go of what timers would have let go that fire before the one that asks.
func TestTallyCatchesUp(t *testing.T) {
	s := &derivedRig{r: newRig(t, func(v *views) { v.use("time", millisec(10)).use("uni", "x") })}
	s.r.pack("x")
	s.open(true, true)
	s.r.view.Push(&event.Delta{New: []*event.Event{s.r.row("k", 1, 0)}}) // until 10
	var seen []int
	ask := func(at int64) {
		s.r.sched.Set(&event.Timer{F: asks(func() { seen = append(seen, s.r.view.Len()) }), Slot: 1 << 60}, at)
	}
	ask(9)
	ask(10)
	s.r.sched.Advance(50)
	require.Equal(t, []int{1, 0}, seen)
	require.Zero(t, s.r.view.Len())
}

type asks func()

func (f asks) Fire(int64) { f() }

// An event whose numbers cannot be had stays outside, and nothing leaves in its place.
func TestTallyOfAnEventThatFails(t *testing.T) {
	s := &derivedRig{r: newRig(t, func(v *views) {
		v.use("time", millisec(10)).use("uni", Arg{Text: "f", Fn: expr.Fn{
			Type: event.Double, Float: func(*expr.Env) (float64, bool) { panic("no number") },
		}})
	})}
	s.r.pack("x")
	s.open(true, false)
	require.Panics(t, func() { s.r.view.Push(&event.Delta{New: []*event.Event{s.r.row("k", 1, 0)}}) })
	s.r.sched.Advance(50)
	require.Empty(t, s.took())
	require.Zero(t, s.r.view.Len())
}
