package window

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// calc is the statistic of a derived-value window.
type calc interface {
	enter(env *expr.Env)
	leave(env *expr.Env)
	// write puts the present values into a row.
	write(row *event.Event, cols []event.Column)
	Save(e *event.Encoder)
	Load(d *event.Decoder)
	bytes() int
}

// extra is a further column of a derived-value window: a value of the last event that entered.
type extra struct {
	name string
	fn   expr.Fn
}

// derivedPlan is a window whose rows are statistics of its input.
type derivedPlan struct {
	base
	name    string
	pos     ast.Pos
	fields  []event.Field
	extras  []extra
	changes bool // post only when the values have changed: size
	make    func() calc
	tally   func() *tally // of statistics of numbers
}

// newDerived makes the plan; extra columns are the arguments from first on.
func newDerived(c *Call, fields []event.Field, first int, makeCalc func() calc) (*derivedPlan, error) {
	p := &derivedPlan{
		base: newBase(c, Traits{Derived: true}), name: strings.ToLower(c.Name), pos: c.Pos,
		fields: fields, make: makeCalc,
	}
	for i := first; i < len(c.Args); i++ {
		a := &c.Args[i]
		switch {
		case a.Star:
			p.addAll(c.Schema)
		case a.Period != nil || a.Desc:
			return nil, c.errorf(i, codeArgs, "a further column must be an expression")
		default:
			p.extras = append(p.extras, extra{nameOf(a, i), a.Fn})
		}
	}
	return p, p.layOut(c)
}

// addAll adds the columns of the stream, but for those that would be there twice.
func (p *derivedPlan) addAll(s *event.Schema) {
	cols := s.Columns()
	for i := range cols {
		if !p.has(cols[i].Name) {
			p.extras = append(p.extras, extra{cols[i].Name, columnFn(&cols[i])})
		}
	}
}

func (p *derivedPlan) has(name string) bool {
	for i := range p.fields {
		if p.fields[i].Name == name {
			return true
		}
	}
	for i := range p.extras {
		if p.extras[i].name == name {
			return true
		}
	}
	return false
}

// layOut makes the schema of the rows.
func (p *derivedPlan) layOut(c *Call) error {
	fields := p.fields
	for _, x := range p.extras {
		fields = append(slices.Clip(fields), event.Field{Name: x.name, Type: x.fn.Type})
	}
	name := c.Schema.Name() + "#" + p.name
	if p.key != "" {
		name = c.Schema.Name() + "#" + p.key
	}
	s, err := c.Rows.Get(name, fields)
	if err != nil {
		return ast.Errorf(p.pos, codeArgs, "%s: %v", p.name, err)
	}
	p.schema = s
	return nil
}

// nameOf is the name of an extra column: that of the property, or the text of the expression.
func nameOf(a *Arg, i int) string {
	switch {
	case a.Fn.Column != nil:
		return a.Fn.Column.Name
	case a.Text != "":
		return a.Text
	}
	return fmt.Sprintf("column%d", i)
}

func columnFn(c *event.Column) expr.Fn {
	return expr.FromAny(c.Type, func(env *expr.Env) any { return env.Ev[0].Any(c) })
}

// addKeys gives the rows of a derived-value window behind a groupwin the keys of their group: all
// events of a group have the same, so that they are values of the last event.
func addKeys(c *Call, plans []Plan) error {
	for _, p := range plans {
		d, ok := p.(*derivedPlan)
		if !ok {
			continue
		}
		for i := range c.Args {
			if name := nameOf(&c.Args[i], i); !d.has(name) {
				d.extras = append(d.extras, extra{name, c.Args[i].Fn})
			}
		}
		return d.layOut(c)
	}
	return nil
}

// New returns the statistic of nothing.
func (p *derivedPlan) New(h *Host, out event.Sink) View {
	w := &derived{plan: p, calc: p.make()}
	if _, grouped := out.(*merge); grouped {
		w.c = newCore(h, out, p.schema)
	} else {
		w.own = newLean(h, out, p.schema)
		w.c = &w.own
		w.newOnly, w.lazy = h.NewOnly && len(p.extras) == 0 && !p.changes, h.Lazy
	}
	cols := p.schema.Columns()
	w.cols, w.extraCols = cols[:len(p.fields)], cols[len(p.fields):]
	return w
}

