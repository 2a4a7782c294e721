package expr

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compileCase makes both forms of case. Its type is the one in which all branches meet; without an
// else it may be null.
func compileCase(c *ast.Case, s *Scope) (Fn, error) {
	conds, err := caseConds(c, s)
	if err != nil {
		return Fn{}, err
	}
	list := make([]ast.Expr, 0, len(c.Whens)+1)
	for i := range c.Whens {
		list = append(list, c.Whens[i].Result)
	}
	if c.Else != nil {
		list = append(list, c.Else)
	}
	results, err := compileAll(list, s)
	if err != nil {
		return Fn{}, err
	}
	// No branch taken is null, which has no say in the type.
	if c.Else == nil {
		results = append(results, Constant(event.Null, nil))
	}
	t, ok := commonType(results)
	if !ok {
		return Fn{}, typeError(c.Pos, "the branches of a case must have one type, not %s",
			typeList(results))
	}
	toCommon(results, t)
	truths := make([]BoolFn, len(conds))
	constant := allConst(results...) && allConst(conds...)
	for i := range conds {
		truths[i] = conds[i].Bool
	}
	f := branch(t, truths, results)
	f.Const = constant
	return f, nil
}

// caseConds returns the conditions; with an operand, those are comparisons in which null equals
// null.
func caseConds(c *ast.Case, s *Scope) ([]Fn, error) {
	list := make([]ast.Expr, len(c.Whens))
	for i := range c.Whens {
		list[i] = c.Whens[i].Cond
	}
	conds, err := compileAll(list, s)
	if err != nil {
		return nil, err
	}
	if c.Operand == nil {
		for i := range conds {
			if conds[i].Type.Kind != event.KindBool {
				return nil, typeError(list[i].Position(), "'when' needs a condition, not %s", conds[i].Type)
			}
		}
		return conds, nil
	}
	x, err := Compile(c.Operand, s)
	if err != nil {
		return nil, err
	}
	for i := range conds {
		if conds[i], err = comparison(list[i].Position(), ast.Is, x, conds[i]); err != nil {
			return nil, err
		}
	}
	return conds, nil
}

// branch evaluates the first result whose condition is true; the last result has none.
func branch(t event.Type, conds []BoolFn, results []Fn) Fn {
	f := Fn{Type: t}
	choose := func(e *Env) int {
		for i, c := range conds {
			if v, ok := c(e); v && ok {
				return i
			}
		}
		return len(conds)
	}
	switch t.Class() {
	case event.ClassBool:
		f.Bool = func(e *Env) (bool, bool) { return results[choose(e)].Bool(e) }
	case event.ClassInt:
		f.Int = func(e *Env) (int64, bool) { return results[choose(e)].Int(e) }
	case event.ClassFloat:
		f.Float = func(e *Env) (float64, bool) { return results[choose(e)].Float(e) }
	case event.ClassStr:
		f.Str = func(e *Env) (string, bool) { return results[choose(e)].Str(e) }
	default:
		f.Any = func(e *Env) any { return results[choose(e)].Any(e) }
	}
	return f
}

// typeList names the types of several expressions for a message.
func typeList(fns []Fn) string {
	var text strings.Builder
	for i := range fns {
		switch {
		case i > 0 && i == len(fns)-1:
			text.WriteString(" and ")
		case i > 0:
			text.WriteString(", ")
		}
		text.WriteString(fns[i].Type.String())
	}
	return text.String()
}
