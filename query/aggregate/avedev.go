package aggregate

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var avedevDef = &Def{
	Name: "avedev",
	Doc: "avedev(x) is the mean distance of the values from their mean, a double; null when there is " +
		"no value that is not null. The values are kept: an event costs O(log n), reading the result O(n).",
	Examples: []Example{{"Mean distance from the mean", `
deploy
create schema Req(path string, ms int);
@name('out') select avedev(ms) as ad from Req#length(3);
----
ok

play
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":20}
Req {"path":"/c","ms":30}
----
1 out new {"ad":0.0}
2 out new {"ad":5.0}
3 out new {"ad":6.666666666666667}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		return planOf[meanDistance, float64](&c, event.Double, c.Args[0].Fn.AsFloat()), nil
	},
}

// meanDistance is the mean absolute deviation: the values in order, and their exact sum.
//
//	cost   O(log n + block) an event, O(n) to read the result
//	space  1 to 2 times the values
//	NaN    makes the result NaN while it is inside, as infinities do
type meanDistance struct {
	sum    stats.Sum
	values ranked[float64]
}

// Enter implements State.
func (s *meanDistance) Enter(v float64) {
	s.sum.Enter(v)
	if v-v == 0 {
		s.values.insert(v, compareFloats)
	}
}

// Leave implements State.
func (s *meanDistance) Leave(v float64) {
	s.sum.Leave(v)
	if v-v == 0 {
		s.values.remove(v, compareFloats, nil)
	}
}

// Value implements State.
func (s *meanDistance) Value() (float64, bool) {
	n := s.sum.Count()
	switch {
	case s.sum.NonFinite() > 0:
		return math.NaN(), true
	case n <= 0:
		return 0, false
	}
	mean := s.sum.Value() / float64(n)
	var above, below float64
	less := int64(0)
	s.values.each(0, 0, func(v float64) bool {
		if v < mean {
			below += mean - v
			less++
		} else {
			above += v - mean
		}
		return true
	})
	// The distances from the exact mean would balance. What they differ by tells how far off the
	// rounded one is, and that shifts every distance.
	off := (above - below) / float64(n)
	return (above + below + float64(float64(2*less-n)*off)) / float64(n), true
}

// Save implements State.
func (s *meanDistance) Save(e *event.Encoder) {
	s.sum.Save(e)
	e.Int(s.values.len())
	s.values.each(0, 0, func(v float64) bool { e.Float64(v); return true })
}

// Load implements State.
func (s *meanDistance) Load(d *event.Decoder) {
	loadStats(d, s.sum.Load(d))
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.values.append(d.Float64())
	}
}

// Bytes tells the memory of the values.
func (s *meanDistance) Bytes() int { return 32 + s.values.bytes() }
