package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats"
)

// point is the input of functions that follow a series: a value at a time in milliseconds.
type point struct {
	t int64
	v float64
}

// series is the plan of a function that follows a series point by point with a model, mostly one of
// package stats, one for each group: it learns from rows that enter and does not forget those that leave.
type series[M any, P model[M]] struct {
	*input[point]
	number expr.FloatFn // the value of a row
	stamp  expr.IntFn   // its time; nil: the engine's clock
	fields []resultField
	// result says what the function's own value is: the field of that index, or, when it is
	// negative, the struct of all fields.
	result int
	schema *event.Schema
	start  func(m P) // makes an empty model
}

// model follows a series and tells what it knows after the last point.
type model[M any] interface {
	*M
	stats.State
	push(p point)
	// field returns a field of the result; NaN is null.
	field(i int) float64
}

// resultField is a property of the result.
type resultField struct {
	name  string
	typ   event.Type
	names []string // of a string: the value is an index
}

// followed is the state of a group.
type followed[M any] struct {
	begun bool // the model was made, at the first point
	model M
}

// seriesColumn follows the series of each group.
//
//	order  by time; what a late point does is for the model to say
//	cost   that of the model; reading the result is O(1)
//	space  that of the model, what hangs on it being made with the first point
//	NaN    a missing value     empty  null
type seriesColumn[M any, P model[M]] struct {
	unread
	p      *series[M, P]
	states []followed[M]
}

// compileSeries completes a plan: where values and times come from, the result's type and, for a struct,
// its schema.
func compileSeries[M any, P model[M]](c *Call, p *series[M, P], in *input[point]) Plan {
	p.input = in
	p.number = c.Args[0].Fn.AsFloat()
	if c.stamp != nil {
		p.stamp = c.stamp.Int
	}
	if p.result < 0 {
		fields := make([]event.Field, len(p.fields))
		for i, f := range p.fields {
			fields[i] = event.Field{Name: f.name, Type: f.typ}
		}
		p.schema = event.MustSchema(c.Name, fields...)
		p.typ = event.EventOf(p.schema)
	} else {
		p.typ = p.fields[p.result].typ
	}
	p.column = func(*input[point]) Column { return &seriesColumn[M, P]{p: p} }
	return p
}

// pointInput reads argument 0 as the value and the named argument `time`, else the engine's clock,
// as the time.
func pointInput(c *Call) (*input[point], error) {
	if err := c.noStar(); err != nil {
		return nil, err
	}
	if err := c.noDistinct(); err != nil {
		return nil, err
	}
	if err := c.numeric(0); err != nil {
		return nil, err
	}
	value := c.Args[0].Fn.AsFloat()
	now := func(e *expr.Env) (int64, bool) { return e.Rt.Now(), true }
	if c.stamp != nil {
		now = c.stamp.Int
	}
	return newInput(c, event.Double, func(e *expr.Env) (p point, ok bool) {
		if p.v, ok = value(e); ok {
			p.t, ok = now(e)
		}
		return p, ok
	}), nil
}

// Grow implements Column.
func (c *seriesColumn[M, P]) Grow(n int) { c.states = grow(c.states, n) }

// Enter implements Column.
func (c *seriesColumn[M, P]) Enter(g uint32, env *expr.Env) {
	p := c.p
	if p.filter != nil && !p.filter(env) {
		return
	}
	v, ok := p.number(env)
	if !ok {
		return
	}
	at := point{v: v}
	if p.stamp == nil {
		at.t = env.Rt.Now()
	} else if at.t, ok = p.stamp(env); !ok {
		return
	}
	s := &c.states[g]
	if !s.begun {
		c.begin(s)
	}
	P(&s.model).push(at)
}

// begin makes the model of a group.
func (c *seriesColumn[M, P]) begin(s *followed[M]) {
	s.begun = true
	c.p.start(&s.model)
}

// Leave implements Column. A series goes on whatever leaves the window.
func (c *seriesColumn[M, P]) Leave(uint32, *expr.Env) {}

// Clear implements Column.
func (c *seriesColumn[M, P]) Clear(g uint32) { c.states[g] = followed[M]{} }

// Save implements Column.
func (c *seriesColumn[M, P]) Save(g uint32, e *event.Encoder) {
	s := &c.states[g]
	e.Bool(s.begun)
	if s.begun {
		P(&s.model).Save(e)
	}
}

