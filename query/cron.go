package query

import (
	"errors"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/crontab"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// CronPlan is a crontab whose fields may be variables.
type CronPlan struct {
	fields []ast.Expr
	leaves map[ast.Expr]expr.AnyFn
	fixed  *crontab.Spec // when no field is a variable
}

// crontab compiles the fields of a crontab.
func (c *compiler) crontab(at *ast.Crontab, sc *expr.Scope) (*CronPlan, error) {
	p := &CronPlan{fields: at.Fields, leaves: make(map[ast.Expr]expr.AnyFn)}
	fixed := true
	for _, e := range crontab.Leaves(at.Fields) {
		f, err := expr.Compile(e, sc)
		if err != nil {
			return nil, err
		}
		p.leaves[e] = f.AsAny()
		fixed = fixed && f.Const
	}
	spec, err := p.spec(&expr.Env{})
	if fixed {
		p.fixed = spec
		return p, err
	}
	return p, nil
}

var errNullField = errors.New("a crontab field is null")

func (p *CronPlan) spec(env *expr.Env) (*crontab.Spec, error) {
	return crontab.Parse(p.fields, func(e ast.Expr) (any, error) {
		get := p.leaves[e]
		if get == nil {
			return nil, errNullField
		}
		v := get(env)
		if i, ok := event.ToInt(v); ok {
			return i, nil
		}
		if v == nil {
			return nil, errNullField
		}
		return v, nil
	})
}

// Next returns the first time of the crontab after the time given; ok is false when there is none or
// a field has no valid value now.
func (p *CronPlan) Next(env *expr.Env, after int64) (at int64, ok bool) {
	spec := p.fixed
	if spec == nil {
		var err error
		if spec, err = p.spec(env); err != nil {
			return 0, false
		}
	}
	return spec.Next(after, env.Rt.Zone)
}
