package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var predictLinearDef = &Def{
	Name: "predict_linear",
	Doc: "predict_linear(v, period) is what v will be after the period if it goes on along the " +
		"straight line (least squares) through the events of the data window, or, without one, " +
		"through all since the statement began; null below two different times. Properties: " +
		"slope (a second) and r2, the share of the movement that the line explains. It looks " +
		"ahead from the newest event. The time is that of the engine, or that of an argument " +
		"`time: ts` in milliseconds.",
	Examples: []Example{{"In a minute", `
deploy
create schema Disk(used double, ts long);
@name('out') select predict_linear(used, 1 min, time: ts) as soon from Disk#length(3);
----
ok

play
Disk {"used":50,"ts":0}
Disk {"used":60,"ts":10000}
Disk {"used":70,"ts":20000}
----
1 out new {"soon":null}
2 out new {"soon":120.0}
3 out new {"soon":130.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.takeTime(); err != nil {
			return nil, err
		}
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		ahead, err := c.constNumber(1)
		if err != nil {
			return nil, err
		}
		in, err := pointInput(&c)
		if err != nil {
			return nil, err
		}
		return compileTimed(&c, in, &timed[trendLine, *trendLine]{
			read: func(s *trendLine) (float64, bool) { return s.at(ahead) },
			props: map[string]func(*trendLine) (float64, bool){
				"slope": (*trendLine).slope, "r2": (*trendLine).r2,
			},
		})
	},
}

// trendLine is the straight line through the points of a window, x being seconds.
//
//	formula    least squares; slope = covariance / variance of the times
//	exactness  1e-12 relative to a recomputation after any number of events
//	order      any     cost  O(1), 20 ns     space  250 bytes     NaN  left out
//	empty      null below two different times
//	source     stats.Pairs
type trendLine struct {
	pairs  stats.Pairs
	origin int64 // time of x = 0: that of the first point since the window was empty
	now    int64 // time of the newest point
}

func (s *trendLine) seconds(t int64) float64 { return float64(t-s.origin) / 1000 }

func (s *trendLine) enter(p point) {
	if s.pairs.Count()+s.pairs.NonFinite() == 0 {
		s.origin, s.now = p.t, p.t
	}
	s.pairs.Enter(s.seconds(p.t), p.v)
	s.now = max(s.now, p.t)
}

func (s *trendLine) leave(p point) { s.pairs.Leave(s.seconds(p.t), p.v) }

// at is the height of the line so many seconds after the newest point.
func (s *trendLine) at(ahead float64) (float64, bool) {
	if s.pairs.Count() < 2 {
		return 0, false
	}
	v := s.pairs.Line().At(s.seconds(s.now) + ahead)
	return v, v == v
}

func (s *trendLine) slope() (float64, bool) {
	v := s.pairs.Line().Slope()
	return v, v == v && s.pairs.Count() > 1
}

func (s *trendLine) r2() (float64, bool) {
	v := s.pairs.Line().R2()
	return v, v == v && s.pairs.Count() > 1
}

// Save writes the state.
func (s *trendLine) Save(e *event.Encoder) {
	s.pairs.Save(e)
	e.Int64(s.origin)
	e.Int64(s.now)
}

// Load reads the state.
func (s *trendLine) Load(d *event.Decoder) {
	loadStats(d, s.pairs.Load(d))
	s.origin, s.now = d.Int64(), d.Int64()
}

// Bytes tells the memory of the sums.
func (s *trendLine) Bytes() int {
	const band = 200
	return band
}
