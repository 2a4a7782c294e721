package anomaly

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cephei-go/cephei/stats"
	"github.com/stretchr/testify/require"
)

// The tests of this file walk Builtin: what they show holds for every detector there is.

// every names all detectors and how to make a fresh one; wrappers wrap a chart.
func every(t testing.TB) map[string]func() Detector {
	t.Helper()
	all := map[string]func() Detector{}
	for _, def := range Builtin() {
		v, err := def.Values(nil)
		require.NoError(t, err)
		all[def.Name] = func() Detector {
			if def.Wrap != nil {
				return def.Wrap(NewChart(0.001, 1, 3), v)
			}
			d, err := def.New(v)
			require.NoError(t, err)
			return d
		}
	}
	all["ensemble"] = func() Detector {
		return NewEnsemble(
			Member{Detector: NewTail(NewMeanShift(10, 4, 0.001), 500, 0.98, 4), Weight: 0.25},
			Member{Detector: NewFlatline(30, 20), Weight: 0.3, Cap: 2},
		)
	}
	return all
}

// nasty makes a stream of everything a metric should not do, in stretches.
func nasty(seed uint64, n int) (times []int64, values []float64) {
	rng := rand.New(rand.NewPCG(seed, 7))
	odd := []float64{
		math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, math.MaxFloat64, 5e-324, -5e-324,
		1e-310, 0, math.Copysign(0, -1), 1e6, -1e6, 1,
	}
	now, level := int64(1_700_000_000_000), 1.0
	for len(values) < n {
		kind := rng.IntN(8)
		for range 1 + rng.IntN(100) {
			x := level
			switch kind {
			case 0: // constant
			case 1:
				x = odd[rng.IntN(len(odd))]
			case 2:
				level *= 1 + 0.01*rng.NormFloat64()
			case 3:
				x *= math.Sin(float64(len(values)) / 10)
			default:
				x += rng.NormFloat64()
			}
			switch rng.IntN(20) {
			case 0:
				now -= rng.Int64N(10_000_000) // back
			case 1: // equal
			case 2:
				now = []int64{math.MinInt64, math.MaxInt64, 0}[rng.IntN(3)]
			default:
				now += 300_000
			}
			times, values = append(times, now), append(values, x)
		}
		switch rng.IntN(10) {
		case 0:
			level *= 1e6
		case 1:
			level /= 1e6
		}
		if math.Abs(level) > 1e90 || math.Abs(level) < 1e-90 {
			level = 1
		}
	}
	return times[:n], values[:n]
}

// calm makes a stream as metrics should be: a daily wave with noise, five minutes apart.
func calm(seed uint64, n int) (times []int64, values []float64) {
	rng := rand.New(rand.NewPCG(seed, 11))
	for i := range n {
		times = append(times, 1_800_000_000_000+int64(i)*300_000)
		wave := math.Sin(2 * math.Pi * float64(i) / 288)
		values = append(values, 50+10*wave+rng.NormFloat64())
	}
	return times, values
}

func checkScore(t *testing.T, s Score) {
	t.Helper()
	if s.Value-s.Value != 0 || s.Value < 0 {
		t.Fatalf("score %v", s.Value)
	}
	if s.Value == 0 && (s.Alert || s.Why != None) {
		t.Fatalf("a score of nothing says something: %+v", s)
	}
	if s.Value > 0 && s.Why == None {
		t.Fatalf("no reason for %v", s.Value)
	}
}

func TestNoInputBreaksADetector(t *testing.T) {
	for name, fresh := range every(t) {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(8) {
				d := fresh()
				times, values := nasty(seed, 3000)
				for i, x := range values {
					s := d.Update(times[i], x)
					checkScore(t, s)
					if x-x != 0 && s != (Score{}) {
						t.Fatalf("%v scored %+v", x, s)
					}
				}
			}
		})
	}
}

// Options nobody should choose must not break it either.
func TestStrangeOptions(t *testing.T) {
	for _, o := range []Options{
		{},
		{Blocks: []int{0, -5, 1}, Lags: -1, Memory: 2, Phase: -3},
		{Blocks: []int{3}, Lags: 3, Gap: 9, Neighbours: 50, Memory: -1, Relief: 7, Horizon: -1},
	} {
		d := NewWith(o)
		times, values := nasty(6, 2000)
		for i, x := range values {
			checkScore(t, d.Update(times[i], x))
		}
	}
}

func TestOnePointIsNoNews(t *testing.T) {
	for name, fresh := range every(t) {
		for _, x := range []float64{0, 1, -1e300, 5e-324, math.NaN()} {
			require.Equal(t, Score{}, fresh().Update(0, x), "%s %v", name, x)
		}
	}
}

