package anomaly

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// learning is the first week of the streams of this file: the days are new to a detector.
const learning = 7 * 288

// alarm is a point that raised one.
type alarm struct {
	at  int
	why Why
}

// alarms runs a detector and returns the alarms after the first week.
func alarms(d Detector, times []int64, values []float64) (all []alarm) {
	for i, x := range values {
		if s := d.Update(times[i], x); s.Alert && i >= learning {
			all = append(all, alarm{i, s.Why})
		}
	}
	return all
}

// requireFound wants an alarm within 100 points of the start of an event, for the right reason.
func requireFound(t *testing.T, d Detector, times []int64, values []float64, from int, want Why) {
	t.Helper()
	all := alarms(d, times, values)
	for _, a := range all {
		if a.at < from {
			continue
		}
		require.Less(t, a.at, from+100, "late")
		require.Equal(t, want.String(), a.why.String())
		return
	}
	require.Fail(t, "not found", "%v", all)
}

const event = 4000 // 13.9 days of five minutes

func TestDefaultFindsASpike(t *testing.T) {
	times, values := calm(20, event+200)
	values[event] += 40
	requireFound(t, New(), times, values, event, Novel)
}

func TestDefaultFindsAStuckSensor(t *testing.T) {
	times, values := calm(21, event+200)
	for i := event; i < event+200; i++ {
		values[i] = values[event]
	}
	requireFound(t, New(), make([]int64, len(times)), values, event, Flat) // no times, no season
}

// A night in place of a day: each value and each shape is quite usual, but not now.
func TestDefaultFindsAMissedDay(t *testing.T) {
	const noon = 288*14 + 60
	times, values := calm(22, noon+200)
	for i := noon; i < noon+120; i++ {
		values[i] = values[i-144] // half a day before
	}
	requireFound(t, New(), times, values, noon, Season)
}

func TestDefaultFindsAShape(t *testing.T) {
	times, values := calm(23, event+200)
	for i := event; i < event+96; i++ { // a ripple within the range
		values[i] = 50 + 7*math.Sin(float64(i-event)/5)
	}
	requireFound(t, New(), make([]int64, len(times)), values, event, Shape) // no times, no season
}

// The alarm rate on streams without events: the price of the default threshold.
func TestDefaultIsCalmOnCalmStreams(t *testing.T) {
	total := 0
	for seed := range uint64(5) {
		times, values := calm(100+seed, 10_000)
		total += len(alarms(New(), times, values))
	}
	require.LessOrEqual(t, total, 25, "alarms in 50,000 ordinary points")
}

// Scores do not depend on the unit or the origin of the values.
func TestDefaultIsFreeOfUnits(t *testing.T) {
	times, values := calm(24, 3000)
	values[2500] += 50
	a, b := New(), New()
	for i, x := range values {
		want, got := a.Update(times[i], x), b.Update(times[i], 1024*x-4096)
		require.InDelta(t, want.Value, got.Value, 1e-3, "point %d", i)
	}
}

func TestResidualKnowsTheDay(t *testing.T) {
	def := Find(Builtin(), "holtwinters")
	d, err := def.Build(nil)
	require.NoError(t, err)
	times, values := calm(25, event+200)
	values[event] += 12 // within the range of the day, far from its hour
	requireFound(t, d, times, values, event, Forecast)
}

func TestDivergenceSeesAnotherMixture(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	times, values := calm(26, event+200)
	for i := range values { // mostly 0, sometimes 10; then always 10
		values[i] = 10 * float64(rng.IntN(10)/9)
		if i >= event {
			values[i] = 10
		}
	}
	requireFound(t, NewDivergence(30, 8, 8), times, values, event, Mix)
}

// After a cycle of four symbols is learned, each next one costs next to no bits, a wrong one many.
func TestSequenceLearnsOrder(t *testing.T) {
	s := NewSequence(2, 4096, 4)
	bits := 0.0
	for i := range 1000 {
		bits = s.surprise(uint64(i % 4))
		copy(s.context[1:], s.context[:maxDepth-1])
		s.context[0] = uint64(i % 4)
	}
	require.Less(t, bits, 0.02)
	require.Greater(t, s.surprise(2), 5.0, "0 was due")
}

func TestSequenceAlarm(t *testing.T) {
	s := NewSequence(3, 4096, 4)
	for i := range 2000 {
		require.False(t, s.Observe(uint64(i%5)).Alert && i > 200, "symbol %d", i)
	}
	got := s.Observe(3)
	require.True(t, got.Alert)
	require.Equal(t, Unexpected, got.Why)
}

// loud raises an alarm on every positive point, its value the score.
type loud struct{ Detector }

func (loud) Update(_ int64, x float64) Score { return judge(x, 1, High) }

func TestQuietByPoints(t *testing.T) {
	q := NewQuiet(loud{}, 3, 0, 0)
	var got []float64
	for _, x := range []float64{0.5, 2, 2, 2, 3, 0, 0, 4} {
		got = append(got, q.Update(0, x).Value)
	}
	require.Equal(t, []float64{0.5, 2, 0, 0, 3, 0, 0, 4}, got)
}

func TestQuietByTime(t *testing.T) {
	q := NewQuiet(loud{}, 0, 1000, 0)
	var got []float64
	for _, ms := range []int64{0, 500, 999, 1000, 1500, 900, 950} {
		got = append(got, q.Update(ms, 2).Value)
	}
	require.Equal(t, []float64{2, 0, 0, 2, 0, 2, 0}, got, "a step back ends the quiet")
}

func TestQuietOfTheYoung(t *testing.T) {
	q := NewQuiet(loud{}, 100, 0, 0.1)
	var at []int
	for i := range 60 {
		if q.Update(0, 2).Alert {
			at = append(at, i)
		}
	}
	// After the alarm at point i (the i+1st) come (i+1)/10 points of quiet.
	require.Equal(t, []int{
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19, 22, 25, 28, 31, 35, 39, 44, 49, 55,
	}, at)
}

func TestEnsembleTakesTheLargest(t *testing.T) {
	n := NewEnsemble(
		Member{Detector: loud{}, Weight: 0.5}, Member{Detector: loud{}, Weight: 2, Cap: 3},
	)
	require.Equal(t, Score{Value: 3, Alert: true, Why: High}, n.Update(0, 4))
	require.Equal(t, Score{Value: 5, Alert: true, Why: High}, n.Update(0, 10))
	require.Equal(t, Score{Value: 0.5, Alert: false, Why: High}, n.Update(0, 0.25))
}

func TestWhyHasWords(t *testing.T) {
	seen := map[string]bool{}
	for w := None; w <= Unexpected; w++ {
		require.False(t, seen[w.String()], w)
		seen[w.String()] = true
	}
	require.Equal(t, "unknown", Why(200).String())
}

// The deviation of a stream that was broken once is healed after a while, not believed for ever.
func TestStandardHeals(t *testing.T) {
	s := newStandard(0.0005, 10)
	s.update(1e90, 0)
	rng := rand.New(rand.NewPCG(1, 1))
	for range tinyRun + 100 {
		s.update(rng.NormFloat64(), 0)
	}
	require.InDelta(t, 1, s.deviation(), 0.3)
}
