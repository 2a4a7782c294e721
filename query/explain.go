package query

import (
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/query/ast"
)

// Explain describes the operators of the statement, from the filter index to the output, one a line.
func (p *Plan) Explain() string {
	var b strings.Builder
	name := p.Name
	if name == "" {
		name = "(no name)"
	}
	fmt.Fprintf(&b, "statement %s\n", name)
	if p.Context != nil {
		fmt.Fprintf(&b, "  context  %s: one instance for each %s\n", p.Context.Name,
			strings.Join(p.Context.Items[0].Names, ", "))
	}
	for _, o := range p.Defines {
		kind := o.Kind
		if o.Store != nil {
			kind = o.Store.Kind()
		}
		fmt.Fprintf(&b, "  declares %s %s\n", kind, o.Name)
	}
	switch {
	case p.Table != nil:
		p.Table.explain(&b)
	case p.Index != nil:
		p.Index.explain(&b)
	case p.Window != nil:
		p.Window.explain(&b)
	case p.On != nil:
		p.On.explain(&b)
		if p.Select != nil {
			p.Select.explain(&b)
		}
	case p.Select != nil:
		p.Select.Slots.explain(&b)
		for _, in := range p.Select.Inputs {
			in.explain(&b)
		}
		p.Select.explain(&b)
	case p.OnSet != nil:
		p.OnSet.Slots.explain(&b)
		p.OnSet.Input.explain(&b)
		for _, v := range p.OnSet.Vars {
			fmt.Fprintf(&b, "  set      variable %s\n", v.Name)
		}
	}
	return b.String()
}

// orNothing lists columns.
func orNothing(names []string) string {
	if len(names) == 0 {
		return "the number of events"
	}
	return strings.Join(names, ", ")
}

func (in *Input) explain(b *strings.Builder) {
	switch {
	case in.Store != nil:
		fmt.Fprintf(b, "  from     %s %s\n", in.Store.Kind(), in.Filter.Text)
	case in.Filter != nil:
		fmt.Fprintf(b, "  from     %s\n", in.Filter.Text)
		in.Filter.explain(b)
	case in.Pattern != nil:
		fmt.Fprintf(b, "  pattern  %s\n", in.Pattern.Text)
		for line := range strings.SplitSeq(strings.TrimRight(in.Pattern.Plan.Explain(), "\n"), "\n") {
			fmt.Fprintf(b, "             %s\n", line)
		}
	}
	if in.Window != nil {
		fmt.Fprintf(b, "  window   %s\n", in.WindowText)
		if in.Packed != nil {
			fmt.Fprintf(b, "  keeps    %s\n", orNothing(in.Packed))
		}
	}
	if in.Match != nil {
		fmt.Fprintf(b, "  match    %s\n", in.Match.Text)
		for line := range strings.SplitSeq(strings.TrimRight(in.Match.Plan.Explain(), "\n"), "\n") {
			fmt.Fprintf(b, "             %s\n", line)
		}
	}
}

// explain tells how the filter index finds the statement.
func (f *FilterPlan) explain(b *strings.Builder) {
	switch {
	case f.Key != nil:
		fmt.Fprintf(b, "    index  %s\n", ast.Format(f.Key.Source))
		if f.Word != nil {
			fmt.Fprintf(b, "    search %s\n", ast.Format(f.Word.Source))
		}
	case f.Any != nil:
		var keys []ast.Expr
		for _, a := range f.Any {
			keys = append(keys, a.Key.Source)
		}
		fmt.Fprintf(b, "    index  %s\n", ast.Format(&ast.Logical{Op: ast.Or, Operands: keys}))
	default:
		fmt.Fprintf(b, "    index  every event of %s\n", f.Schema.Name())
	}
	if f.Test != nil {
		var rest []ast.Expr
		for _, t := range andTerms(f.terms) {
			if (f.Key == nil || t != f.Key.Source) && (f.Word == nil || t != f.Word.Source) {
				rest = append(rest, t)
			}
		}
		fmt.Fprintf(b, "    test   %s\n", ast.Format(conjunction(rest)))
	}
}

// andTerms flattens conjunctions.
func andTerms(list []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for _, e := range list {
		if l, ok := e.(*ast.Logical); ok && l.Op == ast.And {
			out = append(out, andTerms(l.Operands)...)
		} else {
			out = append(out, e)
		}
	}
	return out
}

func (p *SelectPlan) explain(b *strings.Builder) {
	if p.Where != nil || p.Join != nil && p.WhereOf != "" {
		fmt.Fprintf(b, "  where    %s\n", p.WhereOf)
	}
	r := p.Result
	fmt.Fprintf(b, "  rows     %s", r.Kind)
	if len(r.KeyText) > 0 {
		fmt.Fprintf(b, " by %s", strings.Join(r.KeyText, ", "))
	}
	b.WriteByte('\n')
	if len(r.AggText) > 0 {
		fmt.Fprintf(b, "    state  %s\n", strings.Join(r.AggText, ", "))
	}
	fmt.Fprintf(b, "  stream   %s\n", r.streams())
	for _, c := range r.Clauses {
		fmt.Fprintf(b, "  %s\n", c)
	}
	if p.Insert != nil {
		fmt.Fprintf(b, "  insert   into %s\n", p.Insert.Target.Name())
	}
	if p.Into != nil {
		p.Into.explain(b)
	}
}

// streams names what is delivered.
func (r *ResultPlan) streams() string {
	switch {
	case r.IStream && r.RStream:
		return "insert and remove stream"
	case r.RStream:
		return "remove stream"
	}
	return "insert stream"
}

// describe notes the clauses that come after the rows.
func (r *ResultPlan) describe(st *ast.Select) {
	add := func(what, text string) { r.Clauses = append(r.Clauses, fmt.Sprintf("%-8s %s", what, text)) }
	if st.Having != nil {
		add("having", ast.Format(st.Having))
	}
	if st.Distinct {
		add("distinct", "within each delivery")
	}
	if len(st.OrderBy) > 0 {
		var keys []string
		for _, o := range st.OrderBy {
			keys = append(keys, ast.Format(o))
		}
		add("order", "by "+strings.Join(keys, ", "))
	}
	if st.Limit != nil {
		add("limit", strings.TrimPrefix(ast.Format(st.Limit), "limit "))
	}
	if st.Output != nil {
		add("output", strings.TrimPrefix(ast.Format(st.Output), "output "))
	}
}

// ExplainAll describes the statements of a module.
func ExplainAll(plans []*Plan) string {
	var b strings.Builder
	for _, p := range plans {
		b.WriteString(p.Explain())
	}
	return b.String()
}
