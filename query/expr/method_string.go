package expr

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// maxText bounds the strings that repeat and replace may make.
const maxText = 1 << 24

// stringMethod is a method of strings: the kinds of its parameters (the last few optional), the type
// of its result, and the method. A null receiver or argument gives null, and so does an index that
// is out of range.
type stringMethod struct {
	params   []event.Type
	optional int
	result   event.Type
	call     func(s string, a []any) any
}

var (
	oneString  = []event.Type{event.String}
	twoStrings = []event.Type{event.String, event.String}
)

// stringMethods returns the methods that Java programmers use in their rules.
func stringMethods(name string) *stringMethod {
	str := func(f func(string) string) *stringMethod {
		return &stringMethod{result: event.String, call: func(s string, _ []any) any { return f(s) }}
	}
	test := func(f func(s, t string) bool) *stringMethod {
		return &stringMethod{
			params: oneString, result: event.Bool,
			call: func(s string, a []any) any { return f(s, text(a[0])) },
		}
	}
	switch name {
	case "toUpperCase":
		return str(strings.ToUpper)
	case "toLowerCase":
		return str(strings.ToLower)
	case "trim", "strip":
		return str(strings.TrimSpace)
	case "toString":
		return str(func(s string) string { return s })
	case "contains":
		return test(strings.Contains)
	case "startsWith":
		return test(strings.HasPrefix)
	case "endsWith":
		return test(strings.HasSuffix)
	case "equals":
		return test(func(s, t string) bool { return s == t })
	case "equalsIgnoreCase":
		return test(strings.EqualFold)
	case "isEmpty":
		return &stringMethod{result: event.Bool, call: func(s string, _ []any) any { return s == "" }}
	case "isBlank":
		return &stringMethod{
			result: event.Bool,
			call:   func(s string, _ []any) any { return strings.TrimSpace(s) == "" },
		}
	case "length":
		return &stringMethod{
			result: event.Int,
			call:   func(s string, _ []any) any { return int32(utf8.RuneCountInString(s)) },
		}
	}
	return longerMethods(name)
}

// longerMethods has the methods that take numbers or make new texts.
func longerMethods(name string) *stringMethod {
	switch name {
	case "substring":
		return &stringMethod{
			params: []event.Type{event.Int, event.Int}, optional: 1,
			result: event.String, call: substring,
		}
	case "charAt":
		return &stringMethod{
			params: []event.Type{event.Int}, result: event.String,
			call: func(s string, a []any) any {
				i, _ := event.ToInt(a[0])
				return substring(s, []any{int32(i), int32(i + 1)})
			},
		}
	case "indexOf":
		return &stringMethod{params: oneString, result: event.Int, call: func(s string, a []any) any {
			return runeIndex(s, strings.Index(s, text(a[0])))
		}}
	case "lastIndexOf":
		return &stringMethod{params: oneString, result: event.Int, call: func(s string, a []any) any {
			return runeIndex(s, strings.LastIndex(s, text(a[0])))
		}}
	case "concat":
		return &stringMethod{
			params: oneString, result: event.String,
			call: func(s string, a []any) any { return s + text(a[0]) },
		}
	case "compareTo":
		return &stringMethod{
			params: oneString, result: event.Int,
			call: func(s string, a []any) any { return int32(strings.Compare(s, text(a[0]))) },
		}
	case "replace":
		return &stringMethod{params: twoStrings, result: event.String, call: replace}
	case "repeat":
		return &stringMethod{params: []event.Type{event.Int}, result: event.String, call: repeat}
	case "split":
		return &stringMethod{params: oneString, result: event.ArrayOf(event.String), call: split}
	}
	return nil
}

var stringMethodNames = []string{
	"charAt", "compareTo", "concat", "contains", "endsWith", "equals", "equalsIgnoreCase",
	"indexOf", "isBlank", "isEmpty", "lastIndexOf", "length", "matches", "repeat", "replace",
	"replaceAll", "split", "startsWith", "strip", "substring", "toLowerCase", "toString",
	"toUpperCase", "trim",
}

// text is a value that is known to be a string.
func text(v any) string { s, _ := v.(string); return s }

// compileStringMethod makes a call of a string's method.
func compileStringMethod(v *value, el *ast.ChainElement, s *Scope) (Fn, bool, error) {
	m := stringMethods(el.Name)
	byRegexp := el.Name == "matches" || el.Name == "replaceAll"
	if m == nil && !byRegexp {
		return Fn{}, false, nil
	}
	args, err := compileAll(el.Args, s)
	if err != nil {
		return Fn{}, true, err
	}
	if byRegexp {
		if m, err = regexpMethod(el, args); err != nil {
			return Fn{}, true, err
		}
	}
	f, err := m.compile(v.fn, el, args)
	return f, true, err
}

