package rowrecog

import "github.com/cephei-go/cephei/query/ast"

// LooksAtOwn tells whether the condition x of variable v names no other variable, and its own only
// as a row (`B.value`): what [Define.Own] asks. In doubt it is false.
func LooksAtOwn(x ast.Expr, v Variable, vars []Variable) bool {
	own := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Chain:
			own = own && chainLooksAtOwn(n, v, vars)
		case *ast.Subquery, *ast.Exists, *ast.StreamStar:
			own = false
		}
		return own
	})
	return own
}

// chainLooksAtOwn judges one chain of names. `B.v` is the row in question; `B`, `B[0]` and
// `B.count()` may be all rows that the attempt has taken.
func chainLooksAtOwn(c *ast.Chain, v Variable, vars []Variable) bool {
	if c.Root != nil || len(c.Elements) == 0 {
		return true
	}
	head := c.Elements[0]
	if head.IsCall {
		return head.Name == "prev" || len(head.Args) == 0 || !head.Distinct
	}
	if head.Name == v.Name {
		return len(c.Elements) > 1 && len(head.Index) == 0 && !c.Elements[1].IsCall
	}
	for _, w := range vars {
		if w.Name == head.Name {
			return false
		}
	}
	return true
}
