package query

import (
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// ContextPlan is a context.
type ContextPlan struct {
	Name string
}

func (c *compiler) context(h *ast.Head) error {
	if h.Context == "" {
		return nil
	}
	return ast.Unsupported(h.Pos, "context")
}

func (c *compiler) createContext(st *ast.CreateContext) error {
	return ast.Unsupported(st.Pos, "create context")
}

func (c *compiler) contextProperty(ch *ast.Chain, _ *expr.Scope) (expr.Fn, error) {
	return expr.Fn{}, ast.Unsupported(ch.Pos, "context property")
}
