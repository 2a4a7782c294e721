package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Writer computes one column of a row, or copies several, and writes them into the row.
type Writer func(env *expr.Env, row *event.Event)

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
		if w := copyColumns(s, fns, i, copied); w != nil {
			out = append(out, w)
		} else {
			out = append(out, writer(&s.Columns()[i], fns[i]))
		}
	}
	return out
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
		if f.ColumnSchema() != from || f.Stream != slot || !copier.Add(&s.Columns()[k], f.Column) {
			if k == i {
				return nil
			}
			continue
		}
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
		get := f.Bool
		return func(env *expr.Env, row *event.Event) {
			if v, ok := get(env); ok {
				row.SetBool(col, v)
			} else {
				row.SetNull(col)
			}
		}
	case event.ClassInt:
		get := f.Int
		if form == event.DirectI64 {
			return func(env *expr.Env, row *event.Event) {
				v, ok := get(env)
				row.PutI64(place, v, ok)
			}
		}
		return func(env *expr.Env, row *event.Event) {
			if v, ok := get(env); ok {
				row.SetInt(col, v)
			} else {
				row.SetNull(col)
			}
		}
	case event.ClassFloat:
		get := f.Float
		if form == event.DirectF64 {
			return func(env *expr.Env, row *event.Event) {
				v, ok := get(env)
				row.PutF64(place, v, ok)
			}
		}
		return func(env *expr.Env, row *event.Event) {
			if v, ok := get(env); ok {
				row.SetFloat(col, v)
			} else {
				row.SetNull(col)
			}
		}
	case event.ClassStr:
		get := f.Str
		return func(env *expr.Env, row *event.Event) {
			if v, ok := get(env); ok {
				row.SetStr(col, v)
			} else {
				row.SetNull(col)
			}
		}
	default:
		get := f.Any
		return func(env *expr.Env, row *event.Event) { row.SetAny(col, get(env)) }
	}
}
