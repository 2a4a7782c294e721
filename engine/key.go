package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// indexKey evaluates the condition that the filter index finds a source's entry by.
func indexKey(f *query.FilterPlan, env *expr.Env) *filter.Key { return keyOf(f.Key, env) }

// enterIndex puts an entry under what a filter demands: a key, or several of which any will do.
func enterIndex(x *filter.Index, e *filter.Entry, f *query.FilterPlan, env *expr.Env) {
	if f.Any == nil {
		k := indexKey(f, env)
		if w := f.Word; w != nil {
			text, _ := keyValue(&w.Values[0], env).(string)
			k.Word = &filter.Word{Column: w.Column, Text: text}
		}
		x.Add(e, k)
		return
	}
	alts := make([]filter.Alternative, len(f.Any))
	for i, a := range f.Any {
		alts[i] = filter.Alternative{Key: *keyOf(a.Key, env), Test: a.Test}
	}
	x.AddAny(e, alts)
}

// keyOf evaluates a condition; nil is none.
func keyOf(c *expr.Cond, env *expr.Env) *filter.Key {
	if c == nil {
		return &filter.Key{}
	}
	k := &filter.Key{Column: c.Column, LowOpen: c.LowOpen, HighOpen: c.HighOpen}
	switch c.Op {
	case expr.CondRange:
		k.Op = filter.Range
		k.Low, k.High = bound(c.Low, env), bound(c.High, env)
		k.Never = c.Low != nil && k.Low == nil || c.High != nil && k.High == nil
	case expr.CondContains:
		k.Op, k.Values = filter.Contains, []any{keyValue(&c.Values[0], env)}
	case expr.CondNull:
		k.Op, k.Values = filter.Equal, []any{nil}
	default:
		k.Op = filter.Equal
		for i := range c.Values {
			if v := keyValue(&c.Values[i], env); v != nil { // null equals nothing
				k.Values = append(k.Values, v)
			}
		}
	}
	return k
}

func bound(f *expr.Fn, env *expr.Env) any {
	if f == nil {
		return nil
	}
	return keyValue(f, env)
}

// keyValue evaluates an expression in the Go type of its class; nil is null.
func keyValue(f *expr.Fn, env *expr.Env) any {
	switch f.Type.Class() {
	case event.ClassInt:
		if v, ok := f.Int(env); ok {
			return v
		}
		return nil
	case event.ClassFloat:
		if v, ok := f.Float(env); ok {
			return v
		}
		return nil
	}
	return f.AsAny()(env)
}
