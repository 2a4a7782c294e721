package grammar_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// firstError parses a module and returns its first error.
func firstError(t *testing.T, src string, lim grammar.Limits) *grammar.SyntaxError {
	t.Helper()
	_, err := grammar.Parse(src, lim)
	require.Error(t, err)
	var e *grammar.SyntaxError
	require.True(t, errors.As(err, &e))
	return e
}

func TestLimits(t *testing.T) {
	e := firstError(t, "select 1 from A", grammar.Limits{MaxBytes: 10})
	require.Equal(t, grammar.CodeTooLong, e.Code)

	e = firstError(t, "select ((((1))))", grammar.Limits{MaxDepth: 3})
	require.Equal(t, grammar.CodeTooDeep, e.Code)
	require.Equal(t, 11, e.Column)
	_, err := grammar.Parse("select ((((1))))", grammar.Limits{MaxDepth: 4})
	require.NoError(t, err)

	e = firstError(t, "select 1; select 2; select 3", grammar.Limits{MaxStatements: 2})
	require.Equal(t, grammar.CodeTooManyStatement, e.Code)
	require.Equal(t, 21, e.Column)

	e = firstError(t, "select 1 + 2 + 3 + 4", grammar.Limits{MaxOperators: 2})
	require.Equal(t, grammar.CodeTooDeep, e.Code)

	_, err = grammar.Parse(strings.Repeat("selct 1;", 10), grammar.Limits{MaxErrors: 3})
	require.Len(t, err, 3)
}

// TestHostile feeds texts that nest or repeat without bound. Each must come back with an error
// or a tree, not with a stack overflow.
func TestHostile(t *testing.T) {
	const n = 100_000
	for name, src := range map[string]string{
		"parentheses": "select " + strings.Repeat("(", n),
		"curly":       "select " + strings.Repeat("{", n),
		"square":      "select a" + strings.Repeat("[", n),
		"case":        "select " + strings.Repeat("case when ", n),
		"calls":       "select " + strings.Repeat("f(", n),
		"subqueries":  "select " + strings.Repeat("(select ", n),
		"new":         "select " + strings.Repeat("new {a=", n),
		"patterns":    "select * from pattern [" + strings.Repeat("every (", n),
		"every":       "select * from pattern [" + strings.Repeat("every ", n) + "A]",
		"annotations": strings.Repeat("@a(", n),
		"not":         "select " + strings.Repeat("not ", n) + "a",
		"minus":       "select " + strings.Repeat("- ", n) + "a",
		"sum":         "select 1" + strings.Repeat(" + 1", n),
		"or":          "select a" + strings.Repeat(" or a", n),
		"compare":     "select a" + strings.Repeat(" = a", n),
		"chain":       "select a" + strings.Repeat(".a", n),
		"index":       "select a" + strings.Repeat("[0]", n),
		"guards":      "select * from pattern [A" + strings.Repeat(" while (a)", n) + "]",
		"types":       "create variable " + strings.Repeat("a<", n),
		"dims":        "create variable a" + strings.Repeat("[]", n) + " x",
		"colons":      "select f(" + strings.Repeat("a:", n) + "1)",
		"lambdas":     "select f(" + strings.Repeat("a=>", n) + "1)",
		"semicolons":  strings.Repeat(";", n),
		"parameters":  "select " + strings.Repeat("?:a:", n),
	} {
		t.Run(name, func(t *testing.T) {
			m, err := grammar.Parse(src, grammar.Limits{})
			if err == nil {
				require.NotEmpty(t, m.String())
			}
		})
	}
}

func TestBadText(t *testing.T) {
	for _, c := range []struct {
		src          string
		code         grammar.Code
		line, column int
	}{
		{"select 'a\x00b'", grammar.CodeBadCharacter, 1, 10},
		{"select é,\n \xff", grammar.CodeBadEncoding, 2, 2},
		{"select a\n  from A /* never\nclosed", grammar.CodeUnterminated, 2, 10},
		{"select 'a", grammar.CodeUnterminated, 1, 8},
		{"select `a\nfrom A", grammar.CodeUnterminated, 1, 8},
		{"select a ~ b", grammar.CodeBadCharacter, 1, 10},
		{"select é ~ b", grammar.CodeBadCharacter, 1, 10},
		{"select 'é\\q'", grammar.CodeBadEscape, 1, 10},
		{"", grammar.CodeEmpty, 1, 1},
	} {
		e := firstError(t, c.src, grammar.Limits{})
		require.Equal(t, c.code, e.Code, c.src)
		require.Equal(t, [2]int{c.line, c.column}, [2]int{e.Line, e.Column}, c.src)
	}
}

// TestPicture pins how an error looks.
func TestPicture(t *testing.T) {
	e := firstError(t, "select host\nfrom\tReq wher ms > 1", grammar.Limits{})
	require.Equal(t, `line 2, column 10: unexpected 'wher', expected 'where', 'group', 'having', `+
		`'output', 'order', 'limit', 'inner', 'join' or something else; did you mean 'where'?`+"\n"+
		"  from Req wher ms > 1\n"+
		"           ^", e.Error())

	long := strings.Repeat("a, ", 100)
	e = firstError(t, "select "+long+"from", grammar.Limits{})
	text, caret, _ := strings.Cut(e.Picture(), "\n")
	require.Len(t, text, 102)
	require.Equal(t, "from", text[len(caret)-1:])
}

// TestHalf makes sure that the right statements of a module are there beside the errors.
func TestHalf(t *testing.T) {
	m, err := grammar.Parse("select 1; selct 2; select 3", grammar.Limits{})
	require.Error(t, err)
	require.Len(t, m.Statements, 2)
	require.Equal(t, "select 3", m.Statements[1].String())
}

func TestSpanAndName(t *testing.T) {
	src := "// first\n@Name('é') select 1 ; context C select 2 // end"
	m, err := grammar.Parse(src, grammar.Limits{})
	require.NoError(t, err)
	first, second := m.Statements[0].Header(), m.Statements[1].Header()
	require.Equal(t, "é", first.Name())
	require.Equal(t, "@Name('é') select 1", first.Span.Text(src))
	require.Equal(t, "context C select 2", second.Span.Text(src))
	require.Equal(t, "C", second.Context)
	require.Equal(t, ast.Pos{Offset: 32, Line: 2, Column: 23}, second.Pos)
	require.Len(t, m.Comments, 2)
	require.Equal(t, "// first", m.Comments[0].Text)
}

// TestConcurrent parses from many goroutines at once; with the race detector it shows that what
// ANTLR learns while parsing may be shared.
func TestConcurrent(t *testing.T) {
	blocks := conformance(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < len(blocks); i += 5 {
				b := blocks[i]
				if n, err := b.parse(b.src); err == nil {
					_ = n.String()
				}
			}
		})
	}
	wg.Wait()
}

// TestAllocations keeps the cost of a typical statement in sight.
func TestAllocations(t *testing.T) {
	src := typical[0].src
	allocs := testing.AllocsPerRun(50, func() {
		if _, err := grammar.ParseStatement(src, grammar.Limits{}); err != nil {
			t.Fatal(err)
		}
	})
	require.Less(t, allocs, 300.0)
}
