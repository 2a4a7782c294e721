package ast_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/query/ast"
)

func name(n string) *ast.Chain {
	return &ast.Chain{Elements: []ast.ChainElement{{Name: n}}}
}

func number(text string) *ast.Literal {
	return &ast.Literal{Kind: ast.Int, Text: text}
}

// TestParentheses prints trees made by hand, where the parser's help is missing.
func TestParentheses(t *testing.T) {
	sum := &ast.Binary{Op: ast.Add, Left: name("a"), Right: number("1")}
	or := &ast.Logical{Op: ast.Or, Operands: []ast.Expr{name("a"), name("b")}}
	for want, e := range map[string]ast.Expr{
		"(a + 1) * 2":    &ast.Binary{Op: ast.Mul, Left: sum, Right: number("2")},
		"2 - (a + 1)":    &ast.Binary{Op: ast.Sub, Left: number("2"), Right: sum},
		"a + 1 - 2":      &ast.Binary{Op: ast.Sub, Left: sum, Right: number("2")},
		"(a or b) and c": &ast.Logical{Op: ast.And, Operands: []ast.Expr{or, name("c")}},
		"not (a or b)":   &ast.Unary{Op: ast.Not, X: or},
		"(a + 1).`b-c`":  &ast.Chain{Root: sum, Elements: []ast.ChainElement{{Name: "b-c"}}},
		"`order`.order":  &ast.Chain{Elements: []ast.ChainElement{{Name: "order"}, {Name: "order"}}},
		"(case when a then b end) in (1)": &ast.In{
			X:     &ast.Case{Whens: []ast.When{{Cond: name("a"), Result: name("b")}}},
			Items: []ast.Expr{number("1")},
		},
	} {
		require.Equal(t, want, e.String())
	}
}

func TestEqual(t *testing.T) {
	a, b := name("a"), name("a")
	b.Pos = ast.Pos{Offset: 5, Line: 1, Column: 6}
	require.True(t, ast.Equal(a, b), "positions do not count")
	require.False(t, ast.Equal(a, name("b")))
	require.False(t, ast.Equal(a, number("1")))
	require.True(t, ast.Equal(&ast.Tuple{}, &ast.Tuple{Items: []ast.Expr{}}), "nil and empty")
	require.False(t, ast.Equal(&ast.Tuple{}, &ast.Tuple{Items: []ast.Expr{a}}))
	require.True(t, ast.Equal(nil, nil))
	require.False(t, ast.Equal(a, nil))
}

func TestInspect(t *testing.T) {
	tree := &ast.Unary{Op: ast.Not, X: &ast.Binary{Left: name("a"), Right: name("b")}}
	count := func(below bool) (n int) {
		ast.Inspect(tree, func(node ast.Node) bool {
			n++
			_, isBinary := node.(*ast.Binary)
			return below || !isBinary
		})
		return n
	}
	require.Equal(t, 4, count(true))
	require.Equal(t, 2, count(false), "children of the binary are left out")
	ast.Inspect(nil, func(ast.Node) bool { t.Fatal("there is no node"); return true })
	children := 0
	ast.Children(tree.X, func(ast.Node) { children++ })
	require.Equal(t, 2, children)
}

func TestHead(t *testing.T) {
	sel := &ast.Select{Items: []*ast.SelectItem{{X: &ast.Star{}}}}
	require.Empty(t, sel.Header().Name())
	require.Nil(t, sel.Annotation("name"))
	text := &ast.Literal{Kind: ast.String, Text: "x's"}
	sel.Annotations = []*ast.Annotation{{Name: "NAME", Args: []ast.AnnotationArg{{Value: text}}}}
	require.Equal(t, "x's", sel.Name())
	require.Equal(t, `@NAME('x\'s') select *`, sel.String())
	require.Empty(t, ast.Span{Start: 2, End: 9}.Text("short"))
	require.Equal(t, "or", ast.Span{Start: 2, End: 4}.Text("short"))
}

func TestKeywords(t *testing.T) {
	require.True(t, ast.IsReserved("Select"))
	require.False(t, ast.IsReserved("window"))
	require.True(t, ast.IsKeyword("Window"))
	require.False(t, ast.IsKeyword("host"))
}