func TestConstantsAreNoNews(t *testing.T) {
	for name, fresh := range every(t) {
		if name == "sequence" {
			continue // a constant symbol becomes ever less surprising: scores, no alarm
		}
		for _, x := range []float64{0, 42, -1e-300, 0.1, 1e200} {
			d := fresh()
			for i := range 3000 {
				require.Equal(t, Score{}, d.Update(int64(i)*60_000, x), "%s %v at %d", name, x, i)
			}
		}
	}
}

// A stream of nonsense must not blind a detector for good: after a long time of ordinary points it
// raises an alarm wherever one that was never hurt does.
func TestNonsenseIsForgotten(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const ordinary, tail = 45_000, 600
	times, values := calm(3, ordinary+tail)
	for i := ordinary; i < ordinary+tail; i++ {
		switch {
		case i < ordinary+200:
			values[i] += 100 // shift
		case i < ordinary+400:
			values[i] = 50 // flat
		case i%3 == 0:
			values[i] += 80 // restless
		}
	}
	for name, fresh := range every(t) {
		t.Run(name, func(t *testing.T) {
			healthy, hurt := fresh(), fresh()
			nastyTimes, nastyValues := nasty(5, 2000)
			hurt.Update(0, 1e300)
			for i, x := range nastyValues {
				hurt.Update(nastyTimes[i], x)
			}
			want, got := 0, 0
			for i, x := range values {
				a, b := healthy.Update(times[i], x), hurt.Update(times[i], x)
				if i >= ordinary && a.Alert {
					want++
				}
				if i >= ordinary && b.Alert {
					got++
				}
			}
			if want > 0 && got == 0 {
				t.Fatalf("%d alarms when healthy, none when hurt", want)
			}
		})
	}
}

// memory is a plain state file: eight bytes a value.
type memory struct{ bytes.Buffer }

func (m *memory) Uint64(v uint64) {
	_ = binary.Write(&m.Buffer, binary.LittleEndian, v)
}
func (m *memory) Int64(v int64)     { m.Uint64(uint64(v)) }
func (m *memory) Float64(v float64) { m.Uint64(math.Float64bits(v)) }
func (m *memory) String(v string)   { m.Uint64(uint64(len(v))); m.WriteString(v) }
func (m *memory) Bool(v bool) {
	if v {
		m.Uint64(1)
		return
	}
	m.Uint64(0)
}

// reader gives back what memory was given.
type reader struct {
	data []byte
	err  error
}

func (r *reader) Uint64() uint64 {
	if r.err == nil && len(r.data) < 8 {
		r.err = errors.New("state ends early")
	}
	if r.err != nil {
		return 0
	}
	v := binary.LittleEndian.Uint64(r.data)
	r.data = r.data[8:]
	return v
}
func (r *reader) Int64() int64     { return int64(r.Uint64()) }
func (r *reader) Float64() float64 { return math.Float64frombits(r.Uint64()) }
func (r *reader) Bool() bool       { return r.Uint64() != 0 }
func (r *reader) Err() error       { return r.err }
func (r *reader) String() string {
	n := r.Uint64()
	if r.err != nil || n > uint64(len(r.data)) {
		return ""
	}
	s := string(r.data[:n])
	r.data = r.data[n:]
	return s
}

var (
	_ stats.Encoder = (*memory)(nil)
	_ stats.Decoder = (*reader)(nil)
)

func saved(d Detector) []byte {
	var m memory
	d.Save(&m)
	return m.Bytes()
}

// Saving and loading between any two points changes nothing.
func TestSaveAndLoadChangeNothing(t *testing.T) {
	for name, fresh := range every(t) {
		t.Run(name, func(t *testing.T) {
			times, values := nasty(9, 700)
			more, ordinary := calm(9, 900)
			times, values = append(times, more...), append(values, ordinary...)
			plain, moved := fresh(), fresh()
			for i, x := range values {
				next := fresh()
				r := &reader{data: saved(moved)}
				require.NoError(t, next.Load(r))
				require.Empty(t, r.data, "state left over")
				moved = next
				if a, b := plain.Update(times[i], x), moved.Update(times[i], x); a != b {
					t.Fatalf("point %d: %+v plain, %+v after loading", i, a, b)
				}
			}
		})
	}
}

