package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// operand is a side of an arithmetic operation that is read without a call: a plain column of the
// event, or a constant.
type operand struct {
	form event.Direct
	p    event.Place // the zero place is never null
	k    float64
}

// at reads the operand as a double.
func (o *operand) at(ev *event.Event) float64 {
	switch o.form {
	case event.DirectF64:
		return ev.DirectF64(o.p)
	case event.DirectI64:
		return float64(ev.DirectI64(o.p))
	case event.DirectI32:
		return float64(ev.DirectI32(o.p))
	default:
		return o.k
	}
}

// operandOf returns a side as an operand, if it can be one.
func operandOf(f *Fn) (o operand, ok bool) {
	if f.Const {
		k, ok := f.AsFloat()(&Env{})
		return operand{k: k}, ok
	}
	if f.Column == nil || f.schema == nil {
		return o, false
	}
	switch form := f.Column.Direct(); form {
	case event.DirectF64, event.DirectI64, event.DirectI32:
		return operand{form: form, p: f.Column.Place()}, true
	default:
		return o, false
	}
}

// fusedFloat makes `+ - * /` of columns of one event and constants one function; anything else, and
// events of other schemas, take the general one.
func fusedFloat(op ast.BinaryOp, l, r *Fn, general FloatFn) FloatFn {
	of := l
	if l.Column == nil {
		of = r
	}
	a, ok := operandOf(l)
	b, ok2 := operandOf(r)
	sameEvent := l.Const || r.Const || l.Stream == r.Stream && l.schema == r.schema
	if !ok || !ok2 || l.Const && r.Const || !sameEvent {
		return general
	}
	x := &fusedPair{slot: of.Stream, schema: of.schema, a: a, b: b, general: general}
	switch op {
	case ast.Add:
		return x.add
	case ast.Sub:
		return x.sub
	case ast.Mul:
		return x.mul
	case ast.Div:
		return x.div
	default:
		return general
	}
}

// fusedPair is an operation on two operands of the event in a slot.
type fusedPair struct {
	slot    int
	schema  *event.Schema
	a, b    operand
	general FloatFn
}

// event returns the event when it is of the schema that the operands are for, else nil.
func (x *fusedPair) event(e *Env) *event.Event {
	if ev := e.Ev[x.slot]; ev != nil && ev.Schema() == x.schema {
		return ev
	}
	return nil
}

// there tells whether both operands have a value.
func (x *fusedPair) there(ev *event.Event) bool {
	return !ev.DirectNull(x.a.p) && !ev.DirectNull(x.b.p)
}

func (x *fusedPair) add(e *Env) (float64, bool) {
	ev := x.event(e)
	if ev == nil {
		return x.general(e)
	}
	return x.a.at(ev) + x.b.at(ev), x.there(ev)
}

func (x *fusedPair) sub(e *Env) (float64, bool) {
	ev := x.event(e)
	if ev == nil {
		return x.general(e)
	}
	return x.a.at(ev) - x.b.at(ev), x.there(ev)
}

func (x *fusedPair) mul(e *Env) (float64, bool) {
	ev := x.event(e)
	if ev == nil {
		return x.general(e)
	}
	return x.a.at(ev) * x.b.at(ev), x.there(ev)
}

func (x *fusedPair) div(e *Env) (float64, bool) {
	ev := x.event(e)
	if ev == nil {
		return x.general(e)
	}
	return x.a.at(ev) / x.b.at(ev), x.there(ev)
}
