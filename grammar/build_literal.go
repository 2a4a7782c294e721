package grammar

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// literal builds a literal without sign.
func (b *builder) literal(ctx *gen.LiteralContext) *ast.Literal {
	t := first(ctx)
	switch t.typ {
	case gen.EPLLexerNULL:
		return &ast.Literal{Pos: t.pos(), Kind: ast.Null, Text: "null"}
	case gen.EPLLexerTRUE:
		return &ast.Literal{Pos: t.pos(), Kind: ast.Bool, Text: "true", Bool: true}
	case gen.EPLLexerFALSE:
		return &ast.Literal{Pos: t.pos(), Kind: ast.Bool, Text: "false"}
	case gen.EPLLexerSTRING:
		return &ast.Literal{Pos: t.pos(), Kind: ast.String, Text: b.unquote(t)}
	}
	return b.numberOf(t, nil)
}

// signedLiteral builds a literal behind its sign. The sign may be the literal's own token,
// which means that there is none.
func (b *builder) signedLiteral(ctx *gen.LiteralContext, sign *token) *ast.Literal {
	t := first(ctx)
	if sign == t {
		return b.literal(ctx)
	}
	if kid[*gen.NumberContext](ctx) == nil {
		b.refuse(sign.pos(), "a sign can stand before a number only")
		return b.literal(ctx)
	}
	return b.numberOf(t, sign)
}

// signed builds a number with or without sign.
func (b *builder) signed(ctx *gen.SignedContext) *ast.Literal {
	t := first(kid[*gen.NumberContext](ctx))
	if first(ctx) == t {
		return b.numberOf(t, nil)
	}
	return b.numberOf(t, first(ctx))
}

// numberOf converts a number. The kind follows from the spelling, and for integers from the
// size: what does not fit 32 bits is a long.
func (b *builder) numberOf(t, sign *token) *ast.Literal {
	n := &ast.Literal{Pos: t.pos(), Text: t.text}
	if sign != nil {
		n.Pos = sign.pos()
		if sign.typ == gen.EPLLexerMINUS {
			n.Text = "-" + t.text
		}
	}
	if t.typ == gen.EPLLexerFLOAT {
		b.floating(n)
		return n
	}
	digits := strings.TrimRight(n.Text, "lL")
	base := 10
	if t.typ == gen.EPLLexerHEX {
		digits, base = strings.Replace(strings.ToLower(digits), "0x", "", 1), 16
	}
	v, err := strconv.ParseInt(digits, base, 64)
	if err != nil {
		b.source.fail(n.Pos, CodeBadNumber, "number %s does not fit 64 bits", n.Text)
	}
	n.Int = v
	n.Kind = ast.Int
	if strings.HasSuffix(strings.ToLower(n.Text), "l") || v != int64(int32(v)) {
		n.Kind = ast.Long
	}
	return n
}

// floating converts the text of a float or double.
func (b *builder) floating(n *ast.Literal) {
	digits, bits := n.Text, 64
	n.Kind = ast.Double
	switch n.Text[len(n.Text)-1] {
	case 'f', 'F':
		n.Kind, bits, digits = ast.Float, 32, digits[:len(digits)-1]
	case 'd', 'D':
		digits = digits[:len(digits)-1]
	}
	v, err := strconv.ParseFloat(digits, bits)
	if err != nil || math.IsInf(v, 0) {
		b.source.fail(n.Pos, CodeBadNumber, "number %s is too big for its type", n.Text)
	}
	n.Float = v
}

