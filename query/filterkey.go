package query

import (
	"cmp"
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Alternative is one of several conditions of which any will do, each found by a key of its own.
type Alternative struct {
	Key  *expr.Cond
	Test expr.Filter // what is demanded besides; nil is nothing
}

// mostAlternatives is how many entries in the index a filter may have. One with more is tested as a
// whole, or found by what else it demands.
const mostAlternatives = 16

// addConditions adds further boolean expressions that events must fulfil.
func (c *compiler) addConditions(f *FilterPlan, list []ast.Expr, sc *expr.Scope) error {
	for _, e := range list {
		fn, err := expr.Compile(e, sc)
		if err != nil {
			return err
		}
		if err := checkBool(e.Position(), fn.Type, "a filter"); err != nil {
			return err
		}
	}
	f.terms = append(f.terms, list...)
	conds, rest, err := expr.Decompose(conjunction(f.terms), sc)
	if err != nil {
		return err
	}
	f.Key, f.Test, f.Word, f.Any = nil, nil, nil, nil
	if f.Full, err = expr.CompileFilter(conjunction(f.terms), sc); err != nil {
		return err
	}
	best, grade := bestKey(conds)
	for i := range conds {
		switch {
		case i == best:
			f.Key = &conds[i]
		case f.searches && f.Word == nil && conds[i].Op == expr.CondContains && grade > gradeText:
			f.Word = &conds[i]
		default:
			rest = append(rest, conds[i].Source)
		}
	}
	if err := f.alternatives(rest, grade, sc); err != nil || f.Any != nil {
		return err
	}
	if len(rest) > 0 {
		f.Test, err = expr.CompileFilter(conjunction(byCost(rest)), sc)
	}
	return err
}

// The grades of keys, by how many events they select as a rule.
const (
	gradeNone = iota
	gradeNull
	gradeMeasure // a range of floating point, of which each rule has its own as a rule
	gradeText
	gradeRange // a range of levels or codes, which rules have in common
	gradeList
	gradeEqual
	gradeTag // equality with a value that differs from entry to entry
)

func gradeOf(c *expr.Cond) int {
	switch c.Op {
	case expr.CondEq:
		if !c.Const() {
			return gradeTag
		}
		return gradeEqual
	case expr.CondIn:
		return gradeList
	case expr.CondContains:
		return gradeText
	case expr.CondRange:
		if c.Column.Type.Class() != event.ClassInt {
			return gradeMeasure
		}
		return gradeRange
	case expr.CondNull:
		return gradeNull
	}
	return gradeNone
}

// bestKey returns the condition that selects most, by its form, and -1 when there is none.
func bestKey(conds []expr.Cond) (best, grade int) {
	best = -1
	for i := range conds {
		if g := gradeOf(&conds[i]); g > grade {
			best, grade = i, g
		}
	}
	return best, grade
}

// alternatives looks for an `or` whose every operand can be found by a key, and that selects more
// than the best single condition does. What could throw is not taken apart, as it would do so more
// than once.
func (f *FilterPlan) alternatives(rest []ast.Expr, grade int, sc *expr.Scope) error {
	terms := andTerms(f.terms)
	if !slices.ContainsFunc(rest, isOr) || !plain(terms...) {
		return nil
	}
	for _, e := range rest {
		alts, worst, err := alternativesOf(e, sc)
		if err != nil {
			return err
		}
		if worst <= grade {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(terms), func(t ast.Expr) bool { return t == e })
		for i := range alts {
			if f.Any = append(f.Any, Alternative{Key: alts[i].key}); len(others)+len(alts[i].rest) == 0 {
				continue
			}
			test := conjunction(byCost(slices.Concat(alts[i].rest, others)))
			if f.Any[i].Test, err = expr.CompileFilter(test, sc); err != nil {
				return err
			}
		}
		f.Key, f.Word = nil, nil
		f.Test, err = expr.CompileFilter(conjunction(byCost(terms)), sc)
		return err
	}
	return nil
}

func isOr(e ast.Expr) bool {
	l, ok := e.(*ast.Logical)
	return ok && l.Op == ast.Or
}

// alternative is an operand of an `or`, taken apart.
type alternative struct {
	key  *expr.Cond
	rest []ast.Expr
}

// alternativesOf takes an `or` apart and tells the lowest grade of its keys: none when an operand has
// no key, or when there are too many of them.
func alternativesOf(e ast.Expr, sc *expr.Scope) (alts []alternative, worst int, err error) {
	operands := orTerms(e, nil)
	if len(operands) < 2 || len(operands) > mostAlternatives {
		return nil, gradeNone, nil
	}
	worst = gradeTag
	for _, o := range operands {
		conds, rest, err := expr.Decompose(o, sc)
		if err != nil {
			return nil, gradeNone, err
		}
		best, grade := bestKey(conds)
		if worst = min(worst, grade); best < 0 {
			return nil, gradeNone, nil
		}
		for i := range conds {
			if i != best {
				rest = append(rest, conds[i].Source)
			}
		}
		alts = append(alts, alternative{&conds[best], rest})
	}
	return alts, worst, nil
}

// orTerms collects the operands of nested disjunctions.
func orTerms(e ast.Expr, out []ast.Expr) []ast.Expr {
	if !isOr(e) {
		return append(out, e)
	}
	for _, x := range e.(*ast.Logical).Operands {
		out = orTerms(x, out)
	}
	return out
}

// plain tells whether expressions only compare properties and literals, which never throws.
func plain(list ...ast.Expr) bool {
	ok := true
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Literal, *ast.Compare, *ast.Logical, *ast.Between, *ast.InRange, *ast.Like:
			case *ast.In:
				ok = ok && n.Query == nil
			case *ast.Unary:
				ok = ok && n.Op == ast.Not
			case *ast.Chain:
				ok = ok && n.Root == nil && !slices.ContainsFunc(n.Elements, func(el ast.ChainElement) bool {
					return el.IsCall || el.Dynamic || len(el.Index) > 0
				})
			default:
				ok = false
			}
			return ok
		})
	}
	return ok
}

// byCost brings conditions in the order in which they are best asked: comparisons, searches in texts,
// everything else. Those of one kind stay as they were written.
func byCost(terms []ast.Expr) []ast.Expr {
	cost := func(e ast.Expr) int {
		found := 0
		ast.Inspect(e, func(n ast.Node) bool {
			if _, search := n.(*ast.Like); search {
				found = 1
			}
			return true
		})
		if !plain(e) {
			return 2
		}
		return found
	}
	out := slices.Clone(terms)
	slices.SortStableFunc(out, func(a, b ast.Expr) int { return cmp.Compare(cost(a), cost(b)) })
	return out
}
