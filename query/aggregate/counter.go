package aggregate

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

// nan is null among the fields of a series.
var nan = math.NaN()

var counterIncreaseDef = &Def{
	Name: "counter_increase",
	Doc: "counter_increase(v) is by how much a counter has grown over the events of the data " +
		"window, or, without one, since the statement began; a value below the one before is a " +
		"reset, the counter having started again from 0. counter_increase(v, period) goes back " +
		"so far in time whatever the window, to the last value at or before its left edge. Null " +
		"below two values. The time is that of the engine, or that of an argument `time: ts` in " +
		"milliseconds.",
	Examples: []Example{{"A restart in between", `
deploy
create schema Port(octets long);
@name('out') select counter_increase(octets) as inc from Port#length(3);
----
ok

play
Port {"octets":100}
Port {"octets":150}
Port {"octets":30}
Port {"octets":40}
----
1 out new {"inc":null}
2 out new {"inc":50.0}
3 out new {"inc":80.0}
4 out new {"inc":40.0}
`}},
	Compile: func(c Call) (Plan, error) { return compileCounter(&c, false) },
}

var counterRateDef = &Def{
	Name: "counter_rate",
	Doc: "counter_rate(v) is the growth of a counter a second: over the events of the data " +
		"window, or, without one, between the last two events; a value below the one before is " +
		"a reset, the counter having started again from 0. counter_rate(v, period) goes back so " +
		"far in time whatever the window. Null below two values. The time is that of the " +
		"engine, or that of an argument `time: ts` in milliseconds.",
	Examples: []Example{{"Octets a second", `
deploy
create schema Port(octets long, ts long);
@name('out') select counter_rate(octets, time: ts) as bps from Port;
----
ok

play
Port {"octets":1000,"ts":0}
Port {"octets":3000,"ts":10000}
Port {"octets":500,"ts":20000}
----
1 out new {"bps":null}
2 out new {"bps":200.0}
3 out new {"bps":50.0}
`}},
	Compile: func(c Call) (Plan, error) { return compileCounter(&c, true) },
}

func compileCounter(c *Call, rate bool) (Plan, error) {
	if err := c.takeTime(); err != nil {
		return nil, err
	}
	if err := c.check(1, 2); err != nil {
		return nil, err
	}
	in, err := pointInput(c)
	if err != nil {
		return nil, err
	}
	switch {
	case len(c.Args) == 2:
		return compileRecentCounter(c, in, rate)
	case c.Source.Windowed:
		t := &timed[counterRows, *counterRows]{read: (*counterRows).increase}
		if rate {
			t.read = (*counterRows).rate
		}
		return compileTimed(c, in, t)
	case rate:
		return lastRate(c, in), nil
	}
	in.column = func(in *input[point]) Column {
		c := &column[totalIncrease, point, float64, *totalIncrease]{}
		c.in = in
		return c
	}
	return in, nil
}

// compileRecentCounter is the form with a period of its own.
func compileRecentCounter(c *Call, in *input[point], rate bool) (Plan, error) {
	period, err := c.constPeriod(1)
	if err != nil {
		return nil, err
	}
	return compileSeries(c, &series[growth, *growth]{
		fields: []resultField{{name: "value", typ: event.Double}},
		start: func(m *growth) {
			m.Counter, m.rate = *stats.NewCounter(stats.RangeConfig{Range: period}), rate
		},
	}, in), nil
}

// growth is the counter of a group, and its increase or rate at the last point.
type growth struct {
	stats.Counter
	rate bool
	told [1]float64
}

func (m *growth) push(p point) {
	m.Push(p.t, p.v)
	m.told[0] = m.AnchoredIncrease(p.t)
	if m.rate {
		m.told[0] = m.AnchoredRate(p.t)
	}
}

func (m *growth) field(int) float64 { return m.told[0] }

// Save implements stats.State.
func (m *growth) Save(e stats.Encoder) { saveTold(e, &m.Counter, m.told[:]) }

// Load implements stats.State.
func (m *growth) Load(d stats.Decoder) error { return loadTold(d, &m.Counter, m.told[:]) }

// lastRate is the growth between the last two points; a drop counts from 0, so that a restart shows
// as what was counted since.
func lastRate(c *Call, in *input[point]) Plan {
	return compileSeries(c, &series[slope, *slope]{
		fields: []resultField{{name: "value", typ: event.Double}},
		start: func(m *slope) {
			m.Derivative = *stats.NewDerivative(stats.DerivativeConfig{
				PerSecond: true, NonNegative: true, HasMin: true,
			})
		},
	}, in)
}

