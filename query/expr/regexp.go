package expr

import (
	"regexp"
	"strings"

	"github.com/cephei-go/cephei/query/ast"
)

// maxPatterns bounds how many computed patterns an expression keeps compiled.
const maxPatterns = 64

// regexpFn matches whole strings. A constant pattern is compiled once and checked here; computed
// ones are kept, and a bad one is thrown.
func regexpFn(l *ast.Like, x StrFn, p *Fn) (BoolFn, error) {
	if !p.Const {
		return computedRegexp(l, x, p.Str), nil
	}
	text, ok := p.Str(&Env{})
	if !ok {
		return func(*Env) (bool, bool) { return false, false }, nil
	}
	re, err := compileRegexp(text)
	if err != nil {
		return nil, ast.Errorf(l.Pattern.Position(), CodeRegexp, "%s", regexpMessage(text, err))
	}
	not := l.Not
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		if !ok {
			return false, false
		}
		return re.MatchString(v) != not, true
	}, nil
}

// computedRegexp compiles patterns when they come and keeps the last of them.
func computedRegexp(l *ast.Like, x, pattern StrFn) BoolFn {
	known := make(map[string]*regexp.Regexp)
	return func(e *Env) (bool, bool) {
		v, ok := x(e)
		text, ok2 := pattern(e)
		if !ok || !ok2 {
			return false, false
		}
		re := known[text]
		if re == nil {
			var err error
			if re, err = compileRegexp(text); err != nil {
				Throw(l.Pos, CodeRegexp, "%s", regexpMessage(text, err))
			}
			// Patterns out of events could be without end; when the room is full they begin anew,
			// which costs little as long as most come again.
			if len(known) >= maxPatterns {
				clear(known)
			}
			known[text] = re
		}
		return re.MatchString(v) != l.Not, true
	}
}

// compileRegexp makes a pattern match whole texts, as Java's matches does.
func compileRegexp(text string) (*regexp.Regexp, error) {
	if _, err := regexp.Compile(text); err != nil { // first as it is, for a message that fits
		return nil, err
	}
	return regexp.Compile(`\A(?:` + text + `)\z`)
}

// regexpMessage says what the regular expressions here cannot do, since those of Java can.
func regexpMessage(text string, err error) string {
	hints := []struct{ sign, what string }{
		{"(?=", "look-ahead is not supported"},
		{"(?!", "look-ahead is not supported"},
		{"(?<=", "look-behind is not supported"},
		{"(?<!", "look-behind is not supported"},
		{"(?>", "atomic groups are not supported"},
		{"++", "possessive quantifiers are not supported"},
		{"*+", "possessive quantifiers are not supported"},
		{"?+", "possessive quantifiers are not supported"},
		{`\1`, "back-references are not supported"},
		{`\2`, "back-references are not supported"},
	}
	for _, h := range hints {
		if strings.Contains(text, h.sign) {
			return "regular expression '" + text + "': " + h.what
		}
	}
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}
