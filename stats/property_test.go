package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// probe is a type of this package as the property tests see it: something that takes points and
// answers numbers.
type probe struct {
	name   string
	make   func() State
	update func(s State, t int64, x float64)
	read   func(s State, t int64) []float64
	// window is the number of good points after which nothing of a bad one may be left: the answers
	// must be those of a fresh value. 0: the type never forgets wholly, it need only be finite.
	window int
}

const probeWindow = 20

// leaver feeds a type of entering and leaving values as a window of probeWindow points.
type leaver[S State] struct {
	Ring
	inner S
	leave func(s S, v float64)
}

func (l *leaver[S]) push(v float64, enter func(S, float64)) {
	if old, full := l.Push(v); full {
		l.leave(l.inner, old)
	}
	enter(l.inner, v)
}

func (l *leaver[S]) Save(e Encoder) {
	l.Ring.Save(e)
	l.inner.Save(e)
}

func (l *leaver[S]) Load(d Decoder) error {
	if err := l.Ring.Load(d); err != nil {
		return err
	}
	return l.inner.Load(d)
}

// entering makes the probe of a type with Enter and Leave.
func entering[S State](name string, build func() S, enter, leave func(S, float64),
	read func(S) []float64,
) probe {
	return probe{
		name:   name,
		window: probeWindow,
		make: func() State {
			return &leaver[S]{Ring: *NewRing(probeWindow), inner: build(), leave: leave}
		},
		update: func(s State, _ int64, x float64) { s.(*leaver[S]).push(x, enter) },
		read:   func(s State, _ int64) []float64 { return read(s.(*leaver[S]).inner) },
	}
}

// plain makes a probe of a type from typed functions.
func plain[S State](name string, window int, build func() S, update func(S, int64, float64),
	read func(S, int64) []float64,
) probe {
	return probe{
		name:   name,
		window: window,
		make:   func() State { return build() },
		update: func(s State, t int64, x float64) { update(s.(S), t, x) },
		read:   func(s State, t int64) []float64 { return read(s.(S), t) },
	}
}

// answering keeps the last answers of a type whose Update returns them.
type answering[S State] struct {
	inner S
	last  []float64
}

func (a *answering[S]) Save(e Encoder)       { a.inner.Save(e) }
func (a *answering[S]) Load(d Decoder) error { return a.inner.Load(d) }

func answers[S State](name string, build func() S, update func(S, int64, float64) []float64) probe {
	return plain(name, 0,
		func() *answering[S] { return &answering[S]{inner: build()} },
		func(a *answering[S], t int64, x float64) { a.last = update(a.inner, t, x) },
		func(a *answering[S], _ int64) []float64 { return a.last })
}

func lineAnswers(l Line) []float64 {
	return []float64{l.Count, l.MeanX, l.MeanY, l.CovPop(), l.Corr(), l.Slope(), l.Intercept()}
}

// second makes a second series out of the first, for pairs: neither constant nor a multiple.
func second(x float64) float64 { return float64(x*x)/1000 - 3 }

func holtWinters(t testing.TB, c HoltWintersConfig) func() *HoltWinters {
	return func() *HoltWinters {
		m, err := NewHoltWinters(c)
		require.NoError(t, err)
		return m
	}
}

func holtWintersAnswers(m *HoltWinters, t int64, x float64) []float64 {
	r := m.Update(t, x)
	f := m.Ahead(3)
	residual := r.Residual
	if !finite(x) {
		residual = 0
	}
	return []float64{
		r.Forecast, r.Lower, r.Upper, residual, r.Deviation, r.Aberration, float64(r.Failures),
		r.Level, r.Trend, r.Season, f.Value, f.StdErr,
	}
}

