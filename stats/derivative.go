package stats

import "math"

// DerivativeConfig chooses the kind of a Derivative. The zero value is the plain difference of
// neighbouring points.
type DerivativeConfig struct {
	// PerSecond divides by the time between the points.
	PerSecond      bool
	TicksPerSecond float64 // 0: 1000
	// NonNegative is for counters: a drop gives no answer, unless a bound explains it.
	NonNegative bool
	// Max is where the counter wraps: a drop is then Max + 1 + x - last - Min. A value above Max
	// is no value of the counter: it gives no answer, nor does the next.
	HasMax bool
	Max    float64
	// Min is where the counter starts again: a drop is then x - Min.
	HasMin bool
	Min    float64
	// MaxGap is the longest time in ticks between points that belong together; 0: any.
	MaxGap int64
}

// Derivative is the change from point to point, by Graphite's rules derivative,
// nonNegativeDerivative and perSecond.
//
//	formula   x - last, or (x - last) / (t - t_last)
//	order     by time; a late point gives no answer and is left out
//	cost      O(1) a point, 3 ns
//	space     100 bytes
//	NaN, Inf  missing: neither this point nor the next has an answer (MaxGap does the same in time)
//	empty     NaN, which stands for no answer
//	source    graphite-web; its figures are test vectors. Unlike it, PerSecond is not rounded
type Derivative struct {
	config DerivativeConfig
	begun  bool
	last   float64
	t      int64
	late   lateness
}

// NewDerivative makes a derivative that has seen nothing.
func NewDerivative(c DerivativeConfig) *Derivative { return &Derivative{config: c} }

// lateness counts late points in a row: a few are stragglers, many mean the clock was set back.
type lateness uint8

// refuse reports whether a point of time t, after one of time last, is a straggler.
func (l *lateness) refuse(t, last int64) bool {
	if t >= last {
		*l = 0
		return false
	}
	if *l++; *l < hwLateLimit {
		return true
	}
	*l = 0
	return false
}

// Update takes the point x of time t and returns the derivative, NaN when there is none.
func (d *Derivative) Update(t int64, x float64) float64 {
	if d.begun && d.late.refuse(t, d.t) {
		return math.NaN()
	}
	c := &d.config
	if !c.admits(x) {
		d.begun = false
		return math.NaN()
	}
	begun, last, since := d.begun && t >= d.t, d.last, sinceTicks(d.t, t)
	if begun && c.PerSecond && t == d.t {
		d.last = x // two points at once: the newer is the one to go on from
		return math.NaN()
	}
	d.begun, d.last, d.t = true, x, t
	if !begun || c.MaxGap > 0 && since > float64(c.MaxGap) {
		return math.NaN()
	}
	change := saturate(x - last)
	if c.NonNegative && change < 0 {
		change = c.afterDrop(x, last)
	}
	if c.PerSecond {
		change = saturate(change / since * tickRate(c.TicksPerSecond))
	}
	return change
}

// admits reports whether x is a value of the series.
func (c *DerivativeConfig) admits(x float64) bool {
	return finite(x) && !(c.HasMax && x > c.Max) && !(c.HasMin && x < c.Min)
}

// afterDrop explains a drop of a counter by its bounds.
func (c *DerivativeConfig) afterDrop(x, last float64) float64 {
	switch {
	case c.HasMax && c.HasMin:
		return c.Max + 1 + x - last - c.Min
	case c.HasMax:
		return c.Max + 1 + x - last
	case c.HasMin:
		return x - c.Min
	}
	return math.NaN()
}

// Reset forgets all points.
func (d *Derivative) Reset() { *d = Derivative{config: d.config} }

// Save writes the state.
func (d *Derivative) Save(e Encoder) {
	e.Bool(d.begun)
	e.Float64(d.last)
	e.Int64(d.t)
	e.Uint64(uint64(d.late))
}

// Load reads what Save wrote.
func (d *Derivative) Load(from Decoder) error {
	d.begun, d.last, d.t = from.Bool(), from.Float64(), from.Int64()
	d.late = lateness(from.Uint64())
	return from.Err()
}
