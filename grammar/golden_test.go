package grammar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// parsers are the directives of the golden files.
var parsers = map[string]func(string) (ast.Node, error){
	"module": func(s string) (ast.Node, error) { return grammar.Parse(s, grammar.Limits{}) },
	"statement": func(s string) (ast.Node, error) {
		return grammar.ParseStatement(s, grammar.Limits{})
	},
	"query": func(s string) (ast.Node, error) { return grammar.ParseQuery(s, grammar.Limits{}) },
	"expr":  func(s string) (ast.Node, error) { return grammar.ParseExpr(s, grammar.Limits{}) },
}

// TestGolden runs the files of testdata/golden. A block is a directive, a text, and what comes
// of it: printed as canonical EPL, or the errors. Lines of a `statements`, `queries` or `exprs`
// block are texts of their own. Other directives print the tree in another way:
//
//	groups    an expression with brackets around each operation
//	columns   the name of the column that the expression makes
//	positions where each node begins
func TestGolden(t *testing.T) {
	datadriven.Walk(t, "testdata/golden", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "statements", "exprs", "queries":
				one := map[string]string{"statements": "statement", "exprs": "expr", "queries": "query"}
				return eachLine(d.Input, func(line string) string { return roundTrip(t, one[d.Cmd], line) })
			case "groups":
				return eachLine(d.Input, func(line string) string { return withExpr(line, grouped) })
			case "columns":
				return eachLine(d.Input, func(line string) string { return withExpr(line, ast.ColumnName) })
			case "positions":
				return positions(t, d.Input)
			default:
				return roundTrip(t, d.Cmd, d.Input)
			}
		})
	})
}

func eachLine(input string, f func(string) string) string {
	var sb strings.Builder
	for line := range strings.Lines(input) {
		sb.WriteString(strings.TrimSuffix(f(strings.TrimSuffix(line, "\n")), "\n") + "\n")
	}
	return sb.String()
}

// roundTrip parses, prints, and makes sure that the print parses to the same tree.
func roundTrip(t *testing.T, kind, src string) string {
	parse := parsers[kind]
	n, err := parse(src)
	if err != nil {
		return failure(err)
	}
	text := n.String()
	again, err := parse(text)
	require.NoError(t, err, text)
	require.True(t, ast.Equal(n, again), "%s\nread again as\n%s", text, again)
	return text
}

// failure prints errors with their codes.
func failure(err error) string {
	var list grammar.Errors
	if !errors.As(err, &list) {
		return "not grammar.Errors: " + err.Error()
	}
	var sb strings.Builder
	for _, e := range list {
		fmt.Fprintf(&sb, "%d:%d %s: %s\n", e.Line, e.Column, e.Code, e.Summary())
	}
	return sb.String()
}

func withExpr(src string, show func(ast.Expr) string) string {
	e, err := grammar.ParseExpr(src, grammar.Limits{})
	if err != nil {
		return failure(err)
	}
	return show(e)
}

// grouped prints an expression with brackets around each operation.
func grouped(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Binary:
		return fmt.Sprintf("(%s %s %s)", grouped(e.Left), e.Op, grouped(e.Right))
	case *ast.Compare:
		return fmt.Sprintf("(%s %s %s)", grouped(e.Left), e.Op, grouped(e.Right))
	case *ast.Logical:
		var parts []string
		for _, o := range e.Operands {
			parts = append(parts, grouped(o))
		}
		return "(" + strings.Join(parts, " "+e.Op.String()+" ") + ")"
	case *ast.Unary:
		if e.Op == ast.Not {
			return "(not " + grouped(e.X) + ")"
		}
		return "(- " + grouped(e.X) + ")"
	case *ast.Between:
		return fmt.Sprintf("(%s between %s and %s)", grouped(e.X), grouped(e.Low), grouped(e.High))
	case *ast.In:
		return fmt.Sprintf("(%s in %s)", grouped(e.X), grouped(e.Items[0]))
	case *ast.Like:
		return fmt.Sprintf("(%s like %s)", grouped(e.X), grouped(e.Pattern))
	case *ast.CompareSet:
		return fmt.Sprintf("(%s %s %s %s)", grouped(e.Left), e.Op, e.Quantifier, grouped(e.Items[0]))
	}
	return e.String()
}

// positions lists the nodes of a statement with their places.
func positions(t *testing.T, src string) string {
	s, err := grammar.ParseStatement(src, grammar.Limits{})
	require.NoError(t, err)
	var sb strings.Builder
	ast.Inspect(s, func(n ast.Node) bool {
		p := n.Position()
		fmt.Fprintf(&sb, "%d:%d @%d %T %s\n", p.Line, p.Column, p.Offset, n, n)
		return true
	})
	h := s.Header()
	fmt.Fprintf(&sb, "text: %q\n", h.Span.Text(src))
	return sb.String()
}
