package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/anomaly"
)

var anomalyDef = &Def{
	Name: "anomaly",
	Doc: "anomaly(v) tells how unusual each value is for one who knows only the values before " +
		"it. Its properties: score (0 is nothing to say, 1 the threshold of the default " +
		"detector), alert (the threshold was reached) and why (high, low, rise, fall, restless, " +
		"calm, flat, novel, forecast, shape, season or mix; null when there is nothing to say). " +
		"`detector: 'name'` chooses another detector, whose parameters are named arguments: " +
		"anomaly(v, detector: 'cusum', sigma: 5). `time: ts` gives the time in milliseconds in " +
		"place of the engine's. The default detector keeps about 140 kB for each group; events " +
		"that leave the data window are not taken out.",
	Examples: []Example{{"A value far from the median of the last ones", `
deploy
create schema Cpu(pct double);
@name('out') select anomaly(pct, detector: 'robust_z', window: 5).alert as alert,
  anomaly(pct, detector: 'robust_z', window: 5).why as why from Cpu;
----
ok

play
Cpu {"pct":10}
Cpu {"pct":12}
Cpu {"pct":11}
Cpu {"pct":13}
Cpu {"pct":11}
Cpu {"pct":95}
----
1 out new {"alert":false,"why":null}
2 out new {"alert":false,"why":null}
3 out new {"alert":false,"why":null}
4 out new {"alert":false,"why":null}
5 out new {"alert":false,"why":null}
6 out new {"alert":true,"why":"high"}
`}},
	Compile: compileAnomaly,
}

func compileAnomaly(c Call) (Plan, error) {
	if err := c.takeTime(); err != nil {
		return nil, err
	}
	build, err := c.detector()
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
	words := []string{}
	for w := anomaly.None; w <= anomaly.Unexpected; w++ {
		words = append(words, w.String())
	}
	return compileSeries(&c, &series[watch, *watch]{
		result: -1,
		fields: []resultField{
			{name: "score", typ: event.Double},
			{name: "alert", typ: event.Bool},
			{name: "why", typ: event.String, names: words},
		},
		start: func(m *watch) { m.Detector = build() },
	}, in), nil
}

// watch is the detector of a group, and what it told of the last point.
type watch struct {
	anomaly.Detector
	told [3]float64
}

func (m *watch) push(p point) {
	s := m.Update(p.t, p.v)
	m.told = [3]float64{s.Value, flag(s.Alert), float64(s.Why)}
	if s.Why == anomaly.None {
		m.told[2] = nan
	}
}

func (m *watch) field(i int) float64 { return m.told[i] }

// Save implements stats.State.
func (m *watch) Save(e stats.Encoder) { saveTold(e, m.Detector, m.told[:]) }

// Load implements stats.State.
func (m *watch) Load(d stats.Decoder) error { return loadTold(d, m.Detector, m.told[:]) }

// detector returns what makes the detector that the named arguments describe.
func (c *Call) detector() (func() anomaly.Detector, error) {
	name := "anomaly"
	if a, ok := c.takeNamed("detector"); ok {
		if !a.Fn.Const || a.Fn.Type.Kind != event.KindString {
			return nil, c.errorf("detector must be a constant string")
		}
		name, _ = a.Fn.Str(&expr.Env{})
	}
	def := anomaly.Find(anomaly.Builtin(), name)
	if def == nil {
		return nil, c.errorf("there is no detector '%s'", name)
	}
	named := make(map[string]float64)
	for _, p := range def.Params {
		if _, ok := c.Named[p.Name]; ok {
			v, err := c.takeNumber(p.Name, p.Default)
			if err != nil {
				return nil, err
			}
			named[p.Name] = v
		}
	}
	if _, err := def.Build(named); err != nil {
		return nil, c.errorf("%v", err)
	}
	return func() anomaly.Detector {
		d, _ := def.Build(named) // it was tried above
		return d
	}, nil
}
