package expr

import (
	"unicode/utf8"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compileLike makes like and regexp. The value may be a string or a number, which is taken as its
// text; pattern and escape must be strings. Constant patterns are prepared once.
func compileLike(l *ast.Like, s *Scope) (Fn, error) {
	x, p, err := compileTwo(l.X, l.Pattern, s)
	if err != nil {
		return Fn{}, err
	}
	name := "like"
	if l.Regexp {
		name = "regexp"
	}
	if x.Type.Class() != event.ClassStr && !x.Type.IsNumeric() {
		return Fn{}, typeError(l.Pos, "'%s' needs a string or a number, not %s", name, x.Type)
	}
	if p.Type.Class() != event.ClassStr {
		return Fn{}, typeError(l.Pattern.Position(), "the pattern of '%s' must be a string, not %s",
			name, p.Type)
	}
	f := Fn{Type: event.Bool, Const: allConst(x, p)}
	if l.Regexp {
		f.Bool, err = regexpFn(l, textOf(&x), &p)
		if text, ok := constText(&p); ok && err == nil {
			re, _ := compileRegexp(text)
			f.leaves = matchLeaf(l.Not, &x, re.MatchString)
		}
		return f, err
	}
	esc, err := escapeOf(l, s)
	if err != nil {
		return Fn{}, err
	}
	f.Bool = likeFn(l.Not, textOf(&x), &p, esc)
	if text, ok := constText(&p); ok {
		f.leaves = matchLeaf(l.Not, &x, parseLike(text, esc).matcher())
	}
	return f, nil
}

// constText returns the value of a constant string that is not null.
func constText(f *Fn) (text string, ok bool) {
	if !f.Const {
		return "", false
	}
	return f.Str(&Env{})
}

// textOf returns a string or number as text.
func textOf(f *Fn) StrFn {
	if f.Str != nil {
		return f.Str
	}
	box := f.AsAny()
	return func(e *Env) (string, bool) {
		v := box(e)
		if v == nil {
			return "", false
		}
		return ToText(v), true
	}
}

// escapeOf returns the escape character: a backslash unless another constant is given.
func escapeOf(l *ast.Like, s *Scope) (rune, error) {
	if l.Escape == nil {
		return '\\', nil
	}
	f, err := Compile(l.Escape, s)
	if err != nil {
		return 0, err
	}
	text, _ := constValue(&f).(string)
	if !f.Const || utf8.RuneCountInString(text) != 1 {
		return 0, typeError(l.Escape.Position(), "the escape must be one character")
	}
	r, _ := utf8.DecodeRuneInString(text)
	return r, nil
}

// likeFn prepares a constant pattern once, and a computed one each time.
func likeFn(not bool, x StrFn, p *Fn, esc rune) BoolFn {
	if p.Const {
		text, ok := p.Str(&Env{})
		match := parseLike(text, esc).matcher()
		return func(e *Env) (bool, bool) {
			v, ok2 := x(e)
			if !ok || !ok2 {
				return false, false
			}
			return match(v) != not, true
		}
	}
	pattern := p.Str
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		text, ok2 := pattern(e)
		if !ok || !ok2 {
			return false, false
		}
		return parseLike(text, esc).match(v) != not, true
	}
}

// The wild cards of a like pattern, as runes that no text has.
const (
	anyRune = -1 // _
	anyRun  = -2 // %
)

// likePattern is a pattern as runes and wild cards.
type likePattern []rune

// parseLike reads a pattern. An escape character takes away the meaning of what follows it.
func parseLike(text string, esc rune) likePattern {
	var p likePattern
	escaped := false
	for _, r := range text {
		switch {
		case escaped:
			p, escaped = append(p, r), false
		case r == esc:
			escaped = true
		case r == '%':
			p = append(p, anyRun)
		case r == '_':
			p = append(p, anyRune)
		default:
			p = append(p, r)
		}
	}
	if escaped {
		p = append(p, esc)
	}
	return p
}

// match takes linear space and at worst len(p)·len(s) time: after a mismatch only the last `%` is
// tried with one more character.
func (p likePattern) match(s string) bool {
	i, at := 0, 0
	star, mark := -1, 0
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		switch {
		case i < len(p) && p[i] == anyRun:
			star, mark = i, at
			i++
		case i < len(p) && (p[i] == anyRune || p[i] == r):
			i++
			at += n
		// The last % takes in one character more, and what follows it is tried again. Earlier
		// ones need not be: whatever they could take, the last one can.
		case star >= 0:
			_, skip := utf8.DecodeRuneInString(s[mark:])
			mark += skip
			i, at = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == anyRun {
		i++
	}
	return i == len(p)
}
