package window

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
)

// doubles lists columns of type double.
func doubles(names ...string) []event.Field {
	out := make([]event.Field, len(names))
	for i, n := range names {
		out[i] = event.Field{Name: n, Type: event.Double}
	}
	return out
}

var uniDef = &Def{
	Namespace: "stat", Name: "uni",
	Doc: "Statistics of one number over the events inside: uni(price) has the properties datapoints, " +
		"total, average, stddev, stddevpa (of the population) and variance. Without a value they are " +
		"NaN (datapoints and total 0), stddev and variance below two values as well. Null is " +
		"skipped. Each change posts a row, and the one before as old. Further arguments are columns " +
		"with the values of the last event, `*` all its properties: uni(price, symbol).",
	Examples: []Example{{"Mean and spread of the last three latencies, with the path of the last", `
deploy
create schema Req(path string, ms int);
@name('lat') select average, stddev, path from Req#length(3)#uni(ms, path);
----
ok

play
Req {"path":"/a","ms":4}
Req {"path":"/b","ms":8}
Req {"path":"/c","ms":6}
----
1 lat new {"average":4.0,"stddev":"NaN","path":"/a"}
2 lat new {"average":6.0,"stddev":2.8284271247461903,"path":"/b"}
3 lat new {"average":6.0,"stddev":2.0,"path":"/c"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(1, -1, "uni(price)"); err != nil {
			return nil, err
		}
		x, err := c.numeric(0, "the value")
		if err != nil {
			return nil, err
		}
		fields := append([]event.Field{{Name: "datapoints", Type: event.Long}},
			doubles("total", "average", "stddev", "stddevpa", "variance")...)
		return newNumeric(&c, fields, 1, uniCalc{x: x})
	},
}

// uniCalc: exact sum and moments that do not drift; a NaN or infinity shows while it is inside.
// 15 ns an event.
type uniCalc struct {
	x expr.FloatFn
	s stats.Sum
	m stats.Moments
}

func (u *uniCalc) values(env *expr.Env) (v pair, ok bool) {
	v.x, ok = u.x(env)
	return v, ok
}

func (u *uniCalc) add(v pair) {
	u.s.Enter(v.x)
	u.m.Enter(v.x)
}

func (u *uniCalc) remove(v pair) {
	u.s.Leave(v.x)
	u.m.Leave(v.x)
}

func (u *uniCalc) write(row *event.Event, cols []event.Column) {
	n := u.s.Count() + u.s.NonFinite()
	row.SetInt(&cols[0], n)
	row.SetFloat(&cols[1], u.s.Value())
	row.SetFloat(&cols[2], u.s.Mean())
	pop, sample := u.m.VarPop(), u.m.VarSample()
	if u.s.NonFinite() > 0 {
		pop, sample = math.NaN(), math.NaN()
	}
	row.SetFloat(&cols[3], math.Sqrt(sample))
	row.SetFloat(&cols[4], math.Sqrt(pop))
	row.SetFloat(&cols[5], sample)
}

// Save writes the sums.
func (u *uniCalc) Save(e *event.Encoder) {
	u.s.Save(e)
	u.m.Save(e)
}

// Load reads what Save wrote.
func (u *uniCalc) Load(d *event.Decoder) {
	check(d, u.s.Load(d))
	check(d, u.m.Load(d))
}

func (u *uniCalc) bytes() int { return 240 }

// check passes an error of a statistic on.
func check(d *event.Decoder, err error) {
	if err != nil {
		d.Fail("%v", err)
	}
}

var weightedAvgDef = &Def{
	Namespace: "stat", Name: "weighted_avg",
	Doc: "The average of a number weighted by another over the events inside, as the property " +
		"average: weighted_avg(price, volume). NaN when the weights add up to 0. Null is skipped. " +
		"Posts and takes further columns as uni does.",
	Examples: []Example{{"The mean price, weighted by volume", `
deploy
create schema Trade(price double, volume long);
@name('vwap') select average from Trade#length(2)#weighted_avg(price, volume);
----
ok

play
Trade {"price":10,"volume":1}
Trade {"price":20,"volume":3}
Trade {"price":30,"volume":1}
----
1 vwap new {"average":10.0}
2 vwap new {"average":17.5}
3 vwap new {"average":22.5}
`}},
	Compile: func(c Call) (Plan, error) {
		x, w, err := c.pair("weighted_avg(price, volume)", "the value", "the weight")
		if err != nil {
			return nil, err
		}
		return newNumeric(&c, doubles("average"), 2, weightedCalc{pairOf: pairOf{x, w}})
	},
}

// pair reads two numeric arguments.
func (c *Call) pair(usage, first, second string) (x, y expr.FloatFn, err error) {
	if err = c.arity(2, -1, usage); err != nil {
		return nil, nil, err
	}
	if x, err = c.numeric(0, first); err != nil {
		return nil, nil, err
	}
	y, err = c.numeric(1, second)
	return x, y, err
}

// weightedCalc: two exact sums.
type weightedCalc struct {
	pairOf
	xw, sum stats.Sum
}

func (a *weightedCalc) add(v pair) {
	a.xw.Enter(float64(v.x * v.y))
	a.sum.Enter(v.y)
}

func (a *weightedCalc) remove(v pair) {
	a.xw.Leave(float64(v.x * v.y))
	a.sum.Leave(v.y)
}

func (a *weightedCalc) write(row *event.Event, cols []event.Column) {
	v := math.NaN()
	if w := a.sum.Value(); w != 0 {
		v = a.xw.Value() / w
	}
	row.SetFloat(&cols[0], v)
}

// Save writes the sums.
func (a *weightedCalc) Save(e *event.Encoder) {
	a.xw.Save(e)
	a.sum.Save(e)
}

// Load reads what Save wrote.
func (a *weightedCalc) Load(d *event.Decoder) {
	check(d, a.xw.Load(d))
	check(d, a.sum.Load(d))
}

func (a *weightedCalc) bytes() int { return 160 }
