package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Writer computes one column of a row, or copies several, and writes them into the row.
type Writer func(env *expr.Env, row *event.Event)

// Row evaluates the select clause on what env shows; of `select *` the event itself is the row.
func (r *ResultPlan) Row(env *expr.Env) *event.Event {
	if r.Columns == nil {
		return env.Ev[0]
	}
	row := r.Schema.New()
	for _, write := range r.Columns {
		write(env, row)
	}
	return row
}

// writers returns what fills a row of the schema, one function a column. Columns that are just columns
// of one stream's event are copied by one writer together: they are most of what rows consist of, and
// a move costs less than the two calls that a general column takes.
func writers(s *event.Schema, fns []expr.Fn) []Writer {
	var out []Writer
	copied := make([]bool, len(fns))
	for i := range fns {
		if copied[i] {
			continue
		}
		w := copyColumns(s, fns, i, copied)
		if w == nil {
			w = copyAggregate(&s.Columns()[i], &fns[i])
		}
		if w == nil {
			w = writer(&s.Columns()[i], fns[i])
		}
		out = append(out, w)
	}
	return out
}

// copyAggregate returns a writer for a column that is just the value of an aggregation, which it asks
// itself; nil where the column is something else or of another form.
func copyAggregate(col *event.Column, f *expr.Fn) Writer {
	slot, ok := f.AggSlot()
	if !ok {
		return nil
	}
	place := col.Place()
	switch class := f.Type.Class(); {
	case class == event.ClassInt && col.Direct() == event.DirectI64:
		return func(env *expr.Env, row *event.Event) {
			v, ok := env.Aggs[slot].Int(env.Group)
			row.PutI64(place, v, ok)
		}
	case class == event.ClassFloat && col.Direct() == event.DirectF64:
		return func(env *expr.Env, row *event.Event) {
			v, ok := env.Aggs[slot].Float(env.Group)
			row.PutF64(place, v, ok)
		}
	}
	return nil
}

// copyColumns returns a writer for column i and those after it that come from the same event, and
// marks them; nil when column i is none that can be copied.
func copyColumns(s *event.Schema, fns []expr.Fn, i int, copied []bool) Writer {
	from := fns[i].ColumnSchema()
	if from == nil {
		return nil
	}
	slot := fns[i].Stream
	copier := &event.Copier{}
	var general []Writer
	for k := i; k < len(fns); k++ {
		f := &fns[k]
		if f.ColumnSchema() != from || f.Stream != slot || !event.Moves(&s.Columns()[k], f.Column) {
			if k == i {
				return nil
			}
			continue
		}
		copier.Add(&s.Columns()[k], f.Column)
		copied[k] = true
		general = append(general, writer(&s.Columns()[k], *f))
	}
	return func(env *expr.Env, row *event.Event) {
		if ev := env.Ev[slot]; ev != nil && ev.Schema() == from {
			copier.Copy(row, ev)
			return
		}
		for _, write := range general { // no event, or one of another layout
			write(env, row)
		}
	}
}

// writer returns the function that computes a column and writes it into a row.
func writer(col *event.Column, f expr.Fn) Writer {
	place, form := col.Place(), col.Direct()
	switch f.Type.Class() {
	case event.ClassBool:
		return checked(col, f.Bool, (*event.Event).SetBool)
	case event.ClassInt:
		if form != event.DirectI64 {
			return checked(col, f.Int, (*event.Event).SetInt)
		}
		get := f.Int
		return func(env *expr.Env, row *event.Event) {
			v, ok := get(env)
			row.PutI64(place, v, ok)
		}
	case event.ClassFloat:
		if form != event.DirectF64 {
			return checked(col, f.Float, (*event.Event).SetFloat)
		}
		get := f.Float
		return func(env *expr.Env, row *event.Event) {
			v, ok := get(env)
			row.PutF64(place, v, ok)
		}
	case event.ClassStr:
		return checked(col, f.Str, (*event.Event).SetStr)
	default:
		get := f.Any
		return func(env *expr.Env, row *event.Event) { row.SetAny(col, get(env)) }
	}
}

// checked sets a column to a value that may be null.
func checked[T any](
	col *event.Column, get func(*expr.Env) (T, bool), set func(*event.Event, *event.Column, T),
) Writer {
	return func(env *expr.Env, row *event.Event) {
		if v, ok := get(env); ok {
			set(row, col, v)
		} else {
			row.SetNull(col)
		}
	}
}
