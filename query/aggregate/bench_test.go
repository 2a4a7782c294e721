package aggregate

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// sliding drives a column with a window of n events: one enters, one leaves, the result is read.
type sliding struct {
	env  *expr.Env
	col  Column
	rows []*event.Event
	next int
	now  int64 // of the engine, a millisecond a step
	any  bool  // rows leave in any order
	r    *rand.Rand
	read func()
}

// benchArgs gives the arguments of a function for the column under test, most often only that.
var benchArgs = map[string]func(s *event.Schema, c *Call){
	"nth":               func(_ *event.Schema, c *Call) { c.Args = append(c.Args, Arg{Fn: constInt(3)}) },
	"countMinSketch":    func(_ *event.Schema, c *Call) { c.Args = nil },
	"countMinSketchAdd": func(s *event.Schema, c *Call) { c.Args[0].Fn = col(s, "s") },
	"leaving":           func(_ *event.Schema, c *Call) { c.Args = nil },
	"rate":              func(_ *event.Schema, c *Call) { c.Args = []Arg{{Fn: constInt(10)}} },
	"ewma":              addArg(constFloat(60)), "predict_linear": addArg(constFloat(60)),
	"holt_winters": addArg(constFloat(86_400)), "time_to_reach": addArg(constFloat(1e6)),
	"percentile": addArg(constFloat(0.99)), "topk": addArg(constInt(5)),
	"fmin": addTruth, "fmax": addTruth, "fminever": addTruth, "fmaxever": addTruth,
}

func addArg(f expr.Fn) func(*event.Schema, *Call) {
	return func(_ *event.Schema, c *Call) { c.Args = append(c.Args, Arg{Fn: f}) }
}

func addTruth(_ *event.Schema, c *Call) { c.Args = append(c.Args, Arg{Fn: truth(true)}) }

func newSliding(tb testing.TB, d *Def, n int, column string, set func(c *Call)) *sliding {
	schema := newRowSchema()
	c := call(d.Name, schema, true, true, col(schema, column))
	if f := benchArgs[d.Name]; f != nil {
		f(schema, &c)
	}
	if set != nil {
		set(&c)
	}
	plan, err := d.Compile(c)
	require.NoError(tb, err)
	w := &sliding{col: plan.New(), any: !c.Source.FIFO, r: rand.New(rand.NewSource(1))}
	w.col.Grow(1)
	w.env = &expr.Env{Ev: make([]*event.Event, 1), Rt: &expr.Runtime{Schedule: event.NewSchedule(0)}}
	w.env.Aggs = []expr.AggReader{w.col}
	w.read = reader(plan.Type(), w.col)
	for i := range n {
		ev := schema.NewNull()
		ev.SetFloat(schema.Column("d"), float64(w.r.Intn(1<<20))/1024)
		ev.SetInt(schema.Column("l"), int64(w.r.Intn(1<<20)))
		ev.SetStr(schema.Column("s"), fmt.Sprintf("host%04d", w.r.Intn(1000)))
		ev.SetInt(schema.Column("ts"), int64(i))
		ev.Pin()
		w.rows = append(w.rows, ev)
		w.env.Ev[0] = ev
		w.col.Enter(0, w.env)
	}
	return w
}

// reader reads the result as a select clause would, lists left out.
func reader(t event.Type, c Column) func() {
	if t.Kind == event.KindArray {
		return func() {} // a list is made for every row that shows it
	}
	switch t.Class() {
	case event.ClassAny:
		return func() { c.Any(0) }
	case event.ClassBool:
		return func() { c.Bool(0) }
	case event.ClassInt:
		return func() { c.Int(0) }
	case event.ClassFloat:
		return func() { c.Float(0) }
	case event.ClassStr:
		return func() { c.Str(0) }
	}
	return func() { c.Any(0) }
}

// slide lets one row go and come again. In FIFO order it is the oldest.
func (w *sliding) slide() {
	i := w.next
	if w.any {
		i = w.r.Intn(len(w.rows))
	}
	w.now++
	w.env.Rt.Schedule.Advance(w.now)
	w.env.Ev[0] = w.rows[i]
	w.col.Leave(0, w.env)
	w.col.Enter(0, w.env)
	w.read()
	if w.next++; w.next == len(w.rows) {
		w.next = 0
	}
}

var benchSizes = []int{100, 10_000}

// unordered are the functions whose state depends on the order in which rows leave.
var unordered = map[string]bool{
	"min": true, "max": true, "first": true, "last": true, "window": true, "nth": true,
}

func BenchmarkAggregate(b *testing.B) {
	for _, d := range Builtin() {
		for _, n := range benchSizes {
			b.Run(fmt.Sprintf("%s/%d", d.Name, n), func(b *testing.B) { benchSlide(b, d, n, nil) })
		}
		if unordered[d.Name] {
			b.Run(fmt.Sprintf("%s/any/10000", d.Name), func(b *testing.B) {
				benchSlide(b, d, 10_000, func(c *Call) { c.Source.FIFO = false })
			})
		}
	}
	b.Run("count-distinct/10000", func(b *testing.B) {
		benchSlide(b, countDef, 10_000, func(c *Call) { c.Distinct = true })
	})
}

func benchSlide(b *testing.B, d *Def, n int, set func(c *Call)) {
	w := newSliding(b, d, n, "d", set)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		w.slide()
	}
	b.ReportMetric(float64(w.col.Bytes())/float64(n), "stateB/row")
}

// In steady state nothing is allocated, whatever the function and the order in which rows leave.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	for _, d := range Builtin() {
		for _, fifo := range []bool{true, false} {
			for _, distinct := range []bool{false, true} {
				w, ok := steady(t, d, fifo, distinct)
				if !ok {
					continue
				}
				for range 20_000 {
					w.slide()
				}
				got := testing.AllocsPerRun(5000, w.slide)
				require.Zero(t, got, "%s, in order %v, distinct %v", d.Name, fifo, distinct)
			}
		}
	}
}

// steady is a window over the function, if it takes distinct at all.
func steady(t *testing.T, d *Def, fifo, distinct bool) (*sliding, bool) {
	if distinct {
		s := newRowSchema()
		c := call(d.Name, s, fifo, true, col(s, "l"))
		c.Distinct = true
		if f := benchArgs[d.Name]; f != nil {
			f(s, &c)
		}
		if _, err := d.Compile(c); err != nil {
			return nil, false
		}
	}
	return newSliding(t, d, 3000, "d", func(c *Call) {
		c.Source.FIFO = fifo
		c.Distinct = distinct
	}), true
}
