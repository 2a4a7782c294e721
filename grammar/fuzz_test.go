package grammar_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// seed adds the texts of the rule tests, a few of each file.
func seed(f *testing.F) {
	for i, b := range conformance(f) {
		if i%4 == 0 {
			f.Add(b.src)
		}
	}
	for _, c := range typical {
		f.Add(c.src)
	}
}

// FuzzParse checks that any text gives a tree or errors that lie within the text.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		lim := grammar.Limits{MaxBytes: 1 << 14}
		_, err := grammar.Parse(src, lim)
		checkErrors(t, src, err)
		_, err = grammar.ParseQuery(src, lim)
		checkErrors(t, src, err)
		_, err = grammar.ParseExpr(src, lim)
		checkErrors(t, src, err)
	})
}

func checkErrors(t *testing.T, src string, err error) {
	if err == nil {
		return
	}
	var list grammar.Errors
	if !errors.As(err, &list) || len(list) == 0 {
		t.Fatalf("%q: no list of errors: %v", src, err)
	}
	for _, e := range list {
		if e.Offset < 0 || e.Offset > len(src) || e.Line < 1 || e.Column < 1 {
			t.Fatalf("%q: error outside of the text: %+v", src, e)
		}
		if e.Error() == "" || utf8.ValidString(src) && !utf8.ValidString(e.Error()) {
			t.Fatalf("%q: bad message %q", src, e.Error())
		}
	}
}

// FuzzRoundTrip checks that a tree, printed and parsed again, is the same tree, and that the
// positions of its nodes lie within the text.
func FuzzRoundTrip(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		lim := grammar.Limits{MaxBytes: 1 << 14}
		m, err := grammar.Parse(src, lim)
		if err == nil {
			checkPositions(t, src, m)
			checkRoundTrip(t, m, func(s string) (ast.Node, error) { return grammar.Parse(s, grammar.Limits{}) })
		}
		q, err := grammar.ParseQuery(src, lim)
		if err == nil {
			checkRoundTrip(t, q, func(s string) (ast.Node, error) {
				return grammar.ParseQuery(s, grammar.Limits{})
			})
		}
		e, err := grammar.ParseExpr(src, lim)
		if err == nil {
			checkRoundTrip(t, e, func(s string) (ast.Node, error) {
				return grammar.ParseExpr(s, grammar.Limits{})
			})
		}
	})
}

func checkRoundTrip(t *testing.T, n ast.Node, parse func(string) (ast.Node, error)) {
	text := n.String()
	again, err := parse(text)
	if err != nil {
		t.Fatalf("%q does not parse: %v", text, err)
	}
	if !ast.Equal(n, again) {
		t.Fatalf("%q reads as %q", text, again)
	}
}

func checkPositions(t *testing.T, src string, m *ast.Module) {
	ast.Inspect(m, func(n ast.Node) bool {
		p := n.Position()
		if !p.IsValid() || p.Offset < 0 || p.Offset > len(src) || p.Column < 1 {
			t.Fatalf("%q: node %T at %+v", src, n, p)
		}
		return true
	})
}