func probes(t testing.TB) []probe {
	list := []probe{
		plain("EWMean", 0, func() *EWMean { m := NewEWMean(.1); return &m },
			func(m *EWMean, _ int64, x float64) { m.Update(x) },
			func(m *EWMean, _ int64) []float64 { return []float64{m.Value()} }),
		plain("EWMoments", 0, func() *EWMoments { m := NewEWMoments(.1); return &m },
			func(m *EWMoments, _ int64, x float64) { m.Update(x) },
			func(m *EWMoments, _ int64) []float64 { return []float64{m.Mean(), m.StdDev()} }),
		entering("Sum", func() *Sum { return &Sum{} }, (*Sum).Enter, (*Sum).Leave,
			func(s *Sum) []float64 { return []float64{s.Value(), s.Finite(), s.Mean()} }),
		entering("Moments", func() *Moments { return &Moments{} }, (*Moments).Enter, (*Moments).Leave,
			func(m *Moments) []float64 { return []float64{m.Mean(), m.VarPop(), m.StdSample()} }),
		entering("Pairs", func() *Pairs { return &Pairs{} },
			func(p *Pairs, x float64) { p.Enter(x, second(x)) },
			func(p *Pairs, x float64) { p.Leave(x, second(x)) },
			func(p *Pairs) []float64 { return lineAnswers(p.Line()) }),
		entering("Bag", func() *Bag { return &Bag{} }, (*Bag).Enter,
			func(b *Bag, x float64) { b.Leave(x) },
			func(b *Bag) []float64 { return []float64{b.Median(), b.MAD(), b.Quantile(.9, 8)} }),
		entering("Histogram", func() *Histogram { return NewHistogram(0.02) },
			(*Histogram).Enter, (*Histogram).Leave,
			func(h *Histogram) []float64 { return []float64{h.Quantile(.5), h.Quantile(1)} }),
		plain("SlidingMoments", probeWindow,
			func() *SlidingMoments { return NewSlidingMoments(probeWindow) },
			func(w *SlidingMoments, _ int64, x float64) { w.Push(x) },
			func(w *SlidingMoments, _ int64) []float64 {
				return []float64{w.Sum(), w.Mean(), w.VarPop(), w.StdSample()}
			}),
		plain("SlidingShape", probeWindow, func() *SlidingShape { return NewSlidingShape(probeWindow) },
			func(w *SlidingShape, _ int64, x float64) { w.Push(x) },
			func(w *SlidingShape, _ int64) []float64 {
				s := w.Shape()
				return []float64{s.Mean, s.VarPop(), s.SkewSample(), s.KurtSample()}
			}),
		plain("SlidingPairs", probeWindow, func() *SlidingPairs { return NewSlidingPairs(probeWindow) },
			func(w *SlidingPairs, _ int64, x float64) { w.Push(x, second(x)) },
			func(w *SlidingPairs, _ int64) []float64 { return lineAnswers(w.Line()) }),
		plain("SlidingQuantile", probeWindow,
			func() *SlidingQuantile { return NewSlidingQuantile(probeWindow) },
			func(w *SlidingQuantile, _ int64, x float64) { w.Push(x) },
			func(w *SlidingQuantile, _ int64) []float64 { return []float64{w.Median(), w.MAD()} }),
		plain("SlidingHistogram", probeWindow,
			func() *SlidingHistogram { return NewSlidingHistogram(probeWindow, 0.01) },
			func(w *SlidingHistogram, _ int64, x float64) { w.Push(x) },
			func(w *SlidingHistogram, _ int64) []float64 { return []float64{w.Quantile(.5)} }),
	}
	return append(list, timedProbes(t)...)
}

