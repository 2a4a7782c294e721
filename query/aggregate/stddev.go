package aggregate

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var stddevDef = &Def{
	Name: "stddev",
	Doc: "stddev(x) is the standard deviation of a sample (it divides by n-1) of the values " +
		"that are not null, a double; null when there are fewer than two. It does not drift, " +
		"and it is NaN only while a NaN or infinity is inside.",
	Examples: []Example{{"Spread of the last three", `
deploy
create schema Req(path string, ms int);
@name('out') select stddev(ms) as sd from Req#length(3);
----
ok

play
Req {"path":"/a","ms":10}
Req {"path":"/b","ms":14}
Req {"path":"/c","ms":12}
Req {"path":"/d","ms":13}
----
1 out new {"sd":null}
2 out new {"sd":2.8284271247461903}
3 out new {"sd":2.0}
4 out new {"sd":1.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.plainNumber(); err != nil {
			return nil, err
		}
		return planOf[deviation, float64](&c, event.Double, c.Args[0].Fn.AsFloat()).undone(&c), nil
	},
}

// deviation is the sample standard deviation.
//
//	order  any     cost  O(1), 5 to 8 ns     space  120 bytes
//	exactness  1e-12 relative to a recomputation, at any offset and after any number of events
//	NaN    counted apart, as infinities are; the result is NaN while one is inside
//	empty  null, also for one value
//	source stats.Moments
type deviation struct{ m stats.Moments }

// Enter implements State.
func (s *deviation) Enter(v float64) { s.m.Enter(v) }

// Leave implements State.
func (s *deviation) Leave(v float64) { s.m.Leave(v) }

// Value implements State.
func (s *deviation) Value() (float64, bool) {
	odd := s.m.NonFinite()
	switch n := s.m.Count() + odd; {
	case n < 2:
		return 0, false
	case odd > 0:
		return math.NaN(), true
	}
	return s.m.StdSample(), true
}

// Save implements State.
func (s *deviation) Save(e *event.Encoder) { s.m.Save(e) }

// Load implements State.
func (s *deviation) Load(d *event.Decoder) { loadStats(d, s.m.Load(d)) }
