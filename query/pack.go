package query

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/window"
)

// pack makes the window of a statement keep only those columns of its events that the statement can
// look at when they are inside or leave. That takes a fraction of the memory, and of events that lie
// side by side the one that leaves is near.
//
// A column counts as looked at when its name stands anywhere in the statement: conservative, and
// plain. A statement that names an event as a whole, in whatever way, keeps its events; so do those
// whose operators hold on to events or ask which one it is: joins, subqueries, prev and prior,
// match_recognize, and all aggregates but the plain ones.
//
// Behind a derived-value window nobody sees the events: there only its arguments count. Those of other
// windows are looked at when an event comes, and do not.
//
// Statements share a window when they keep the same columns of it. A thousand rules over one stream
// may so have a few windows instead of one, as many as they have sets of columns; each of them is
// several times smaller than one of events.
func (c *compiler) pack(st *ast.Select, p *SelectPlan) {
	if !p.packable() {
		return
	}
	in := p.Inputs[0]
	schema := in.Filter.Schema
	m := mentions{c: c, names: make(map[string]bool), whole: []string{in.Alias, schema.Name()}}
	if in.Window.Traits().Derived {
		for _, v := range st.From[0].Views {
			for _, arg := range v.Args {
				ast.Inspect(arg, m.visit)
			}
		}
	} else {
		ast.Inspect(st, m.visit)
	}
	if m.all {
		return
	}
	var columns []*event.Column
	names := []string{}
	for i := range schema.Columns() {
		if col := &schema.Columns()[i]; m.names[col.Name] {
			columns, names = append(columns, col), append(names, col.Name)
		}
	}
	pk, ok := event.NewPacking(schema, columns)
	if !ok {
		return
	}
	if packed, ok := window.Pack(in.Window, pk, strings.Join(names, ",")); ok {
		in.Window, in.Packed = packed, names
	}
}

// packable tells whether no operator of the statement needs the events that its window holds.
func (p *SelectPlan) packable() bool {
	in := p.Inputs[0]
	if len(p.Inputs) != 1 || in.Filter == nil || in.Store != nil || in.Window == nil || in.Match != nil {
		return false
	}
	s := in.Filter.Schema
	return !s.AnyVariant && len(s.Variant) == 0 && // whose events may have any form
		p.Into == nil && len(p.Access) == 0 && len(p.Slots.Subqueries) == 0
}

// mentions gathers the names that stand in a statement.
type mentions struct {
	c     *compiler
	names map[string]bool
	whole []string // names of the event
	all   bool     // the event as a whole is meant, or nobody knows
}

func (m *mentions) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FilterSource, *ast.View: // look at events when they come
		return false
	case *ast.Star, *ast.StreamStar, *ast.Lambda, *ast.Subquery, *ast.Exists:
		m.all = true
	case *ast.Chain:
		m.chain(n)
		return !m.all && !isCountAll(n)
	}
	return !m.all
}

// isCountAll tells whether a chain is count(*), where the star is no event.
func isCountAll(ch *ast.Chain) bool {
	el := &ch.Elements[0]
	if len(ch.Elements) != 1 || !el.IsCall || el.Name != "count" || len(el.Args) != 1 {
		return false
	}
	_, star := el.Args[0].(*ast.Star)
	return star
}

func (m *mentions) chain(ch *ast.Chain) {
	for i := range ch.Elements {
		el := &ch.Elements[i]
		m.names[el.Name] = true
		m.all = m.all || el.Dynamic || el.IsCall && !m.plain(el)
	}
	if first := &ch.Elements[0]; ch.Root == nil && !first.IsCall {
		m.all = m.all || m.c.names().Declared(first.Name) != nil // an alias: its words stand elsewhere
		for _, w := range m.whole {
			if first.Name == w && (len(ch.Elements) == 1 || ch.Elements[1].IsCall || len(first.Index) > 0) {
				m.all = true
			}
		}
	}
}

// plainAggregates keep values and no events.
var plainAggregates = map[string]bool{
	"count": true, "sum": true, "avg": true, "min": true, "max": true,
	"stddev": true, "avedev": true, "median": true,
}

// plain tells whether a call sees no more of an event than its arguments say.
func (m *mentions) plain(el *ast.ChainElement) bool {
	name := strings.ToLower(el.Name)
	switch {
	case m.c.isAggregate(el):
		return plainAggregates[name]
	case m.c.names().Declared(el.Name) != nil, accessNames[name]:
		return false
	}
	return true
}
