package aggregate

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var timeToReachDef = &Def{
	Name: "time_to_reach",
	Doc: "time_to_reach(v, bound) tells in how many seconds v will reach the bound if it goes " +
		"on as it went since it was last thrown back (a clean-up, a restart): 0 when it has " +
		"reached it, null when it does not move there or fewer than three values are known. " +
		"Properties: earliest and latest (the same for a slope two standard errors steeper and " +
		"flatter), confidence (0 to 1), slope a second, samples. `range: seconds` bounds the " +
		"past that is looked at, `time: ts` gives the time in milliseconds in place of the " +
		"engine's. The bound is a constant.",
	Examples: []Example{{"A disk that fills by one a second, is cleaned up, and fills again", `
deploy
create schema Disk(used double, ts long);
@name('out') select time_to_reach(used, 100, time: ts) as left from Disk;
----
ok

play
Disk {"used":50,"ts":0}
Disk {"used":60,"ts":10000}
Disk {"used":70,"ts":20000}
Disk {"used":80,"ts":30000}
Disk {"used":10,"ts":40000}
Disk {"used":20,"ts":50000}
Disk {"used":30,"ts":60000}
----
1 out new {"left":null}
2 out new {"left":null}
3 out new {"left":30.0}
4 out new {"left":20.0}
5 out new {"left":null}
6 out new {"left":null}
7 out new {"left":70.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.takeTime(); err != nil {
			return nil, err
		}
		past, err := c.takeNumber("range", 0)
		if err != nil {
			return nil, err
		}
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		bound, err := c.constNumber(1)
		if err != nil {
			return nil, err
		}
		in, err := pointInput(&c)
		if err != nil {
			return nil, err
		}
		return compileSeries(&c, &series[reach, *reach]{
			fields: []resultField{
				{name: "seconds", typ: event.Double},
				{name: "earliest", typ: event.Double},
				{name: "latest", typ: event.Double},
				{name: "confidence", typ: event.Double},
				{name: "slope", typ: event.Double},
				{name: "samples", typ: event.Long},
			},
			start: func(m *reach) {
				m.Reach = *stats.NewReach(stats.ReachConfig{Bound: bound, Range: int64(past * 1000)})
			},
		}, in), nil
	},
}

// reach is the line of a group, and what it told at the last point.
type reach struct {
	stats.Reach
	told [6]float64
}

func (m *reach) push(p point) {
	m.Update(p.t, p.v)
	e := m.Estimate(p.t)
	m.told = [6]float64{
		never(e.Seconds), never(e.Earliest), never(e.Latest), e.Confidence, e.Slope, float64(e.Samples),
	}
}

func (m *reach) field(i int) float64 { return m.told[i] }

// Save implements stats.State.
func (m *reach) Save(e stats.Encoder) { saveTold(e, &m.Reach, m.told[:]) }

// Load implements stats.State.
func (m *reach) Load(d stats.Decoder) error { return loadTold(d, &m.Reach, m.told[:]) }

// never makes an infinite time null.
func never(seconds float64) float64 {
	if math.IsInf(seconds, 1) {
		return math.NaN()
	}
	return seconds
}
