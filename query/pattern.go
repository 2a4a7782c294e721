package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/pattern"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// PatternPlan is a pattern as a stream: each match is an event with a column for each tag.
type PatternPlan struct {
	Plan   *pattern.Plan
	Schema *event.Schema
	Text   string
	Types  []*event.Schema // that its atoms wait for
	// Timeout is the type that attempts become which a guard ends (@Timeout), or nil.
	Timeout *event.Schema
	Limits  pattern.Limits
}

// Row returns the event of a match that env shows.
func (p *PatternPlan) Row(env *expr.Env) *event.Event {
	row := p.Schema.NewNull()
	cols := p.Schema.Columns()
	for i, t := range p.Plan.Tags {
		setTag(row, &cols[i], t, env)
	}
	return row
}

// Show makes row, an event of the plan's schema, show the match that env shows, until the next call.
// Single events are borrowed: row must not be read when the match is over.
func (p *PatternPlan) Show(row *event.Event, env *expr.Env) {
	cols := p.Schema.Columns()
	for i, t := range p.Plan.Tags {
		switch {
		case !t.Array:
			row.Lend(&cols[i], env.Ev[t.Slot])
		case env.Arr[t.Slot] == nil:
			row.SetNull(&cols[i])
		default:
			setTag(row, &cols[i], t, env)
		}
	}
}

func setTag(row *event.Event, col *event.Column, t pattern.Tag, env *expr.Env) {
	if !t.Array {
		if ev := env.Ev[t.Slot]; ev != nil {
			row.SetEvent(col, ev)
		}
		return
	}
	if arr := env.Arr[t.Slot]; arr != nil {
		list := make([]any, len(arr))
		for j, ev := range arr {
			list[j] = ev
		}
		row.SetAny(col, list)
	}
}

// pattern compiles a pattern as a source.
func (c *compiler) pattern(src *ast.PatternSource) (*PatternPlan, error) {
	p := &PatternPlan{Text: ast.Format(src.Pattern)}
	var err error
	pc := patternCompiler{c, &p.Types}
	if p.Plan, err = pattern.Compile(src.Pattern, pc, pattern.Builtin()); err != nil {
		return nil, err
	}
	for _, a := range src.Annotations {
		switch strings.ToLower(a.Name) {
		case "suppressoverlappingmatches":
			p.Plan.Suppress = true
		case "discardpartialsonmatch":
			p.Plan.Discard = true
		default:
			return nil, ast.Errorf(a.Pos, "annotation", "unknown annotation @%s of a pattern", a.Name)
		}
	}
	var fields []event.Field
	for _, t := range p.Plan.Tags {
		typ := event.EventOf(t.Schema)
		if t.Array {
			typ = event.ArrayOf(typ)
		}
		fields = append(fields, event.Field{Name: t.Name, Type: typ})
	}
	if p.Schema, err = c.cat.rows.Get("pattern", fields); err != nil {
		return nil, err
	}
	if p.Limits, err = c.patternLimits(src.Pos); err != nil {
		return nil, err
	}
	return p, c.patternTimeout(p, fields)
}

// patternCompiler compiles what stands inside a pattern; see [pattern.Compiler].
type patternCompiler struct {
	c     *compiler
	types *[]*event.Schema // met in atoms
}

// scope shows the event under test, if any, and the tags, whose properties need their names.
func (p patternCompiler) scope(own *expr.Stream, tags []pattern.Tag) *expr.Scope {
	s := &expr.Scope{
		Catalog: p.c.names(), LocalSlots: &p.c.slots.Local, Intercept: p.c.interceptPlain,
	}
	if own != nil {
		s.Streams = append(s.Streams, *own)
	}
	for _, t := range tags {
		s.Streams = append(s.Streams, expr.Stream{
			Name: t.Name, Schema: t.Schema, Slot: t.Slot, Array: t.Array, Outer: own != nil,
		})
	}
	return s
}

// Filter compiles the filter of an atom.
func (p patternCompiler) Filter(f *ast.PatternFilter, tags []pattern.Tag) (*pattern.Filter, error) {
	schema, err := p.c.findSchema(f.Filter.Pos, f.Filter.EventType)
	if err != nil {
		return nil, err
	}
	if err := p.c.tellsEvents(f.Filter); err != nil {
		return nil, err
	}
	*p.types = append(*p.types, schema)
	own := &expr.Stream{Name: f.Tag, Schema: schema, Slot: pattern.EventSlot}
	if own.Name == "" {
		own.Name = schema.Name()
	}
	var others []pattern.Tag
	for _, t := range tags {
		if t.Name != f.Tag {
			others = append(others, t)
		}
	}
	sc := p.scope(own, others)
	fp, err := p.c.filter(f.Filter, f.Tag, sc)
	if err != nil {
		return nil, err
	}
	out := &pattern.Filter{Schema: schema, Index: fp, Text: fp.Text}
	if len(f.Filter.Filters) > 0 {
		accept, err := expr.CompileFilter(conjunction(f.Filter.Filters), sc)
		if err != nil {
			return nil, err
		}
		out.Accept = accept
	}
	return out, nil
}

// Expr compiles an expression over the tags.
func (p patternCompiler) Expr(x ast.Expr, tags []pattern.Tag) (expr.Fn, error) {
	return expr.Compile(x, p.scope(nil, tags))
}

// Period compiles a length of time over the tags.
func (p patternCompiler) Period(x ast.Expr, tags []pattern.Tag) (*expr.Period, error) {
	return expr.CompilePeriod(x, p.scope(nil, tags))
}
