package grammar

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// attempt is a statement that failed to parse.
type attempt struct {
	tokens []token
	end    token
	rule   entry
	failed int // index of the token in the way, len(tokens) for the end
}

// expectation collects what the grammar could take at one token.
type expectation struct {
	index int
	set   map[int]bool
}

// note adds what is possible now, if the parser stands at the token.
func (e *expectation) note(p antlr.Parser) {
	if e == nil || p.GetTokenStream().Index() != e.index {
		return
	}
	for _, iv := range p.GetExpectedTokens().GetIntervals() {
		for typ := iv.Start; typ < iv.Stop; typ++ {
			e.set[typ] = true
		}
	}
}

// report turns a failed parse into an error. The statement is parsed once more to see what was
// possible at the token in the way, and a few more times with that token replaced.
func (j *job) report(tokens []token, end token, rule entry, failed int) {
	if what := unsupported(tokens); what != "" {
		j.fail(tokens[0].pos(), CodeUnsupported, "%s are not supported", what)
		return
	}
	want := &expectation{index: failed, set: map[int]bool{}}
	j.try(tokens, end, rule, antlr.PredictionModeLL, want)
	at := endOf(tokens, end)
	if failed < len(tokens) {
		at = tokens[failed].pos()
	}
	err := j.fail(at, CodeSyntax, "%s", describeToken(tokens, failed))
	j.suggest(err, &attempt{tokens, end, rule, failed}, want.set)
	if failed == len(tokens) && err.Suggestion == "" {
		err.Suggestion = unclosed(tokens)
	}
	err.Expected = describe(want.set)
}

// endOf is the place right behind the last token: the text may go on with empty lines.
func endOf(tokens []token, end token) ast.Pos {
	if len(tokens) == 0 {
		return end.pos()
	}
	last := &tokens[len(tokens)-1]
	p := last.pos()
	p.Offset = last.end
	p.Column += utf8.RuneCountInString(last.text)
	return p
}

// describeToken says what stands in the way.
func describeToken(tokens []token, failed int) string {
	if failed >= len(tokens) {
		return "the statement ends too early"
	}
	return "unexpected " + quote(tokens[failed].text)
}

// quoteLimit is how much of a token an error message shows.
const quoteLimit = 40

// quote puts single quotes around a token, and shortens a long one.
func quote(text string) string {
	if r := []rune(text); len(r) > quoteLimit {
		text = string(r[:quoteLimit-3]) + "..."
	}
	if strings.HasPrefix(text, "'") || strings.HasPrefix(text, `"`) {
		return text
	}
	return "'" + text + "'"
}

// unsupported recognises statements of Esper that are left out on purpose.
func unsupported(tokens []token) string {
	for i := range tokens {
		t := &tokens[i]
		switch {
		case is(t, "inlined_class"):
			return "inlined classes"
		case t.typ == gen.EPLLexerLCURLY || t.typ == gen.EPLLexerSELECT:
			return ""
		case t.typ == gen.EPLLexerEXPRESSION && isScript(tokens[i+1:]):
			return "scripts inside EPL"
		}
	}
	return ""
}

// isScript reports whether a declaration goes on as `[type] js:name(...) [...]`.
func isScript(tokens []token) bool {
	for i := range tokens {
		switch tokens[i].typ {
		case gen.EPLLexerCOLON:
			if i+2 >= len(tokens) {
				return false
			}
			next := tokens[i+2].typ
			return next == gen.EPLLexerLPAREN || next == gen.EPLLexerLBRACK
		case gen.EPLLexerLCURLY:
			return false
		}
	}
	return false
}

// unclosed names the innermost bracket that is still open at the end, or returns "".
func unclosed(tokens []token) string {
	var open []*token
	for i := range tokens {
		switch tokens[i].typ {
		case gen.EPLLexerLPAREN, gen.EPLLexerLBRACK, gen.EPLLexerLCURLY:
			open = append(open, &tokens[i])
		case gen.EPLLexerRPAREN, gen.EPLLexerRBRACK, gen.EPLLexerRCURLY:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	if len(open) == 0 {
		return ""
	}
	t := open[len(open)-1]
	return fmt.Sprintf("the '%s' at line %d, column %d is not closed", t.text, t.line, t.column)
}