func timedProbes(t testing.TB) []probe {
	list := []probe{
		plain("Ring", probeWindow, func() *Ring { return NewRing(probeWindow) },
			func(r *Ring, _ int64, x float64) { r.Push(x) },
			func(r *Ring, _ int64) []float64 { return []float64{r.At(0), r.At(7), r.Last()} }),
		plain("SlidingMaximum", probeWindow,
			func() *SlidingExtreme { return NewSlidingMaximum(probeWindow) },
			func(w *SlidingExtreme, _ int64, x float64) { w.Push(x) },
			func(w *SlidingExtreme, _ int64) []float64 { v, _ := w.Value(); return []float64{v} }),
		answers("Derivative",
			func() *Derivative { return NewDerivative(DerivativeConfig{PerSecond: true}) },
			func(d *Derivative, t int64, x float64) []float64 { return []float64{d.Update(t, x)} }),
		plain("Counter", 0, func() *Counter { return NewCounter(RangeConfig{Range: 20_000}) },
			func(c *Counter, t int64, x float64) { c.Push(t, x) },
			func(c *Counter, t int64) []float64 {
				return []float64{c.Rate(t), c.IRate(t), c.AnchoredIncrease(t), float64(c.Resets(t))}
			}),
		plain("Trend", 0, func() *Trend { return NewTrend(RangeConfig{Range: 20_000}) },
			func(c *Trend, t int64, x float64) { c.Push(t, x) },
			func(c *Trend, t int64) []float64 {
				return []float64{c.Delta(t), c.IDelta(t), c.Deriv(t), c.Predict(t, 60)}
			}),
		plain("Reach", 0, func() *Reach { return NewReach(ReachConfig{Bound: 1e6, MaxSamples: 20}) },
			func(r *Reach, t int64, x float64) { r.Update(t, x) },
			func(r *Reach, t int64) []float64 {
				e := r.Estimate(t)
				// a flat or falling line never reaches the bound, which is an answer
				return []float64{min(e.Seconds, 1e300), e.Confidence, e.Slope}
			}),
		answers("GraphiteHoltWinters", func() *GraphiteHoltWinters {
			g, err := NewGraphiteHoltWinters(GraphiteConfig{Season: 7})
			require.NoError(t, err)
			return g
		}, func(g *GraphiteHoltWinters, _ int64, x float64) []float64 {
			r := g.Update(x)
			return []float64{r.Prediction, r.Upper, r.Lower, r.Intercept, r.Slope, r.Seasonal}
		}),
	}
	for _, recursive := range []bool{false, true} {
		for _, halfLife := range []float64{0, 3000} {
			config := EWMConfig{Alpha: 0.2, HalfLife: halfLife, Recursive: recursive}
			list = append(list, plain(fmt.Sprintf("EWM %+v", config), 0,
				func() *EWM { return NewEWM(config) },
				func(m *EWM, t int64, x float64) { m.Update(t, x) },
				func(m *EWM, _ int64) []float64 { return []float64{m.Mean(), m.StdPop(), m.StdSample()} }))
		}
	}
	for _, multiplicative := range []bool{false, true} {
		list = append(list, answers(fmt.Sprintf("RRDHoltWinters multiplicative=%t", multiplicative),
			func() *RRDHoltWinters {
				w, err := NewRRDHoltWinters(RRDConfig{
					Season: 7, Alpha: .2, Beta: .01, Gamma: .2, Multiplicative: multiplicative,
				})
				require.NoError(t, err)
				return w
			}, func(w *RRDHoltWinters, _ int64, x float64) []float64 {
				r := w.Update(x)
				if multiplicative { // unknown as long as level or season is not positive
					return []float64{float64(r.Violations)}
				}
				return []float64{r.Prediction, r.Deviation, float64(r.Violations)}
			}))
	}
	return append(list, holtWintersProbes(t)...)
}

func holtWintersProbes(t testing.TB) []probe {
	var list []probe
	for _, trend := range []TrendKind{NoTrend, LinearTrend, DampedTrend} {
		for _, season := range []SeasonKind{NoSeason, AdditiveSeason, MultiplicativeSeason} {
			for _, byTime := range []bool{false, true} {
				for _, start := range []StartKind{StartStreaming, StartPeriods} {
					c := HoltWintersConfig{
						Trend: trend, Season: season, Slots: 7, Start: start,
						Gains: Gains{Alpha: .3, Beta: .05, Gamma: .2, Phi: .9},
						Band:  BandKind(int(trend+TrendKind(season)) % 3), BandWindow: 50,
					}
					if start == StartStreaming {
						c.Clip = 4
					}
					if byTime {
						c.Step = 1000
					}
					name := fmt.Sprintf("HoltWinters trend=%d season=%d time=%t start=%d",
						trend, season, byTime, start)
					list = append(list, answers(name, holtWinters(t, c), holtWintersAnswers))
				}
			}
		}
	}
	bank := func() *HoltWintersBank {
		b, err := NewHoltWintersBank(0, DefaultBank(HoltWintersConfig{Trend: DampedTrend})...)
		require.NoError(t, err)
		return b
	}
	return append(list, answers("HoltWintersBank", bank,
		func(b *HoltWintersBank, t int64, x float64) []float64 {
			r := b.Update(t, x)
			return []float64{r.Forecast, r.Upper, r.Level, float64(b.Best())}
		}))
}

