package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// PatternPlan is a pattern as a stream.
type PatternPlan struct {
	Schema *event.Schema
}

// MatchPlan is match_recognize over a stream.
type MatchPlan struct{}

// ContextPlan is a context.
type ContextPlan struct {
	Name string
}

func (c *compiler) pattern(src *ast.PatternSource) (*PatternPlan, error) {
	return nil, ast.Unsupported(src.Pos, "pattern")
}

func (c *compiler) matchRecognize(st *ast.Select, _ *Input) error {
	return ast.Unsupported(st.Match.Pos, "match_recognize")
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
