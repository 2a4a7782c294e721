package window

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/stats"
)

var correlDef = &Def{
	Namespace: "stat", Name: "correl",
	Doc: "The correlation of two numbers over the events inside, as the property correlation: " +
		"correl(price, volume). NaN when one of them does not vary. A pair with a null is skipped. " +
		"Posts and takes further columns as uni does.",
	Examples: []Example{{"Does latency go with load?", `
deploy
create schema Sample(load int, ms int);
@name('together') select correlation from Sample#length(3)#correl(load, ms);
----
ok

play
Sample {"load":1,"ms":10}
Sample {"load":2,"ms":20}
Sample {"load":3,"ms":30}
Sample {"load":4,"ms":10}
----
1 together new {"correlation":"NaN"}
2 together new {"correlation":1.0}
3 together new {"correlation":1.0}
4 together new {"correlation":-0.5}
`}},
	Compile: func(c Call) (Plan, error) {
		x, y, err := c.pair("correl(price, volume)", "the first value", "the second value")
		if err != nil {
			return nil, err
		}
		return newNumeric(&c, doubles("correlation"), 2, correlCalc{pairCalc{pairOf: pairOf{x, y}}})
	},
}

var linestDef = &Def{
	Namespace: "stat", Name: "linest",
	Doc: "The straight line through the events inside, by least squares: linest(x, y) has the " +
		"properties slope and YIntercept, and the sums behind them: XAverage, XSum, XVariance, " +
		"XStandardDeviationPop, XStandardDeviationSample, the same for Y, dataPoints, n, sumX, sumXSq, " +
		"sumXY, sumY, sumYSq. The slope is NaN when x does not vary. A pair with a null is skipped. " +
		"Posts and takes further columns as uni does.",
	Examples: []Example{{"How fast a disk fills", `
deploy
create schema Disk(day int, gb double);
@name('growth') select slope, YIntercept from Disk#length(3)#linest(day, gb);
----
ok

play
Disk {"day":1,"gb":10}
Disk {"day":2,"gb":14}
Disk {"day":3,"gb":18}
----
1 growth new {"slope":"NaN","YIntercept":"NaN"}
2 growth new {"slope":4.0,"YIntercept":6.0}
3 growth new {"slope":4.0,"YIntercept":6.0}
`}},
	Compile: func(c Call) (Plan, error) {
		x, y, err := c.pair("linest(time, bytes)", "x", "y")
		if err != nil {
			return nil, err
		}
		fields := doubles("slope", "YIntercept",
			"XAverage", "XStandardDeviationPop", "XStandardDeviationSample", "XSum", "XVariance",
			"YAverage", "YStandardDeviationPop", "YStandardDeviationSample", "YSum", "YVariance",
			"sumX", "sumXSq", "sumXY", "sumY", "sumYSq")
		fields = append(fields, event.Field{Name: "dataPoints", Type: event.Long},
			event.Field{Name: "n", Type: event.Long})
		return newNumeric(&c, fields, 2, linestCalc{pairCalc: pairCalc{pairOf: pairOf{x, y}}})
	},
}

// pairCalc keeps sums of products of deviations that do not drift. 20 ns an event.
type pairCalc struct {
	pairOf
	p stats.Pairs
}

func (c *pairCalc) add(v pair)    { c.p.Enter(v.x, v.y) }
func (c *pairCalc) remove(v pair) { c.p.Leave(v.x, v.y) }

// line is the summary of the pairs; while one with a NaN or infinity is inside it says nothing.
func (c *pairCalc) line() stats.Line {
	if c.p.NonFinite() > 0 {
		nan := math.NaN()
		return stats.Line{MeanX: nan, MeanY: nan, SXX: nan, SYY: nan, SXY: nan}
	}
	return c.p.Line()
}

type correlCalc struct{ pairCalc }

func (c *correlCalc) write(row *event.Event, cols []event.Column) {
	row.SetFloat(&cols[0], c.line().Corr())
}

// Save writes the sums.
func (c *correlCalc) Save(e *event.Encoder) { c.p.Save(e) }

// Load reads what Save wrote.
func (c *correlCalc) Load(d *event.Decoder) { check(d, c.p.Load(d)) }

func (c *correlCalc) bytes() int { return 240 }

// linestCalc keeps exact sums of the values and their products besides.
type linestCalc struct {
	pairCalc
	sx, sxx, sxy, sy, syy stats.Sum
}

func (c *linestCalc) sums() [5]*stats.Sum {
	return [5]*stats.Sum{&c.sx, &c.sxx, &c.sxy, &c.sy, &c.syy}
}

func products(v pair) [5]float64 {
	return [5]float64{v.x, float64(v.x * v.x), float64(v.x * v.y), v.y, float64(v.y * v.y)}
}

func (c *linestCalc) add(v pair) {
	c.pairCalc.add(v)
	p := products(v)
	for i, s := range c.sums() {
		s.Enter(p[i])
	}
}

func (c *linestCalc) remove(v pair) {
	c.pairCalc.remove(v)
	p := products(v)
	for i, s := range c.sums() {
		s.Leave(p[i])
	}
}

func (c *linestCalc) write(row *event.Event, cols []event.Column) {
	l, n := c.line(), float64(c.p.Count())
	slope, intercept := l.Slope(), l.Intercept()
	if n < 2 {
		slope, intercept = math.NaN(), math.NaN()
	}
	vals := [...]float64{
		slope, intercept,
		l.MeanX, math.Sqrt(l.SXX / n), math.Sqrt(sampleVariance(l.SXX, n)), c.sx.Value(),
		sampleVariance(l.SXX, n),
		l.MeanY, math.Sqrt(l.SYY / n), math.Sqrt(sampleVariance(l.SYY, n)), c.sy.Value(),
		sampleVariance(l.SYY, n),
		c.sx.Value(), c.sxx.Value(), c.sxy.Value(), c.sy.Value(), c.syy.Value(),
	}
	for i, v := range vals {
		row.SetFloat(&cols[i], v)
	}
	count := c.p.Count() + c.p.NonFinite()
	row.SetInt(&cols[len(vals)], count)
	row.SetInt(&cols[len(vals)+1], count)
}

func sampleVariance(squares, n float64) float64 {
	if n < 2 {
		return math.NaN()
	}
	return squares / (n - 1)
}

// Save writes the sums.
func (c *linestCalc) Save(e *event.Encoder) {
	c.p.Save(e)
	for _, s := range c.sums() {
		s.Save(e)
	}
}

// Load reads what Save wrote.
func (c *linestCalc) Load(d *event.Decoder) {
	check(d, c.p.Load(d))
	for _, s := range c.sums() {
		check(d, s.Load(d))
	}
}

func (c *linestCalc) bytes() int { return 640 }
