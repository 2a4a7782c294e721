package expr

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// compareLeaf returns the fused form of a comparison, if it has one.
func compareLeaf(op ast.CompareOp, l, r *Fn) *leaf {
	if l.Column == nil && r.Column != nil {
		l, r = r, l
		op = mirrored(op)
	}
	if l.Column == nil || l.schema == nil {
		return nil
	}
	x := &leaf{c: l.Column.Place(), slot: l.Stream, schema: l.schema}
	switch form := l.Column.Direct(); {
	case form == event.DirectNone:
		return nil
	case isNullType(r):
		return x.null(op)
	case r.Const:
		return x.constant(form, op, r)
	case r.Column != nil && r.Stream == l.Stream && r.schema == l.schema && r.Column.Direct() == form:
		x.d = r.Column.Place()
		return x.columns(form, op)
	}
	return nil
}

// mirrored is the operator with its sides exchanged.
func mirrored(op ast.CompareOp) ast.CompareOp {
	switch op {
	case ast.Lt:
		return ast.Gt
	case ast.Le:
		return ast.Ge
	case ast.Gt:
		return ast.Lt
	case ast.Ge:
		return ast.Le
	default:
		return op
	}
}

func (l *leaf) null(op ast.CompareOp) *leaf {
	switch op {
	case ast.Is:
		l.op = leafNull
	case ast.IsNot:
		l.op = leafNotNull
	default:
		return nil
	}
	return l
}

// constant is a column against a constant that is not null.
func (l *leaf) constant(form event.Direct, op ast.CompareOp, r *Fn) *leaf {
	v := constValue(r)
	if v == nil || op == ast.Is || op == ast.IsNot {
		return nil
	}
	i, isInt := event.ToInt(v)
	switch form {
	case event.DirectStr:
		l.s, _ = v.(string)
		l.op = pickOp(op, leafStrEq, leafStrNe)
	case event.DirectBool:
		b, _ := v.(bool)
		l.op = pickOp(op, leafTrue, leafFalse)
		if !b {
			l.op = pickOp(op, leafFalse, leafTrue)
		}
	case event.DirectI32, event.DirectI64:
		if !isInt {
			return nil
		}
		l.intRange(form, op, i)
	case event.DirectF64:
		if isBig(v) {
			return nil
		}
		f, _ := event.ToFloat(v)
		l.floatRange(op, f)
	}
	if l.op == leafFn {
		return nil
	}
	return l
}

// pickOp chooses for = and !=; other operators have no fused form.
func pickOp(op ast.CompareOp, eq, ne leafOp) leafOp {
	switch op {
	case ast.Eq:
		return eq
	case ast.Ne:
		return ne
	default:
		return leafFn
	}
}

// intRange writes a comparison of integers as a closed range.
func (l *leaf) intRange(form event.Direct, op ast.CompareOp, k int64) {
	in, ne := leafI64In, leafI64Ne
	if form == event.DirectI32 {
		in, ne = leafI32In, leafI32Ne
	}
	l.op, l.i, l.j = in, math.MinInt64, math.MaxInt64
	switch op {
	case ast.Eq:
		l.i, l.j = k, k
	case ast.Ne:
		l.op, l.i = ne, k
	case ast.Le:
		l.j = k
	case ast.Ge:
		l.i = k
	case ast.Lt:
		if l.j = k - 1; k == math.MinInt64 {
			l.i, l.j = 1, 0
		}
	case ast.Gt:
		if l.i = k + 1; k == math.MaxInt64 {
			l.i, l.j = 1, 0
		}
	}
}

// floatRange writes a comparison as a closed range; it leaves NaN, which equals only itself, to the general form.
func (l *leaf) floatRange(op ast.CompareOp, k float64) {
	if math.IsNaN(k) {
		return
	}
	l.op, l.f, l.g = leafF64In, math.Inf(-1), math.Inf(1)
	switch op {
	case ast.Eq:
		l.f, l.g = k, k
	case ast.Ne:
		l.op, l.f = leafF64Ne, k
	case ast.Le:
		l.g = k
	case ast.Ge:
		l.f = k
	case ast.Lt:
		l.g = math.Nextafter(k, math.Inf(-1))
		if math.IsInf(k, -1) {
			l.f, l.g = 1, 0
		}
	case ast.Gt:
		l.f = math.Nextafter(k, math.Inf(1))
		if math.IsInf(k, 1) {
			l.f, l.g = 1, 0
		}
	}
}

// columns is a column against another of the same event and form.
func (l *leaf) columns(form event.Direct, op ast.CompareOp) *leaf {
	if op == ast.Gt || op == ast.Ge {
		l.c, l.d = l.d, l.c
		op = mirrored(op)
	}
	switch {
	case form == event.DirectStr && op == ast.Eq:
		l.op = leafStrCols
	case form == event.DirectF64 && op == ast.Lt:
		l.op = leafF64LtCol
	case form == event.DirectF64 && op == ast.Le:
		l.op = leafF64LeCol
	case form == event.DirectF64 && op == ast.Eq:
		l.op = leafF64EqCol
	case form == event.DirectI64:
		masks := map[ast.CompareOp]int64{ast.Lt: 1, ast.Eq: 2, ast.Le: 3, ast.Ne: 5}
		if masks[op] == 0 {
			return nil
		}
		l.op, l.i = leafI64Cols, masks[op]
	default:
		return nil
	}
	return l
}

// conjunction collects the leaves of an `and`; operands that are none keep their function. All
// leaves must be of one event.
func conjunction(fns []Fn) []leaf {
	var out []leaf
	var first *leaf
	for i := range fns {
		if len(fns[i].leaves) == 0 {
			out = append(out, leaf{op: leafFn, fn: fns[i].Bool})
			continue
		}
		for _, l := range fns[i].leaves {
			if l.op != leafFn && first == nil {
				keep := l
				first = &keep
			}
			if l.op != leafFn && (l.slot != first.slot || l.schema != first.schema) {
				return nil
			}
			out = append(out, l)
		}
	}
	if first == nil {
		return nil
	}
	out[0].slot, out[0].schema = first.slot, first.schema
	return out
}

// boolLeaf is a boolean column, or its negation, as a condition.
func boolLeaf(f *Fn, op leafOp) *leaf {
	if f.Column == nil || f.Column.Direct() != event.DirectBool {
		return nil
	}
	return &leaf{op: op, c: f.Column.Place(), slot: f.Stream, schema: f.schema}
}
