package pattern

import (
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// distinct compiles `every-distinct(keys..., period) x`. The keys may name tags of x only, and one
// of them must depend on its events.
func (b *builder) distinct(s *step, x *ast.PatternEveryDistinct) error {
	s.op = opDistinct
	from := len(b.tags)
	if err := b.kids(s, x.X); err != nil {
		return err
	}
	own := b.tags[from:]
	list := x.Keys
	if n := len(list); n > 0 {
		if p, ok := list[n-1].(*ast.TimePeriod); ok {
			var err error
			if s.expiry, err = b.c.Period(p, own); err != nil {
				return err
			}
			list = list[:n-1]
		}
	}
	var fns []expr.Fn
	constant := true
	for _, k := range list {
		f, err := b.c.Expr(k, own)
		if err != nil {
			return err
		}
		constant = constant && f.Const
		fns = append(fns, f)
	}
	if constant {
		return ast.Errorf(x.Position(), "distinct", "every-distinct needs an expression over its tags")
	}
	s.key = keys.New(fns...)
	return nil
}
