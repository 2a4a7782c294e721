package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var percentileDef = &Def{
	Name: "percentile",
	Doc: "percentile(v, p) is the value below which the share p of the values lies, p being a " +
		"constant from 0 to 1: 0.5 is the median, 0.99 the 99th percentile. Over a data window " +
		"it is exact, interpolated between neighbours as R, numpy and Prometheus do, at O(log " +
		"n) an event. Without one it is worked out for all values since the statement began, to " +
		"one hundredth of the value, in 25 kB a group. Null and NaN are left out; null when " +
		"there is no value.",
	Examples: []Example{{"Slow requests of the last four", `
deploy
create schema Req(ms int);
@name('out') select percentile(ms, 0.9) as p90, percentile(ms, 0) as least from Req#length(4);
----
ok

play
Req {"ms":10}
Req {"ms":20}
Req {"ms":30}
----
1 out new {"p90":10.0,"least":10.0}
2 out new {"p90":19.0,"least":10.0}
3 out new {"p90":28.0,"least":10.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		if err := c.noStar(); err != nil {
			return nil, err
		}
		if err := c.numeric(0); err != nil {
			return nil, err
		}
		share, err := c.constNumber(1)
		if err != nil {
			return nil, err
		}
		if share < 0 || share > 1 {
			return nil, c.errorf("the share must lie between 0 and 1")
		}
		in := newInput(&c, event.Double, c.Args[0].Fn.AsFloat())
		in.column = func(in *input[float64]) Column {
			if c.Source.Windowed {
				p := &percentileColumn{share: share}
				p.in = in
				return p
			}
			p := &quantileColumn{share: share}
			p.in = in
			return p
		}
		return in, nil
	},
}

// percentileColumn reads a quantile of the values in order.
//
//	order  any     cost  O(log n + block) an event, O(n/block) to read the result
//	space  8 to 16 bytes a value     NaN  left out     empty  null
//	source type 7 of R. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996
type percentileColumn struct {
	column[middle, float64, float64, *middle]
	share float64
}

// Float implements expr.AggReader.
func (c *percentileColumn) Float(g uint32) (float64, bool) {
	b := &c.states[g].b
	return b.Quantile(c.share, stats.Linear), b.Len() > 0
}

// quantileColumn reads an approximate quantile of values of which none leaves.
type quantileColumn struct {
	column[histogram, float64, float64, *histogram]
	share float64
}

// Float implements expr.AggReader.
func (c *quantileColumn) Float(g uint32) (float64, bool) {
	h := c.states[g].h
	if h == nil || h.Count() == 0 {
		return 0, false
	}
	return h.Quantile(c.share), true
}

// quantileAccuracy is the relative error of a percentile without window.
const quantileAccuracy = 0.01

// histogram counts values in buckets. It is made with the first value, since it is large.
//
//	order  any     cost  O(1) an event, 100 ns to read the result     space  25 kB
//	error  a hundredth of the value, from 2^-32 to 2^56     NaN  left out     empty  null
//	source stats.Histogram
type histogram struct{ h *stats.Histogram }

var _ State[float64, float64] = (*histogram)(nil)

// Enter implements State.
func (s *histogram) Enter(v float64) {
	if s.h == nil {
		s.h = stats.NewHistogram(quantileAccuracy)
	}
	s.h.Enter(v)
}

// Leave implements State.
func (s *histogram) Leave(v float64) {
	if s.h != nil {
		s.h.Leave(v)
	}
}

// Value implements State: the median.
func (s *histogram) Value() (float64, bool) {
	if s.h == nil {
		return 0, false
	}
	return s.h.Quantile(0.5), s.h.Count() > 0
}

// Save implements State.
func (s *histogram) Save(e *event.Encoder) {
	e.Bool(s.h != nil)
	if s.h != nil {
		s.h.Save(e)
	}
}

// Load implements State.
func (s *histogram) Load(d *event.Decoder) {
	if d.Bool() {
		s.h = stats.NewHistogram(quantileAccuracy)
		loadStats(d, s.h.Load(d))
	}
}

// Bytes tells the memory of the buckets.
func (s *histogram) Bytes() int {
	const buckets = 25_000
	if s.h == nil {
		return 0
	}
	return buckets
}