// monsters are the values that break numerics.
var monsters = []float64{
	math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, math.MaxFloat64, -math.MaxFloat64,
	5e-324, -1e-310, 0, math.Copysign(0, -1), 1e160, -1e80, 1e12, 4e9, 1, 1e6, -1e6, 1e-300,
}

// goodPoint is an ordinary series with a season and noise.
func goodPoint(r *rand.Rand, i int) float64 {
	return 100 + 10*math.Sin(2*math.Pi*float64(i)/7) + r.NormFloat64()
}

// badHistory mixes good points with monsters, and good times with bad ones.
func badHistory(seed uint64, n int) []Sample {
	r := rand.New(rand.NewPCG(seed, 99))
	now := int64(0)
	history := make([]Sample, n)
	for i := range history {
		now += 1000
		history[i] = Sample{now, goodPoint(r, i)}
		switch r.IntN(12) {
		case 0, 1:
			history[i].V = monsters[r.IntN(len(monsters))]
		case 2:
			history[i].T = now - int64(r.IntN(20_000)) // equal or back
		case 3:
			now += int64(r.IntN(1_000_000))
		}
	}
	return history
}

func sameBits(a, b []float64) bool {
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) && (a[i] == a[i] || b[i] == b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestSaveAndLoadAtEachStepChangesNothing(t *testing.T) {
	for _, p := range probes(t) {
		t.Run(p.name, func(t *testing.T) {
			whole, broken := p.make(), p.make()
			for i, s := range badHistory(7, 400) {
				next := p.make()
				_, err := copyState(next, broken)
				require.NoError(t, err, "step %d", i)
				broken = next
				p.update(whole, s.T, s.V)
				p.update(broken, s.T, s.V)
				a, b := p.read(whole, s.T), p.read(broken, s.T)
				require.True(t, sameBits(a, b), "step %d, %v: %v and %v", i, s, a, b)
			}
		})
	}
}

// checkRecovery feeds a bad history and then good points, until nothing may be left of it.
func checkRecovery(t require.TestingT, p probe, history []Sample) {
	s := p.make()
	now := int64(0)
	for _, point := range history {
		p.update(s, point.T, point.V)
		p.read(s, point.T)
		now = max(now, point.T)
	}
	r := rand.New(rand.NewPCG(3, 4))
	n := 300
	if p.window > 0 {
		n = p.window
	}
	fresh := p.make()
	for i := range n {
		now += 1000
		x := goodPoint(r, i)
		p.update(s, now, x)
		p.update(fresh, now, x)
	}
	got := p.read(s, now)
	for i, g := range got {
		if !finite(g) {
			require.Fail(t, "poisoned", "%s: answer %d of %v after %v", p.name, i, got, history)
		}
	}
	if p.window == 0 {
		return
	}
	tolerance := 1e-12
	if p.name == "SlidingShape" {
		tolerance = 1e-11 // what its card says for fourth powers
	}
	for i, want := range p.read(fresh, now) {
		if relativeError(got[i], want) > tolerance && math.Abs(got[i]-want) > tolerance {
			require.Fail(t, "not clean", "%s: answer %d is %v, a fresh one says %v, after %v",
				p.name, i, got[i], want, history)
		}
	}
}

func TestBadInputLeavesNoTrace(t *testing.T) {
	for _, p := range probes(t) {
		t.Run(p.name, func(t *testing.T) {
			for seed := range uint64(60) {
				checkRecovery(t, p, badHistory(seed, 1+int(seed*7)))
			}
			for _, m := range monsters { // nothing but one kind of monster
				history := make([]Sample, 50)
				for i := range history {
					history[i] = Sample{int64(i) * 1000, m}
				}
				checkRecovery(t, p, history)
			}
		})
	}
}

func TestAnyHistoryIsSurvived(t *testing.T) {
	for _, p := range probes(t) {
		t.Run(p.name, rapid.MakeCheck(func(t *rapid.T) {
			value := rapid.OneOf(rapid.SampledFrom(monsters), rapid.Float64(),
				rapid.Float64Range(-1e3, 1e3))
			step := rapid.OneOf(rapid.Just(int64(1000)), rapid.Int64Range(-5000, 5000),
				rapid.Int64Range(-1<<40, 1<<40))
			var history []Sample
			now := int64(0)
			for range rapid.IntRange(0, 60).Draw(t, "points") {
				now += step.Draw(t, "step")
				history = append(history, Sample{now, value.Draw(t, "value")})
			}
			checkRecovery(t, p, history)
		}))
	}
}

// TestExtremeTimes: stamps at the ends of their range must not overflow into a panic.
func TestExtremeTimes(t *testing.T) {
	times := []int64{math.MinInt64, math.MaxInt64, 0, math.MinInt64 + 1, math.MaxInt64 - 1, -1}
	for _, p := range probes(t) {
		s := p.make()
		for i := range 200 {
			at := times[(i*7+i/6)%len(times)]
			p.update(s, at, float64(i%13))
			p.read(s, at)
		}
	}
}

func TestUpdatesAllocateNothing(t *testing.T) {
	for _, p := range probes(t) {
		t.Run(p.name, func(t *testing.T) {
			s := p.make()
			r := rand.New(rand.NewPCG(1, 1))
			values := make([]float64, 1<<12)
			for i := range values {
				values[i] = goodPoint(r, i)
			}
			i := 0
			step := func() {
				p.update(s, int64(i)*1000, values[i&(len(values)-1)])
				i++
			}
			for range 2000 {
				step()
			}
			// The answers of the test's own wrapper are one allocation.
			limit := 0.0
			if a, ok := s.(interface{ wraps() bool }); ok && a.wraps() {
				limit = 1
			}
			require.LessOrEqual(t, testing.AllocsPerRun(1000, step), limit)
		})
	}
}

func (a *answering[S]) unwrap() State { return a.inner }
func (l *leaver[S]) unwrap() State    { return l.inner }
func (l *leaver[S]) resetRing()       { l.Reset() }

// wraps tells that each update makes a slice of answers for the test.
func (a *answering[S]) wraps() bool { return true }

// TestDamagedStates changes saved states: Load may refuse them or not, but nothing may panic, hang
// or ask for absurd memory, then or later.
func TestDamagedStates(t *testing.T) {
	for _, p := range probes(t) {
		t.Run(p.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, 12))
			s := p.make()
			for _, point := range badHistory(5, 100) {
				p.update(s, point.T, point.V)
			}
			saved := &tape{}
			s.Save(tapeWriter{saved})
			for range 300 {
				bad := &tape{kinds: saved.kinds, words: append([]uint64(nil), saved.words...)}
				for range 1 + r.IntN(3) {
					word := &bad.words[r.IntN(len(bad.words))]
					switch r.IntN(4) {
					case 0:
						*word = r.Uint64()
					case 1:
						*word = math.MaxUint64
					case 2:
						*word++
					case 3:
						*word = math.Float64bits(math.NaN())
					}
				}
				if r.IntN(4) == 0 {
					bad.kinds = bad.kinds[:r.IntN(len(bad.words))]
					bad.words = bad.words[:len(bad.kinds)]
				}
				damaged := p.make()
				if damaged.Load(tapeReader{bad}) != nil {
					continue
				}
				for i := range 50 {
					p.update(damaged, int64(i)*1000, float64(i))
					p.read(damaged, int64(i)*1000)
				}
			}
		})
	}
}
