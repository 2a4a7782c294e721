package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// maxNewArray bounds the arrays that `new` makes.
const maxNewArray = 1 << 20

// compileNewStruct makes `new {a = 1, b}`: an event of a type without name, with these columns.
func compileNewStruct(n *ast.NewStruct, s *Scope) (Fn, error) {
	list := make([]ast.Expr, len(n.Fields))
	for i, f := range n.Fields {
		list[i] = f.Value
		if f.Value == nil {
			list[i] = &ast.Chain{Pos: f.Pos, Elements: []ast.ChainElement{{Pos: f.Pos, Name: f.Name}}}
		}
	}
	fns, err := compileAll(list, s)
	if err != nil {
		return Fn{}, err
	}
	fields := make([]event.Field, len(fns))
	for i := range fns {
		fields[i] = event.Field{Name: n.Fields[i].Name, Type: fns[i].Type}
	}
	schema, err := event.NewSchema("", fields)
	if err != nil {
		return Fn{}, argError(n.Pos, "a name stands twice in 'new {...}'")
	}
	values := make([]AnyFn, len(fns))
	for i := range fns {
		values[i] = fns[i].AsAny()
	}
	cols := schema.Columns()
	return Fn{Type: event.EventOf(schema), Any: func(e *Env) any {
		row := schema.NewNull()
		for i, v := range values {
			row.SetAny(&cols[i], v(e))
		}
		// A row may go into a column, a group's key or an array; the garbage collector finds out
		// when all have let go.
		row.Pin() // nobody can say how long it will be kept
		return row
	}}, nil
}

// compileArrayLiteral makes `{1, 2}`: an array of the type in which its elements meet.
func compileArrayLiteral(a *ast.ArrayLiteral, s *Scope) (Fn, error) {
	fns, err := compileAll(a.Items, s)
	if err != nil {
		return Fn{}, err
	}
	return arrayOf(fns), nil
}

// arrayOf is an array of the type in which its elements meet, of object when they do not.
func arrayOf(fns []Fn) Fn {
	t, ok := commonType(fns)
	if !ok {
		t = event.Object
	}
	return arrayAs(t, fns)
}

// arrayAs is an array of a given element type; a new one at each evaluation, since it may be kept.
func arrayAs(t event.Type, fns []Fn) Fn {
	toCommon(fns, t)
	items := make([]AnyFn, len(fns))
	for i := range fns {
		items[i] = fns[i].AsAny()
	}
	return Fn{Type: event.ArrayOf(t), Const: allConst(fns...), Any: func(e *Env) any {
		out := make([]any, len(items))
		for i, item := range items {
			out[i] = item(e)
		}
		return out
	}}
}

// compileNewArray makes `new int[3]`, `new int[2][]` and `new int[] {1, 2}`. Elements are zero for
// the names of Java's primitive types, else null.
func compileNewArray(n *ast.NewArray, s *Scope) (Fn, error) {
	elem, err := ResolveType(n.Type, s.Catalog)
	if err != nil {
		return Fn{}, err
	}
	if n.Items != nil {
		return newFilled(n.Items, elem, max(len(n.Sizes), 1), s)
	}
	t := elem
	for range n.Sizes {
		t = event.ArrayOf(t)
	}
	var sizes []IntFn
	for _, x := range n.Sizes {
		if x == nil {
			break
		}
		f, err := Compile(x, s)
		if err != nil {
			return Fn{}, err
		}
		if !f.Type.IsInteger() {
			return Fn{}, typeError(x.Position(), "the size of an array must be an integer, not %s", f.Type)
		}
		sizes = append(sizes, f.Int)
	}
	zero := zeroOf(n.Type.Name)
	if len(sizes) < len(n.Sizes) {
		zero = nil
	}
	pos := n.Pos
	return Fn{Type: t, Any: func(e *Env) any { return newArray(e, pos, sizes, zero) }}, nil
}

// newFilled makes an array of given elements; each must fit the element type.
func newFilled(lit *ast.ArrayLiteral, elem event.Type, dims int, s *Scope) (Fn, error) {
	for range dims - 1 {
		elem = event.ArrayOf(elem)
	}
	fns, err := compileAll(lit.Items, s)
	if err != nil {
		return Fn{}, err
	}
	for i := range fns {
		f, ok := Widen(fns[i], elem)
		if !ok {
			return Fn{}, typeError(lit.Items[i].Position(), "%s is no %s", fns[i].Type, elem)
		}
		fns[i] = f
	}
	return arrayAs(elem, fns), nil
}

// newArray makes an array of arrays as deep as there are sizes. The sizes come from events, hence
// the limit.
func newArray(e *Env, pos ast.Pos, sizes []IntFn, zero any) any {
	n, ok := sizes[0](e)
	if !ok {
		return nil
	}
	if n < 0 || n > maxNewArray {
		Throw(pos, CodeLimit, "an array of %d elements: the limit is %d", n, maxNewArray)
	}
	out := make([]any, n)
	for i := range out {
		if len(sizes) > 1 {
			out[i] = newArray(e, pos, sizes[1:], zero)
		} else {
			out[i] = zero
		}
	}
	return out
}

// zeroOf is what the elements of a new array are: zero for primitive types, else null.
func zeroOf(name string) any {
	switch name {
	case "boolean", "bool":
		return false
	case "byte":
		return int8(0)
	case "short":
		return int16(0)
	case "int":
		return int32(0)
	case "long":
		return int64(0)
	case "float":
		return float32(0)
	case "double":
		return float64(0)
	}
	return nil
}

// arrayLength is the `length` of arrays, which Java's have as a property.
func arrayLength(f Fn) Fn {
	box := f.AsAny()
	return Fn{Type: event.Int, Int: func(e *Env) (int64, bool) {
		a, ok := box(e).([]any)
		return int64(len(a)), ok
	}}
}