// A damaged state is an error or a harmless state, never a panic.
func TestDamagedStates(t *testing.T) {
	for name, fresh := range every(t) {
		t.Run(name, func(t *testing.T) {
			d := fresh()
			times, values := calm(1, 800)
			for i, x := range values {
				d.Update(times[i], x)
			}
			state := saved(d)
			require.Error(t, fresh().Load(&reader{data: state[:len(state)/2]}))
			rng := rand.New(rand.NewPCG(1, 2))
			for range 60 {
				broken := bytes.Clone(state)
				at := rng.IntN(len(broken)/8) * 8
				binary.LittleEndian.PutUint64(broken[at:], rng.Uint64()>>rng.IntN(64))
				next := fresh()
				if next.Load(&reader{data: broken}) != nil {
					continue
				}
				for i, x := range values[:50] {
					next.Update(times[i], x)
				}
			}
		})
	}
}

func TestNoAllocations(t *testing.T) {
	for name, fresh := range every(t) {
		d := fresh()
		times, values := calm(2, 14_000) // longer than any ring takes to fill
		for i, x := range values {
			d.Update(times[i], x)
		}
		i := 0
		allocs := testing.AllocsPerRun(2000, func() {
			d.Update(times[i%len(times)], values[i%len(times)])
			i++
		})
		require.Zero(t, allocs, name)
	}
}

func TestDefinitions(t *testing.T) {
	seen := map[string]bool{}
	for _, def := range Builtin() {
		require.NotEmpty(t, def.Doc, def.Name)
		require.NotEmpty(t, def.Unit, def.Name)
		require.False(t, seen[def.Name], def.Name)
		seen[def.Name] = true
		require.True(t, (def.New == nil) != (def.Wrap == nil), def.Name)
		for _, p := range def.Params {
			require.NotEmpty(t, p.Doc, def.Name)
			require.True(t, p.Default >= p.Min && p.Default <= p.Max, "%s %s", def.Name, p.Name)
		}
		checkLimits(t, def)
	}
}

// Each definition has an example, and it is true.
func TestExamplesOfDefinitions(t *testing.T) {
	for _, def := range Builtin() {
		e := def.Example
		require.NotEmpty(t, e.Text, def.Name)
		v, err := def.Values(e.Params)
		require.NoError(t, err)
		var d Detector
		if def.Wrap != nil {
			inner, err := Find(Builtin(), e.Inner).Build(nil)
			require.NoError(t, err)
			d = def.Wrap(inner, v)
		} else {
			d, err = def.New(v)
			require.NoError(t, err)
		}
		at, why := e.run(d)
		require.Equal(t, e.Alarm, at, def.Name)
		require.Equal(t, e.Why.String(), why.String(), def.Name)
	}
}

// checkLimits builds a detector with each parameter at its limits, as far as memory allows.
func checkLimits(t *testing.T, def Definition) {
	t.Helper()
	if def.New == nil {
		return
	}
	for _, p := range def.Params {
		for _, x := range []float64{p.Min, min(p.Max, 5000)} {
			d, err := def.Build(map[string]float64{p.Name: max(x, p.Min)})
			require.NoError(t, err, "%s %s=%v", def.Name, p.Name, x)
			times, values := nasty(4, 500)
			for i, v := range values {
				checkScore(t, d.Update(times[i], v))
			}
		}
	}
}

func TestBadParameters(t *testing.T) {
	def := Find(Builtin(), "gaussian")
	require.NotNil(t, def)
	for _, named := range []map[string]float64{
		{"window": 1}, {"window": 10.5}, {"window": math.NaN()}, {"width": 10}, {"sigma": -1},
	} {
		_, err := def.Build(named)
		require.ErrorIs(t, err, ErrParam, fmt.Sprint(named))
	}
	_, err := Find(Builtin(), "quiet").Build(nil)
	require.ErrorIs(t, err, ErrParam)
	require.Nil(t, Find(Builtin(), "nothing"))
}

// prototypeNs are the nanoseconds a point of the prototypes that came before, on another machine
// (a loaded two-core AMD EPYC): what a detector may cost. Its discord had 2,000 lags, not 800.
var prototypeNs = map[string]float64{
	"gaussian": 48, "robust_z": 223, "ewma_chart": 9, "cusum": 18, "page_hinkley": 36,
	"mean_shift": 33, "spread_shift": 19, "range_novelty": 27, "divergence": 227, "discord": 336,
	"sequence": 115, "holt": 92, "holtwinters": 101, "tail": 187, "flatline": 223, "anomaly": 1200,
}

func BenchmarkDetectors(b *testing.B) {
	times, values := calm(1, 20_000)
	for name, fresh := range every(b) {
		b.Run(name, func(b *testing.B) {
			d := fresh()
			for i, x := range values {
				d.Update(times[i], x)
			}
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				d.Update(times[i], values[i])
				if i++; i == len(values) {
					i = 0
				}
			}
			if ns, ok := prototypeNs[name]; ok {
				b.ReportMetric(ns, "prototype-ns")
			}
		})
	}
}
