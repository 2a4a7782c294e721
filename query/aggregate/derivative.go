package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var derivativeDef = &Def{
	Name: "derivative",
	Doc: "derivative(v) is the change of v a second, between the last two events; null for the " +
		"first event, and for a value of the same time as the one before. The time is that of " +
		"the engine, or that of an argument `time: ts` in milliseconds. `max_gap: seconds` " +
		"forgets a value that is older. For counters, which start again from 0, see " +
		"counter_rate.",
	Examples: []Example{{"A queue that grows", `
deploy
create schema Queue(len int, ts long);
@name('out') select derivative(len, time: ts) as d from Queue;
----
ok

play
Queue {"len":10,"ts":1000}
Queue {"len":30,"ts":5000}
Queue {"len":20,"ts":6000}
----
1 out new {"d":null}
2 out new {"d":5.0}
3 out new {"d":-10.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.takeTime(); err != nil {
			return nil, err
		}
		gap, err := c.takeNumber("max_gap", 0)
		if err != nil {
			return nil, err
		}
		if err := c.check(1, 1); err != nil {
			return nil, err
		}
		in, err := pointInput(&c)
		if err != nil {
			return nil, err
		}
		return compileSeries(&c, &series[slope, *slope]{
			fields: []resultField{{name: "value", typ: event.Double}},
			start: func(m *slope) {
				m.Derivative = *stats.NewDerivative(stats.DerivativeConfig{
					PerSecond: true, MaxGap: int64(gap * 1000),
				})
			},
		}, in), nil
	},
}

// slope is the derivative of a group, and what it was at the last point.
type slope struct {
	stats.Derivative
	told [1]float64
}

func (m *slope) push(p point) { m.told[0] = m.Update(p.t, p.v) }

func (m *slope) field(int) float64 { return m.told[0] }

// Save implements stats.State.
func (m *slope) Save(e stats.Encoder) { saveTold(e, &m.Derivative, m.told[:]) }

// Load implements stats.State.
func (m *slope) Load(d stats.Decoder) error { return loadTold(d, &m.Derivative, m.told[:]) }