// compile checks the arguments against the method's parameters.
func (m *stringMethod) compile(recv Fn, el *ast.ChainElement, args []Fn) (Fn, error) {
	if len(args) > len(m.params) || len(args) < len(m.params)-m.optional {
		return Fn{}, argError(el.Pos, "'%s' takes %d %s, not %d", el.Name, len(m.params),
			plural(len(m.params), "argument"), len(args))
	}
	list := make([]AnyFn, len(args))
	for i := range args {
		f, ok := Widen(args[i], m.params[i])
		if !ok {
			return Fn{}, typeError(el.Pos, "argument %d of '%s' must be of type %s, not %s",
				i+1, el.Name, m.params[i], args[i].Type)
		}
		list[i] = f.AsAny()
	}
	x := recv.Str
	call := m.call
	f := FromAny(m.result, func(e *Env) any {
		s, ok := x(e)
		if !ok {
			return nil
		}
		var few [2]any
		vals := few[:0]
		for _, a := range list {
			v := a(e)
			if v == nil {
				return nil
			}
			vals = append(vals, v)
		}
		return call(s, vals)
	})
	f.Const = recv.Const && allConst(args...)
	return f, nil
}

// substring counts in characters; a place outside of the string gives null.
func substring(s string, a []any) any {
	from, _ := event.ToInt(a[0])
	r := []rune(s)
	to := int64(len(r))
	if len(a) > 1 {
		to, _ = event.ToInt(a[1])
	}
	if from < 0 || to > int64(len(r)) || from > to {
		return nil
	}
	return string(r[from:to])
}

// runeIndex turns an index in bytes into one in characters.
func runeIndex(s string, i int) any {
	if i < 0 {
		return int32(-1)
	}
	return int32(utf8.RuneCountInString(s[:i]))
}

// replace gives null instead of a text that would be too long.
func replace(s string, a []any) any {
	from, to := text(a[0]), text(a[1])
	if strings.Count(s, from)*len(to)+len(s) > maxText {
		return nil
	}
	return strings.ReplaceAll(s, from, to)
}

// repeat gives null instead of a text that would be too long.
func repeat(s string, a []any) any {
	n, _ := event.ToInt(a[0])
	if n < 0 || n*int64(len(s)) > maxText {
		return nil
	}
	return strings.Repeat(s, int(n))
}

// split cuts at a plain text, not at a regular expression.
func split(s string, a []any) any {
	parts := strings.Split(s, text(a[0]))
	out := make([]any, len(parts))
	for i, p := range parts {
		out[i] = p
	}
	return out
}

// regexpMethod is matches and replaceAll, whose pattern must be a constant.
func regexpMethod(el *ast.ChainElement, args []Fn) (*stringMethod, error) {
	whole := el.Name == "matches"
	if len(args) == 0 || args[0].Type.Class() != event.ClassStr || !args[0].Const {
		return nil, argError(el.Pos, "'%s' takes a constant pattern", el.Name)
	}
	pattern, _ := constValue(&args[0]).(string)
	re, err := regexp.Compile(pattern)
	if err == nil && whole {
		re, err = compileRegexp(pattern)
	}
	if err != nil {
		return nil, ast.Errorf(el.Pos, CodeRegexp, "%s", regexpMessage(pattern, err))
	}
	if whole {
		return &stringMethod{
			params: oneString, result: event.Bool,
			call: func(s string, _ []any) any { return re.MatchString(s) },
		}, nil
	}
	return &stringMethod{params: twoStrings, result: event.String, call: func(s string, a []any) any {
		if len(a[1].(string))*(len(s)+1) > maxText {
			return nil
		}
		return re.ReplaceAllString(s, strings.ReplaceAll(text(a[1]), "$", "$$"))
	}}, nil
}

// mapMethod makes get, containsKey, size and isEmpty of maps.
func mapMethod(v *value, el *ast.ChainElement, s *Scope) (Fn, bool, error) {
	if !slices.Contains(mapMethodNames, el.Name) {
		return Fn{}, false, nil
	}
	args, err := compileAll(el.Args, s)
	if err != nil {
		return Fn{}, true, err
	}
	m := v.fn.Any
	switch el.Name {
	case "size":
		return Fn{Type: event.Int, Int: func(e *Env) (int64, bool) {
			x, ok := m(e).(map[string]any)
			return int64(len(x)), ok
		}}, true, noArgs(el)
	case "isEmpty":
		return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) {
			x, ok := m(e).(map[string]any)
			return len(x) == 0, ok
		}}, true, noArgs(el)
	}
	if len(args) != 1 || args[0].Type.Class() != event.ClassStr {
		return Fn{}, true, argError(el.Pos, "'%s' takes one key, a string", el.Name)
	}
	entry := v.entry(args[0], el)
	if el.Name == "get" {
		return entry.fn, true, nil
	}
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) {
		return entry.exists(e), m(e) != nil
	}}, true, nil
}

var mapMethodNames = []string{"containsKey", "get", "isEmpty", "size"}