// shortEscapes are the escapes of one letter.
const (
	escapeLetters = `nrtbf"'\`
	escapeValues  = "\n\r\t\b\f\"'\\"
)

// unquote gives the value of a string.
func (b *builder) unquote(t *token) string {
	body := t.text[1 : len(t.text)-1]
	if strings.IndexByte(body, '\\') < 0 {
		return body
	}
	var sb strings.Builder
	for i := 0; i < len(body); {
		if body[i] != '\\' {
			sb.WriteByte(body[i])
			i++
			continue
		}
		r, size := unescape(body[i:])
		if size == 0 {
			b.badEscape(t, i)
			return body
		}
		sb.WriteRune(r)
		i += size
	}
	return sb.String()
}

// badEscape reports the escape at an index of a string's body.
func (b *builder) badEscape(t *token, at int) {
	body := t.text[1:]
	p := t.pos()
	p.Offset += at + 1
	p.Column += utf8.RuneCountInString(t.text[:at+1])
	_, size := utf8.DecodeRuneInString(body[at+1:])
	b.source.fail(p, CodeBadEscape, `unknown escape %s in a string`, body[at:at+1+size]).
		Suggestion = `write \\ for a backslash`
}

// isLetterOrDigit reports whether an escape of the character would have to be a known one.
func isLetterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// unescape decodes the escape that the text begins with. Size 0 means that there is none. A
// backslash before a sign just gives the sign; before a letter that is no escape it is most
// likely a regular expression with too few backslashes, so that is an error.
func unescape(s string) (r rune, size int) {
	c := s[1]
	if i := strings.IndexByte(escapeLetters, c); i >= 0 {
		return rune(escapeValues[i]), 2
	}
	if c == 'u' {
		return unescapeUnicode(s)
	}
	if !isLetterOrDigit(c) {
		r, size = utf8.DecodeRuneInString(s[1:])
		return r, size + 1
	}
	if c < '0' || c > '7' {
		return 0, 0
	}
	for size = 1; size < len(s) && size < 4 && '0' <= s[size] && s[size] <= '7'; size++ {
		if v := r*8 + rune(s[size]-'0'); v > 0xff {
			break
		}
		r = r*8 + rune(s[size]-'0')
	}
	return r, size
}

// unescapeUnicode decodes \uXXXX, and two of them that make one character.
func unescapeUnicode(s string) (rune, int) {
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if r < 0xd800 || r > 0xdfff {
		return r, 6
	}
	low, ok := hex4(s[6:])
	if !ok || r > 0xdbff || low < 0xdc00 || low > 0xdfff {
		return 0, 0
	}
	return 0x10000 + (r-0xd800)<<10 + (low - 0xdc00), 12
}

// hex4 decodes one \uXXXX at the beginning of the text.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(v), err == nil
}

var units = map[int]ast.TimeUnit{
	gen.EPLLexerYEARS: ast.Year, gen.EPLLexerMONTHS: ast.Month, gen.EPLLexerWEEKS: ast.Week,
	gen.EPLLexerDAYS: ast.Day, gen.EPLLexerHOURS: ast.Hour, gen.EPLLexerMINUTES: ast.Minute,
	gen.EPLLexerSECONDS: ast.Second, gen.EPLLexerMILLISECONDS: ast.Millisecond,
	gen.EPLLexerMICROSECONDS: ast.Microsecond,
}

// period builds a time period of which the first number is built already; further parts are
// children of the rule.
func (b *builder) period(value ast.Expr, unit *gen.UnitContext, ctx antlr.Tree) ast.Expr {
	n := &ast.TimePeriod{Pos: value.Position()}
	b.addPart(n, value, unit)
	for _, part := range kids[*gen.PeriodPartContext](ctx) {
		b.addPart(n, b.periodAtom(kid[*gen.PeriodAtomContext](part)), kid[*gen.UnitContext](part))
	}
	return n
}

// addPart adds a number with its unit, and checks that units go from long to short.
func (b *builder) addPart(n *ast.TimePeriod, value ast.Expr, unit *gen.UnitContext) {
	part := ast.TimePart{Pos: value.Position(), Value: value, Unit: units[first(unit).typ]}
	if !isPeriodValue(value) {
		b.refuse(part.Pos, "before '%s' only a number, a name or a parameter can stand",
			first(unit).text)
	}
	if last := len(n.Parts) - 1; last >= 0 && n.Parts[last].Unit >= part.Unit {
		b.refuse(pos(unit), "units of time go from long to short, '%s' cannot follow '%s'",
			first(unit).text, n.Parts[last].Unit)
	}
	n.Parts = append(n.Parts, part)
}

// isPeriodValue reports whether the expression can be a part of a time period.
func isPeriodValue(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Literal:
		return e.Kind >= ast.Int && e.Kind <= ast.Double
	case *ast.Substitution:
		return true
	case *ast.Chain:
		for i := range e.Elements {
			el := &e.Elements[i]
			if el.Name == "" || el.IsCall || len(el.Index) > 0 || el.Dynamic {
				return false
			}
		}
		return e.Root == nil
	}
	return false
}

// periodAtom builds a number, name or parameter.
func (b *builder) periodAtom(ctx *gen.PeriodAtomContext) ast.Expr {
	if n := kid[*gen.SignedContext](ctx); n != nil {
		return b.signed(n)
	}
	if has(ctx, gen.EPLLexerQUESTION) {
		return b.substitution(ctx)
	}
	return namesChain(ctx)
}

// namesChain makes a chain of a rule that is a dotted name.
func namesChain(ctx antlr.ParserRuleContext) *ast.Chain {
	return &ast.Chain{Pos: pos(ctx), Elements: convert(ctx,
		func(n antlr.ParserRuleContext) ast.ChainElement {
			return ast.ChainElement{Pos: pos(n), Name: name(n)}
		})}
}

// timePeriod builds a time period with units.
func (b *builder) timePeriod(ctx *gen.TimePeriodContext) ast.Expr {
	return b.period(b.periodAtom(kid[*gen.PeriodAtomContext](ctx)), kid[*gen.UnitContext](ctx), ctx)
}

// substitution builds `?`, `?:name` or `?:name:type`.
func (b *builder) substitution(ctx antlr.ParserRuleContext) ast.Expr {
	n := &ast.Substitution{Pos: pos(ctx)}
	if w := kid[*gen.NameContext](ctx); w != nil {
		n.Name = name(w)
	} else {
		b.unnamed++
		n.Index = b.unnamed
	}
	if t := kid[*gen.TypeRefContext](ctx); t != nil {
		n.Type = b.typeRef(t)
	}
	return n
}