// Load implements Column.
func (c *seriesColumn[M, P]) Load(g uint32, d *event.Decoder) {
	if !d.Bool() {
		return
	}
	s := &c.states[g]
	c.begin(s)
	loadStats(d, P(&s.model).Load(d))
	for i := range c.p.fields {
		v, n := 0.0, len(c.p.fields[i].names)
		if n > 0 {
			v = P(&s.model).field(i)
		}
		if n > 0 && (v < 0 || v >= float64(n)) {
			d.Fail("word %v of %d", v, n)
			c.Clear(g)
			return
		}
	}
}

// Bytes implements Column. Models do not tell their size: one that does is asked.
func (c *seriesColumn[M, P]) Bytes() int {
	n := cap(c.states) * sizeOf[followed[M]]()
	for i := range c.states {
		if c.states[i].begun {
			n += modelBytes(P(&c.states[i].model))
		}
	}
	return n
}

// modelBytes estimates the memory that hangs on a model by what it would save.
func modelBytes(m stats.State) int {
	var w byteCounter
	m.Save(&w)
	return int(w)
}

// byteCounter is an encoder that only counts. Numbers count as the 8 bytes they take in memory.
type byteCounter int

// Uint64 implements stats.Encoder.
func (w *byteCounter) Uint64(uint64) { *w += 8 }

// Int64 implements stats.Encoder.
func (w *byteCounter) Int64(int64) { *w += 8 }

// Float64 implements stats.Encoder.
func (w *byteCounter) Float64(float64) { *w += 8 }

// Bool implements stats.Encoder.
func (w *byteCounter) Bool(bool) { *w++ }

// String implements stats.Encoder.
func (w *byteCounter) String(s string) { *w += byteCounter(16 + len(s)) }

// field returns a field of a group's last result; false is null.
func (c *seriesColumn[M, P]) field(g uint32, i int) (float64, bool) {
	s := &c.states[g]
	if !s.begun {
		return 0, false
	}
	if v := P(&s.model).field(i); v == v {
		return v, true
	}
	return 0, false
}

// Float implements expr.AggReader.
func (c *seriesColumn[M, P]) Float(g uint32) (float64, bool) { return c.field(g, c.p.result) }

// Any implements expr.AggReader: the struct of all fields.
func (c *seriesColumn[M, P]) Any(g uint32) any {
	if !c.states[g].begun || c.p.schema == nil {
		return nil
	}
	ev := c.p.schema.NewNull()
	for i := range c.p.fields {
		v, ok := c.field(g, i)
		if !ok {
			continue
		}
		f, col := &c.p.fields[i], &c.p.schema.Columns()[i]
		switch f.typ.Class() {
		case event.ClassBool:
			ev.SetBool(col, v != 0)
		case event.ClassInt:
			ev.SetInt(col, int64(v))
		case event.ClassStr:
			ev.SetStr(col, f.names[int(v)])
		default:
			ev.SetFloat(col, v)
		}
	}
	return ev
}

func (c *seriesColumn[M, P]) swap(p Plan) (Plan, bool) {
	old := c.p
	q, ok := p.(*series[M, P])
	if ok {
		c.p = q
	}
	return old, ok
}

// Method implements Methods: the fields are properties, read without making the struct.
func (p *series[M, P]) Method(name string, args []expr.Fn) (*Method, error) {
	for i := range p.fields {
		if p.fields[i].name == name && len(args) == 0 {
			return p.property(i), nil
		}
	}
	return nil, nil //nolint:nilnil // the planner says what is unknown, and where
}

func (p *series[M, P]) property(i int) *Method {
	f := &p.fields[i]
	read := func(c expr.AggReader, g uint32) (float64, bool) {
		sc, ok := unwrap(c).(*seriesColumn[M, P])
		if !ok {
			return 0, false
		}
		return sc.field(g, i)
	}
	m := &Method{Type: f.typ}
	switch f.typ.Class() {
	case event.ClassBool:
		m.Bool = func(c expr.AggReader, g uint32, _ *expr.Env) (bool, bool) {
			v, ok := read(c, g)
			return v != 0, ok
		}
	case event.ClassInt:
		m.Int = func(c expr.AggReader, g uint32, _ *expr.Env) (int64, bool) {
			v, ok := read(c, g)
			return int64(v), ok
		}
	case event.ClassStr:
		m.Str = func(c expr.AggReader, g uint32, _ *expr.Env) (string, bool) {
			v, ok := read(c, g)
			return f.names[int(v)], ok
		}
	default:
		m.Float = func(c expr.AggReader, g uint32, _ *expr.Env) (float64, bool) {
			if sc, ok := c.(*seriesColumn[M, P]); ok {
				return sc.field(g, i)
			}
			return read(c, g)
		}
	}
	return m
}