// derived keeps a statistic of the events inside and posts its row, and the one before as old, at
// each update. It holds the row that is in force.
//
// Where nobody looks at old rows, the row is a matter of the statistic alone and is made when it is
// asked for.
type derived struct {
	c         *core
	own       core
	only      [1]*event.Event // the row, in a delta
	newOnly   bool
	lazy      bool
	plan      *derivedPlan
	calc      calc
	cols      []event.Column
	extraCols []event.Column
	row       *event.Event // nil before it is first asked for
}

// Push brings the statistic up to date.
func (w *derived) Push(d *event.Delta) {
	var was *event.Event
	if !w.newOnly {
		was = w.current()
	}
	for _, ev := range d.New {
		w.calc.enter(w.c.on(ev))
	}
	for _, ev := range d.Old {
		w.calc.leave(w.c.on(ev))
	}
	if w.newOnly && w.lazy {
		w.c.post()
		return
	}
	row := w.make(d.New)
	w.only[0] = row
	if w.newOnly {
		w.c.enter(w.only[:])
		w.c.push()
		return
	}
	if w.plan.changes && same(row, was, w.cols) {
		w.replace(row) // the extra columns are those of the last event even so
		return
	}
	w.replace(row)
	w.c.enter(w.only[:])
	w.c.leave(was)
	w.c.push()
}

// make makes the row that is in force after the given arrivals.
func (w *derived) make(evs []*event.Event) *event.Event {
	row := w.plan.schema.NewNull()
	w.calc.write(row, w.cols)
	for i := range w.extraCols {
		c := &w.extraCols[i]
		switch {
		case len(evs) > 0:
			setColumn(row, c, &w.plan.extras[i].fn, w.c.on(evs[len(evs)-1]))
		case w.row != nil:
			row.SetAny(c, w.row.Any(c))
		}
	}
	return row
}

// setColumn computes a value and puts it into a column of its type.
func setColumn(row *event.Event, c *event.Column, f *expr.Fn, env *expr.Env) {
	switch f.Type.Class() {
	case event.ClassBool:
		if v, ok := f.Bool(env); ok {
			row.SetBool(c, v)
		}
	case event.ClassInt:
		if v, ok := f.Int(env); ok {
			row.SetInt(c, v)
		}
	case event.ClassFloat:
		if v, ok := f.Float(env); ok {
			row.SetFloat(c, v)
		}
	case event.ClassStr:
		if v, ok := f.Str(env); ok {
			row.SetStr(c, v)
		}
	default:
		row.SetAny(c, f.Any(env))
	}
}

func same(a, b *event.Event, cols []event.Column) bool {
	for i := range cols {
		if a.Any(&cols[i]) != b.Any(&cols[i]) {
			return false
		}
	}
	return true
}

// current returns the row that is in force.
func (w *derived) current() *event.Event {
	if w.newOnly {
		return w.make(nil)
	}
	if w.row == nil {
		w.replace(w.make(nil))
	}
	return w.row
}

func (w *derived) replace(row *event.Event) {
	row.Hold()
	if w.row != nil {
		w.row.Drop()
	}
	w.row = row
}

// Each yields the row in force: there is always one.
func (w *derived) Each(yield func(*event.Event) bool) { yield(w.current()) }

// Len is the number of events held: the row.
func (w *derived) Len() int {
	if w.row == nil {
		return 0
	}
	return 1
}

// Save writes the statistic and the row.
func (w *derived) Save(e *event.Encoder) {
	w.calc.Save(e)
	e.Event(w.row)
}

// Load reads what Save wrote.
func (w *derived) Load(d *event.Decoder) {
	w.calc.Load(d)
	if row := w.c.event(d); row != nil {
		w.replace(row)
	}
}

// Close drops the row.
func (w *derived) Close() {
	if w.row != nil {
		w.row.Drop()
		w.row = nil
	}
}

// Bytes estimates the memory held.
func (w *derived) Bytes() int { return viewBytes + w.calc.bytes() }
