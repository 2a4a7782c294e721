package expr

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// leaf is a condition on one column that a fused filter checks without a call: column against
// constants, column against column, null or not; or several of these. Anything else keeps its
// function. Null counts as false, which `and` and `or` keep.
type leaf struct {
	op   leafOp // what filters look at most comes first, to lie in one cache line
	c    event.Place
	i, j int64   // bounds of integers, both within
	f, g float64 // bounds of floating point, both within
	s    string
	d    event.Place
	ints []int64 // a list to be among
	strs []string
	sub  []leaf
	fn   BoolFn

	match func(string) bool
	slow  func(*Env) bool // of a fused function: the way for events of other schemas

	schema *event.Schema
	slot   int // of the event in Env.Ev, unless
	local  int // is set: then slot local-1 of Env.Local
}

// leafOp says what a leaf compares: the form of the column and the operator together, so that one
// switch decides.
type leafOp uint8

const (
	leafFn       leafOp = iota
	leafStrEq           // string = constant
	leafStrNe           // string != constant
	leafStrCols         // string = string
	leafI32In           // i <= int <= j
	leafI64In           // i <= long <= j
	leafI32Ne           // int != i
	leafI64Ne           // long != i
	leafF64In           // f <= double <= g
	leafF64Ne           // double != f
	leafI64Cols         // long op long, by sign of the difference
	leafF64LtCol        // double < double
	leafF64LeCol        // double <= double
	leafF64EqCol        // double = double
	leafTrue            // boolean
	leafFalse           // not boolean
	leafNull            // is null
	leafNotNull         // is not null
	leafI32Among        // int in a list
	leafI64Among        // long in a list
	leafStrAmong        // string in a list
	leafMatch           // string that a pattern matches
	leafAny             // one of the leaves in sub holds
	leafAll             // all of the leaves in sub hold
)

// Filter tells whether a row passes: the form of filters, where and having. Null counts as false.
type Filter func(*Env) bool

// CompileFilter compiles a condition. Conjunctions of comparisons of columns of one event are fused
// into one function.
func CompileFilter(e ast.Expr, s *Scope) (Filter, error) {
	f, err := Compile(e, s)
	if err != nil {
		return nil, err
	}
	if f.Type.Kind != event.KindBool {
		return nil, typeError(e.Position(), "a condition is expected, not %s", f.Type)
	}
	return f.Truth(), nil
}

// holds checks the leaf on an event of its own schema.
func (l *leaf) holds(ev *event.Event, e *Env) bool {
	switch l.op {
	case leafFn:
		v, ok := l.fn(e)
		return v && ok
	// Null as false is kept by and and or, so that nested ones need no third value here.
	case leafAny:
		return anyHolds(l.sub, ev, e)
	case leafAll:
		return allHold(l.sub, ev, e)
	}
	if ev.DirectNull(l.c) {
		return l.op == leafNull
	}
	switch l.op {
	case leafStrEq:
		return ev.DirectStr(l.c) == l.s
	case leafF64In:
		v := ev.DirectF64(l.c)
		return v >= l.f && v <= l.g
	case leafI32In:
		v := ev.DirectI32(l.c)
		return v >= l.i && v <= l.j
	case leafI64In:
		v := ev.DirectI64(l.c)
		return v >= l.i && v <= l.j
	}
	return l.rare(ev)
}

// allHold is the conjunction of leaves. The loop has the hottest forms in line, since a call for each
// leaf would cost more than the comparison.
func allHold(leaves []leaf, ev *event.Event, e *Env) bool {
	for i := range leaves {
		l := &leaves[i]
		var ok bool
		switch l.op {
		case leafStrEq:
			ok = strIs(ev.DirectStr(l.c), l.s) && !ev.DirectNull(l.c)
		case leafF64In:
			v := ev.DirectF64(l.c)
			ok = v >= l.f && v <= l.g && !ev.DirectNull(l.c)
		case leafI64In:
			v := ev.DirectI64(l.c)
			ok = v >= l.i && v <= l.j && !ev.DirectNull(l.c)
		case leafI32In:
			v := ev.DirectI32(l.c)
			ok = v >= l.i && v <= l.j && !ev.DirectNull(l.c)
		default:
			ok = l.holds(ev, e)
		}
		if !ok {
			return false
		}
	}
	return true
}

// anyHolds is the disjunction of leaves.
func anyHolds(leaves []leaf, ev *event.Event, e *Env) bool {
	for i := range leaves {
		if leaves[i].holds(ev, e) {
			return true
		}
	}
	return false
}

// rare has the forms with one column that are not in holds; the column is not null.
func (l *leaf) rare(ev *event.Event) bool {
	switch l.op {
	case leafStrNe:
		return ev.DirectStr(l.c) != l.s
	case leafI32Ne:
		return ev.DirectI32(l.c) != l.i
	case leafI64Ne:
		return ev.DirectI64(l.c) != l.i
	case leafF64Ne:
		return ev.DirectF64(l.c) != l.f
	case leafTrue:
		return ev.DirectBool(l.c)
	case leafFalse:
		return !ev.DirectBool(l.c)
	case leafI32Among:
		return slices.Contains(l.ints, ev.DirectI32(l.c))
	case leafI64Among:
		return slices.Contains(l.ints, ev.DirectI64(l.c))
	case leafStrAmong:
		return slices.Contains(l.strs, ev.DirectStr(l.c))
	case leafMatch:
		return l.match(ev.DirectStr(l.c))
	case leafNull, leafNotNull:
		return l.op == leafNotNull
	}
	return !ev.DirectNull(l.d) && l.columns2(ev)
}

// columns2 has the forms with two columns, none of them null.
func (l *leaf) columns2(ev *event.Event) bool {
	switch l.op {
	case leafStrCols:
		return ev.DirectStr(l.c) == ev.DirectStr(l.d)
	case leafF64LtCol:
		return ev.DirectF64(l.c) < ev.DirectF64(l.d)
	case leafF64LeCol:
		return ev.DirectF64(l.c) <= ev.DirectF64(l.d)
	case leafF64EqCol:
		return same(ev.DirectF64(l.c), ev.DirectF64(l.d))
	default: // the mask says which of less, equal and greater are wanted
		a, b := ev.DirectI64(l.c), ev.DirectI64(l.d)
		return a < b && l.i&1 != 0 || a == b && l.i&2 != 0 || a > b && l.i&4 != 0
	}
}
