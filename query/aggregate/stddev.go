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
		return planOfFigure(&c, event.Double, figureDeviation), nil
	},
}

// deviationOf is the standard deviation of a sample, null below two values. While a NaN or infinity is
// inside it is NaN.
func deviationOf(m *stats.Moments) (float64, bool) {
	odd := m.NonFinite()
	switch n := m.Count() + odd; {
	case n < 2:
		return 0, false
	case odd > 0:
		return math.NaN(), true
	}
	return m.StdSample(), true
}