// totalIncrease is the growth since the first value, for streams from which nothing leaves.
//
//	order  by time     cost  O(1)     space  90 bytes     NaN  left out, as infinities are
//	empty  null below two values
type totalIncrease struct {
	sum  stats.Sum
	last float64
	n    int64
}

// Enter implements State.
func (s *totalIncrease) Enter(p point) {
	if p.v-p.v != 0 {
		return
	}
	if s.n > 0 {
		if p.v < s.last { // started again from 0
			s.sum.Enter(p.v)
		} else {
			s.sum.Enter(p.v)
			s.sum.Enter(-s.last)
		}
	}
	s.last = p.v
	s.n++
}

// Leave implements State.
func (s *totalIncrease) Leave(point) {}

// Value implements State.
func (s *totalIncrease) Value() (float64, bool) { return s.sum.Value(), s.n > 1 }

// Save implements State.
func (s *totalIncrease) Save(e *event.Encoder) {
	s.sum.Save(e)
	e.Float64(s.last)
	e.Int64(s.n)
}

// Load implements State.
func (s *totalIncrease) Load(d *event.Decoder) {
	loadStats(d, s.sum.Load(d))
	s.last, s.n = d.Float64(), d.Int64()
}

// Bytes tells the memory of the sum.
func (s *totalIncrease) Bytes() int { return 32 }

// counterRows is the points of a window in order of their time, and the values before each drop.
//
//	order  any     cost  O(log n + block)     space  16 to 32 bytes a point
//	NaN    left out, as infinities are
type counterRows struct {
	rows  ranked[point]
	drops stats.Sum
}

func byTime(a, b point) int {
	switch {
	case a.t < b.t:
		return -1
	case a.t > b.t:
		return 1
	}
	return 0
}

// neighbours counts, or takes back, the drop from a point to the next; either may be missing.
func (s *counterRows) neighbours(a, b slot[point], enter bool) {
	switch {
	case !a.ok || !b.ok || b.v.v >= a.v.v:
	case enter:
		s.drops.Enter(a.v.v)
	default:
		s.drops.Leave(a.v.v)
	}
}

func (s *counterRows) enter(p point) {
	if p.v-p.v != 0 {
		return
	}
	part, i := s.rows.seek(func(x point) bool { return x.t > p.t })
	prev, next, this := s.before(part, i), s.at(part, i), slot[point]{p, true}
	s.neighbours(prev, next, false)
	s.neighbours(prev, this, true)
	s.neighbours(this, next, true)
	s.rows.insert(p, byTime)
}

func (s *counterRows) at(part, i int) (p slot[point]) {
	if part < s.rows.parts() {
		p = slot[point]{s.rows.part(part)[i], true}
	}
	return p
}

func (s *counterRows) before(part, i int) slot[point] { return s.at(before(&s.rows, part, i)) }

func (s *counterRows) leave(p point) {
	part, i := s.rows.lower(p, byTime)
	for part < s.rows.parts() {
		x := s.rows.part(part)[i]
		if x.t != p.t {
			return
		}
		if x.v == p.v {
			break
		}
		part, i = s.rows.after(part, i)
	}
	if part == s.rows.parts() {
		return
	}
	prev, this, next := s.before(part, i), s.at(part, i), s.at(s.rows.after(part, i))
	s.neighbours(prev, this, false)
	s.neighbours(this, next, false)
	s.neighbours(prev, next, true)
	s.rows.cut(part, i)
}

// increase is the growth over all points.
func (s *counterRows) increase() (float64, bool) {
	if s.rows.len() < 2 {
		return 0, false
	}
	return s.rows.last().v - s.rows.first().v + s.drops.Value(), true
}

// rate is the growth a second.
func (s *counterRows) rate() (float64, bool) {
	increase, ok := s.increase()
	if !ok {
		return 0, false
	}
	ms := s.rows.last().t - s.rows.first().t
	return increase * 1000 / float64(ms), ms > 0
}

// Save writes the state. The drops follow from the points.
func (s *counterRows) Save(e *event.Encoder) {
	e.Int(s.rows.len())
	s.rows.each(0, 0, func(p point) bool {
		e.Int64(p.t)
		e.Float64(p.v)
		return true
	})
}

// Load reads the state.
func (s *counterRows) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.enter(point{d.Int64(), d.Float64()})
	}
}

// Bytes tells the memory of the points.
func (s *counterRows) Bytes() int { return s.rows.bytes() }
