package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var ewmaDef = &Def{
	Name: "ewma",
	Doc: "ewma(v, period) is the exponentially weighted mean of v: the weight of a value halves " +
		"with every period that has passed since, however regular or not the values come. The " +
		"time is that of the engine, or that of an argument `time: ts` in milliseconds. Events " +
		"that leave the data window are not taken out; null and NaN are missing values.",
	Examples: []Example{{"The old value has half the weight after ten seconds", `
deploy
create schema Cpu(pct double, ts long);
@name('out') select ewma(pct, 10 sec, time: ts) as m from Cpu;
----
ok

play
Cpu {"pct":30,"ts":0}
Cpu {"pct":60,"ts":10000}
Cpu {"pct":60,"ts":10000}
----
1 out new {"m":30.0}
2 out new {"m":50.0}
3 out new {"m":54.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.takeTime(); err != nil {
			return nil, err
		}
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		half, err := c.constPeriod(1)
		if err != nil {
			return nil, err
		}
		in, err := pointInput(&c)
		if err != nil {
			return nil, err
		}
		return compileSeries(&c, &series[fading, *fading]{
			fields: []resultField{
				{name: "mean", typ: event.Double}, {name: "stddev", typ: event.Double},
			},
			start: func(m *fading) {
				m.EWM = *stats.NewEWM(stats.EWMConfig{HalfLife: float64(half)})
			},
		}, in), nil
	},
}

// fading is the weighted mean of a group.
type fading struct{ stats.EWM }

func (m *fading) push(p point) { m.Update(p.t, p.v) }

func (m *fading) field(i int) float64 {
	if i == 0 {
		return m.Mean()
	}
	return m.StdPop()
}
