package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
)

var rateDef = &Def{
	Name: "rate",
	Doc: "rate(n) is the number of events a second over the last n seconds (or any time period) " +
		"by the engine's clock. It needs no data window, is null until an event is that old, " +
		"and is worked out when events arrive: the passing of time alone does not change it. " +
		"rate(ts) and rate(ts, x) go by the time stamps of the events in milliseconds: the " +
		"events, or the sum of x, in the data window divided by the seconds between the newest " +
		"event and the last one that left; null until one has left.",
	Examples: []Example{{"Requests a second", `
deploy
create schema Req(path string);
@name('out') select rate(10) as r from Req;
----
ok

play
@1000
Req {"path":"/a"}
@6000
Req {"path":"/b"}
@11000
Req {"path":"/c"}
----
2 out new {"r":null}
4 out new {"r":null}
6 out new {"r":0.2}
`}, {"Bytes a second by the events' own clock", `
deploy
create schema Req(ts long, bytes int);
@name('out') select rate(ts, bytes) as r from Req#length(2);
----
ok

play
Req {"ts":1000,"bytes":10}
Req {"ts":2000,"bytes":20}
Req {"ts":5000,"bytes":40}
----
1 out new {"r":null}
2 out new {"r":null}
3 out new {"r":15.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.check(1, 2); err != nil {
			return nil, err
		}
		if err := c.noStar(); err != nil {
			return nil, err
		}
		if err := c.noDistinct(); err != nil {
			return nil, err
		}
		if len(c.Args) == 1 && c.Args[0].Fn.Const {
			return compileClockRate(&c)
		}
		return compileStampRate(&c)
	},
}

// clockRate is the plan of rate(n). The clock is read when a row enters and at no other time, so
// that the result does not depend on when it is read.
type clockRate struct {
	*input[struct{}]
	periodMs int64
}

func compileClockRate(c *Call) (Plan, error) {
	period, err := c.constPeriod(0)
	if err != nil {
		return nil, err
	}
	p := &clockRate{periodMs: period}
	p.input = newInput(c, event.Double, always)
	p.column = func(*input[struct{}]) Column { return &clockRateColumn{p: p} }
	return p, nil
}

type clockRateColumn struct {
	store[recentTimes, *recentTimes]
	p *clockRate
}

// Enter implements Column.
func (c *clockRateColumn) Enter(g uint32, env *expr.Env) {
	if _, ok := c.p.take(env); ok {
		c.states[g].enter(env.Rt.Now(), c.p.periodMs)
	}
}

// Leave implements Column. Rows age out by the clock, not by the window.
func (c *clockRateColumn) Leave(uint32, *expr.Env) {}

// Float implements expr.AggReader.
func (c *clockRateColumn) Float(g uint32) (float64, bool) {
	s := &c.states[g]
	return float64(s.n) * 1000 / float64(c.p.periodMs), s.aged
}

func (c *clockRateColumn) swap(p Plan) (Plan, bool) {
	old := c.p
	q, ok := p.(*clockRate)
	if ok {
		c.p = q
	}
	return old, ok
}

// recentTimes is how many rows entered when, by the millisecond, within a period.
//
//	cost   O(1) amortised     space  16 bytes a millisecond in which rows entered
type recentTimes struct {
	times ring[timeCount]
	n     int64
	aged  bool // a row has grown older than the period
}

type timeCount struct{ ms, n int64 }

func (s *recentTimes) enter(now, periodMs int64) {
	q := &s.times
	if q.n > 0 && q.back().ms == now {
		q.slot(q.n-1).n++
	} else {
		q.push(timeCount{now, 1})
	}
	s.n++
	for s.times.n > 0 && now-s.times.front().ms >= periodMs {
		s.n -= s.times.popFront().n
		s.aged = true
	}
}

// Reset empties the group.
func (s *recentTimes) Reset() {
	s.times.reset()
	s.n, s.aged = 0, false
}

// Save writes the state.
func (s *recentTimes) Save(e *event.Encoder) {
	e.Bool(s.aged)
	e.Int(s.times.len())
	for i := range s.times.len() {
		e.Int64(s.times.at(i).ms)
		e.Int64(s.times.at(i).n)
	}
}

// Load reads the state.
func (s *recentTimes) Load(d *event.Decoder) {
	s.aged = d.Bool()
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		t := timeCount{d.Int64(), d.Int64()}
		s.times.push(t)
		s.n += t.n
	}
}

// Bytes tells the memory of the times.
func (s *recentTimes) Bytes() int { return s.times.bytes() }

// stamped is a row of rate(ts, x).
type stamped struct {
	ms int64
	x  float64
}

func compileStampRate(c *Call) (Plan, error) {
	ts := &c.Args[0].Fn
	if !ts.Type.IsInteger() {
		return nil, c.errorf("argument 1 must be a constant time or a time stamp, not %s", ts.Type)
	}
	if !c.Source.Windowed {
		return nil, c.errorf("by time stamp a data window is needed")
	}
	quantity := func(*expr.Env) (float64, bool) { return 1, true }
	if len(c.Args) == 2 {
		if err := c.numeric(1); err != nil {
			return nil, err
		}
		quantity = c.Args[1].Fn.AsFloat()
	}
	return planOf[stampRate, float64](c, event.Double, func(e *expr.Env) (stamped, bool) {
		ms, ok := ts.Int(e)
		if !ok {
			return stamped{}, false
		}
		x, ok := quantity(e)
		return stamped{ms, x}, ok
	}), nil
}

// stampRate is what is in the window, divided by the time since the last row that left. Where that
// was no time at all the result is infinite, or NaN for an empty window, as division is.
//
//	order  first in, first out for the result to mean something     cost  O(1)     space  100 bytes
type stampRate struct {
	sum            stats.Sum
	newest, oldest int64
	left           bool
}

// Enter implements State.
func (s *stampRate) Enter(v stamped) {
	s.sum.Enter(v.x)
	s.newest = v.ms
}

// Leave implements State.
func (s *stampRate) Leave(v stamped) {
	s.sum.Leave(v.x)
	s.oldest, s.left = v.ms, true
}

// Value implements State.
func (s *stampRate) Value() (float64, bool) {
	return s.sum.Value() * 1000 / float64(s.newest-s.oldest), s.left
}

// Save implements State.
func (s *stampRate) Save(e *event.Encoder) {
	s.sum.Save(e)
	e.Int64(s.newest)
	e.Int64(s.oldest)
	e.Bool(s.left)
}

// Load implements State.
func (s *stampRate) Load(d *event.Decoder) {
	loadStats(d, s.sum.Load(d))
	s.newest, s.oldest, s.left = d.Int64(), d.Int64(), d.Bool()
}

// Bytes tells the memory of the sum.
func (s *stampRate) Bytes() int { return 32 }
