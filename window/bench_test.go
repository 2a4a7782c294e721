package window

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// steady is a window that holds about n events once as many have come, for benchmarks and for the
// test that nothing is allocated then. Events come perMs a millisecond.
type steady struct {
	name  string
	build func(v *views, n int)
	keys  int // different keys; 0 is n
	// amortized is what a window may allocate for each event, where that is not 0.
	amortized float64
}

const perMs = 10

var steadies = []steady{
	{"length", func(v *views, n int) { v.use("length", n) }, 0, 0},
	{"time", func(v *views, n int) { v.use("time", millisec(int64(max(n/perMs, 1)))) }, 0, 0},
	{"ext_timed", func(v *views, n int) { v.use("ext_timed", "ts", millisec(int64(max(n/perMs, 1)))) }, 0, 0},
	{"time_order", func(v *views, n int) { v.use("time_order", "ts", millisec(int64(max(n/perMs, 1)))) }, 0, 0.02},
	{"length_batch", func(v *views, n int) { v.use("length_batch", n) }, 0, 0},
	{"time_batch", func(v *views, n int) { v.use("time_batch", millisec(int64(max(n/perMs, 1)))) }, 0, 0},
	{"time_length_batch", func(v *views, n int) { v.use("time_length_batch", millisec(int64(n)), n) }, 0, 0},
	{"ext_timed_batch", func(v *views, n int) { v.use("ext_timed_batch", "ts", millisec(int64(max(n/perMs, 1)))) }, 0, 0},
	{"unique", func(v *views, _ int) { v.use("unique", "k") }, 0, 0},
	{"unique of two", func(v *views, _ int) { v.use("unique", "k", "id2") }, 0, 0},
	{"lastevent", func(v *views, _ int) { v.use("lastevent") }, 1, 0},
	{"sort", func(v *views, n int) { v.use("sort", n, "v desc") }, 0, 0.02},
	{"rank", func(v *views, n int) { v.use("rank", "k", n/2+1, "v desc") }, 0, 0.02},
	{"expr", func(v *views, n int) { countAtMost(v, n) }, 0, 0.21}, // the time of each new millisecond, twice
	{"groupwin", func(v *views, n int) { v.use("groupwin", "k").use("length", 10) }, -10, 0},
	{"groupwin time", func(v *views, n int) {
		v.use("groupwin", "k").use("time", millisec(int64(max(n/perMs, 1))))
	}, -10, 0},
	{"unique and time", func(v *views, n int) {
		v.use("unique", "k").use("time", millisec(int64(max(n/perMs, 1))))
	}, 0, 0},
	{"length or unique", func(v *views, n int) { v.use("length", n).use("unique", "k").opt.Union = true }, 0, 0},
	{"time uni", func(v *views, n int) { v.use("time", millisec(int64(max(n/perMs, 1)))).use("uni", "v") }, 0, 0},
	{"length weighted_avg", func(v *views, n int) { v.use("length", n).use("weighted_avg", "v", "ts") }, 0, 0},
	{"length linest", func(v *views, n int) { v.use("length", n).use("linest", "ts", "v") }, 0, 0},
}

// stream feeds a window.
type stream struct {
	s     *event.Schema
	arena *event.Arena
	sched *event.Schedule
	view  View
	keys  []string
	i     int
	one   [1]*event.Event
	d     event.Delta
}

func newStream(t testing.TB, b *steady, n int) *stream {
	s := &stream{s: event.MustSchema("Row", event.Field{Name: "id2", Type: event.Long},
		event.Field{Name: "k", Type: event.String}, event.Field{Name: "v", Type: event.Int},
		event.Field{Name: "ts", Type: event.Long}), arena: &event.Arena{}}
	s.arena.Attach(s.s)
	v := &views{s: s.s}
	b.build(v, n)
	p := v.plan(t)
	if p.Schema() != s.s {
		s.arena.Attach(p.Schema())
	}
	s.sched = event.NewSchedule(1000)
	s.view = p.New(&Host{Rt: &expr.Runtime{Schedule: s.sched, Zone: time.UTC}}, event.SinkFunc(func(*event.Delta) {}))
	keys := max(b.keys, -n/max(-b.keys, 1))
	if b.keys <= 0 {
		keys = n / max(-b.keys, 1)
	}
	for k := range max(keys, 1) {
		s.keys = append(s.keys, fmt.Sprintf("h%07d", k))
	}
	return s
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// send makes and sends one event.
func (s *stream) send() {
	ms := int64(1000 + s.i/perMs)
	if ms > s.sched.Now() {
		s.sched.Advance(ms)
		s.arena.Sweep()
	}
	u := mix(uint64(s.i+1) * 0x9E3779B97F4A7C15)
	ev := s.s.New()
	cols := s.s.Columns()
	ev.SetInt(&cols[0], int64(u>>40&1))
	ev.SetStr(&cols[1], s.keys[u%uint64(len(s.keys))])
	ev.SetInt(&cols[2], int64(u>>32&0xfffff))
	ev.SetInt(&cols[3], ms)
	s.one[0] = ev
	s.d.New, s.d.Old = s.one[:], nil
	s.view.Push(&s.d)
	s.arena.Sweep()
	s.i++
}

// cpuTime is the processor time used so far, which other programs on the machine do not change.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWindows tells the cost of an event, making it included, by the number of events held.
func BenchmarkWindows(b *testing.B) {
	for i := range steadies {
		for _, n := range []int{100, 1000, 10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", steadies[i].name, n), func(b *testing.B) {
				s := newStream(b, &steadies[i], n)
				for range 2*n + 1000 {
					s.send()
				}
				b.ReportAllocs()
				b.ResetTimer()
				before := cpuTime()
				for range b.N {
					s.send()
				}
				b.ReportMetric(float64(cpuTime()-before)/float64(b.N), "cpu-ns/op")
				b.StopTimer()
				if held := s.view.Len(); held > 0 {
					b.ReportMetric(float64(s.view.Bytes())/float64(held), "B/held")
				}
			})
		}
	}
}

func TestNothingIsAllocatedInSteadyState(t *testing.T) {
	for i := range steadies {
		s := newStream(t, &steadies[i], 1000)
		for range 20_000 {
			s.send()
		}
		got := testing.AllocsPerRun(1, func() {
			for range 20_000 {
				s.send()
			}
		}) / 20_000
		require.LessOrEqual(t, got, steadies[i].amortized+0.001, steadies[i].name)
	}
}
