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

// series is the plan of a function that follows a series point by point with a model of package
// stats, one for each group: it learns from rows that enter and does not forget those that leave.
type series[M stats.State] struct {
	*input[point]
	fields []resultField
	// result says what the function's own value is: the field of that index, or, when it is
	// negative, the struct of all fields.
	result int
	schema *event.Schema
	make   func() M
	// push gives the model a point and fills in the fields; NaN is null.
	push func(m M, p point, out []float64)
	// read, where set, asks the model for a field when it is wanted; push fills in none then.
	read func(m M, field int) float64
}

// resultField is a property of the result.
type resultField struct {
	name  string
	typ   event.Type
	names []string // of a string: the value is an index
}

// followed is the state of a group: the model, made at the first point, and the last result.
type followed[M stats.State] struct {
	model M
	out   []float64 // nil until the first point; empty when the model is asked for its fields
}

// seriesColumn follows the series of each group.
//
//	order  by time; what a late point does is for the model to say
//	cost   that of the model; reading the result is O(1)
//	space  that of the model, made with the first point: groups that see none cost nothing
//	NaN    a missing value     empty  null
type seriesColumn[M stats.State] struct {
	unread
	p      *series[M]
	states []followed[M]
}

// compileSeries completes a plan: the result's type and, for a struct, its schema.
func compileSeries[M stats.State](c *Call, p *series[M], in *input[point]) Plan {
	p.input = in
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
	p.column = func(*input[point]) Column { return &seriesColumn[M]{p: p} }
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
func (c *seriesColumn[M]) Grow(n int) { c.states = grow(c.states, n) }

// Enter implements Column.
func (c *seriesColumn[M]) Enter(g uint32, env *expr.Env) {
	pt, ok := c.p.take(env)
	if !ok {
		return
	}
	s := &c.states[g]
	if s.out == nil {
		c.begin(s)
	}
	c.p.push(s.model, pt, s.out)
}

// begin makes the model of a group.
func (c *seriesColumn[M]) begin(s *followed[M]) {
	n := len(c.p.fields)
	if c.p.read != nil {
		n = 0
	}
	s.model, s.out = c.p.make(), make([]float64, n)
}

// Leave implements Column. A series goes on whatever leaves the window.
func (c *seriesColumn[M]) Leave(uint32, *expr.Env) {}

// Clear implements Column.
func (c *seriesColumn[M]) Clear(g uint32) { c.states[g] = followed[M]{} }

// Save implements Column.
func (c *seriesColumn[M]) Save(g uint32, e *event.Encoder) {
	s := &c.states[g]
	e.Bool(s.out != nil)
	if s.out == nil {
		return
	}
	s.model.Save(e)
	for _, v := range s.out {
		e.Float64(v)
	}
}

// Load implements Column.
func (c *seriesColumn[M]) Load(g uint32, d *event.Decoder) {
	if !d.Bool() {
		return
	}
	s := &c.states[g]
	c.begin(s)
	loadStats(d, s.model.Load(d))
	for i := range s.out {
		s.out[i] = d.Float64()
		if n := len(c.p.fields[i].names); n > 0 && (s.out[i] < 0 || s.out[i] >= float64(n)) {
			d.Fail("word %v of %d", s.out[i], n)
			s.out[i] = nan
		}
	}
}

// Bytes implements Column. Models do not tell their size: one that does is asked.
func (c *seriesColumn[M]) Bytes() int {
	n := cap(c.states) * sizeOf[followed[M]]()
	for i := range c.states {
		if c.states[i].out == nil {
			continue
		}
		n += 8*len(c.p.fields) + modelBytes(c.states[i].model)
	}
	return n
}

// modelBytes estimates the memory of a model by what it would save.
func modelBytes(m stats.State) int {
	var w byteCounter
	m.Save(&w)
	const header = 128
	return header + int(w)
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
func (c *seriesColumn[M]) field(g uint32, i int) (float64, bool) {
	s := &c.states[g]
	if s.out == nil {
		return 0, false
	}
	var v float64
	if c.p.read != nil {
		v = c.p.read(s.model, i)
	} else {
		v = s.out[i]
	}
	if v != v {
		return 0, false
	}
	return v, true
}

// Float implements expr.AggReader.
func (c *seriesColumn[M]) Float(g uint32) (float64, bool) { return c.field(g, c.p.result) }

// Any implements expr.AggReader: the struct of all fields.
func (c *seriesColumn[M]) Any(g uint32) any {
	if c.states[g].out == nil || c.p.schema == nil {
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

func (c *seriesColumn[M]) swap(p Plan) (Plan, bool) {
	old := c.p
	q, ok := p.(*series[M])
	if ok {
		c.p = q
	}
	return old, ok
}

// Method implements Methods: the fields are properties, read without making the struct.
func (p *series[M]) Method(name string, args []expr.Fn) (*Method, error) {
	for i := range p.fields {
		if p.fields[i].name == name && len(args) == 0 {
			return p.property(i), nil
		}
	}
	return nil, nil //nolint:nilnil // the planner says what is unknown, and where
}

func (p *series[M]) property(i int) *Method {
	f := &p.fields[i]
	read := func(c Column, g uint32) (float64, bool) {
		sc, ok := unwrap(c).(*seriesColumn[M])
		if !ok {
			return 0, false
		}
		return sc.field(g, i)
	}
	m := &Method{Type: f.typ}
	switch f.typ.Class() {
	case event.ClassBool:
		m.Bool = func(c Column, g uint32, _ *expr.Env) (bool, bool) {
			v, ok := read(c, g)
			return v != 0, ok
		}
	case event.ClassInt:
		m.Int = func(c Column, g uint32, _ *expr.Env) (int64, bool) {
			v, ok := read(c, g)
			return int64(v), ok
		}
	case event.ClassStr:
		m.Str = func(c Column, g uint32, _ *expr.Env) (string, bool) {
			v, ok := read(c, g)
			return f.names[int(v)], ok
		}
	default:
		m.Float = func(c Column, g uint32, _ *expr.Env) (float64, bool) { return read(c, g) }
	}
	return m
}
