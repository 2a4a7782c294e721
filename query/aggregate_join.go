package query

import (
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// narrow tells a call in a join which stream its arguments belong to, where they all belong to one:
// functions that list events need to know whose.
func narrow(call *aggregate.Call, args []ast.Expr, s *expr.Scope) {
	if !call.Source.Join || call.Source.Schema != nil {
		return
	}
	var found *expr.Stream
	several := false
	for _, arg := range args {
		ast.Inspect(arg, func(n ast.Node) bool {
			ch, ok := n.(*ast.Chain)
			if !ok || ch.Root != nil || ch.Elements[0].IsCall {
				return true
			}
			if st := streamNamed(ch.Elements[0].Name, s); st != nil {
				several = several || found != nil && found.Slot != st.Slot
				found = st
			}
			return true
		})
	}
	if found != nil && !several && !found.Array {
		call.Source.Schema, call.Source.Slot = found.Schema, found.Slot
	}
}

// streamNamed finds the stream of that alias, or else the one that has such a property.
func streamNamed(name string, s *expr.Scope) *expr.Stream {
	for i := range s.Streams {
		if s.Streams[i].Name == name && !s.Streams[i].Outer {
			return &s.Streams[i]
		}
	}
	for i := range s.Streams {
		if st := &s.Streams[i]; !st.Outer && st.Schema != nil && st.Schema.Column(name) != nil {
			return st
		}
	}
	return nil
}
