package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// EnumMethod is the record of an enumeration method: a method of arrays that takes lambdas.
type EnumMethod struct {
	Name    string
	Doc     string // one paragraph for the manual
	Example string // an expression with its value; it is run as a test

	compile func(c *enumCall) (Fn, error)
}

// EnumMethods returns the records of the enumeration methods, sorted by name.
func EnumMethods() []EnumMethod {
	return append(enumMethodsToL(), enumMethodsFromM()...)
}

func enumMethodsToL() []EnumMethod {
	return []EnumMethod{
		{
			"aggregate", "Folds the array: the value begins as the first argument, and for each element " +
				"becomes what the lambda (value, element) gives; the start value over an empty array.",
			"{1, 2, 3}.aggregate(10, (sum, x) => sum + x) = 16", enumAggregate,
		},
		{
			"allOf", "Whether the condition holds for all elements; true over an empty array.",
			"{1, 2}.allOf(x => x > 0)", enumAllOf,
		},
		{
			"anyOf", "Whether the condition holds for one element; false over an empty array.",
			"{1, 2}.anyOf(x => x > 1)", enumAnyOf,
		},
		{
			"arrayOf", "The elements, or what the lambda gives for each, nulls included.",
			"{1, 2}.arrayOf(x => x * 2) = {2, 4}", enumArrayOf,
		},
		{
			"average", "The mean of the elements or of what the lambda gives, nulls left out; null of none.",
			"{1, 2}.average() = 1.5", enumAverage,
		},
		{
			"countOf", "How many elements there are, or for how many the condition holds.",
			"{1, 2, 3}.countOf(x => x > 1) = 2", enumCountOf,
		},
		{
			"distinctOf", "The first of each set of equal elements, or of those equal by the lambda.",
			"{1, 2, 1}.distinctOf() = {1, 2}", enumDistinctOf,
		},
		{
			"except", "The distinct elements that another array does not have.",
			"{1, 2, 2, 3}.except({2}) = {1, 3}", enumExcept,
		},
		{
			"firstOf", "The first element, or the first for which the condition holds; null if none.",
			"{1, 2, 3}.firstOf(x => x > 1) = 2", enumFirstOf,
		},
		{
			"groupBy", "A map from what the first lambda gives to the array of its elements, or of what " +
				"the second lambda gives for them.",
			"{1, 2, 3}.groupBy(x => cast(x % 2, string)).get('1') = {1, 3}", enumGroupBy,
		},
		{
			"intersect", "The elements that another array has as well; all of them if it is empty.",
			"{1, 2, 2}.intersect({2, 3}) = {2, 2}", enumIntersect,
		},
		{
			"lastOf", "The last element, or the last for which the condition holds; null if none.",
			"{1, 2, 3}.lastOf(x => x < 3) = 2", enumLastOf,
		},
		{
			"leastFrequent", "The value that comes least often, the first of several; null of none.",
			"{1, 1, 2}.leastFrequent() = 2", enumLeastFrequent,
		},
	}
}

func enumMethodsFromM() []EnumMethod {
	return []EnumMethod{
		{
			"max", "The greatest element, or of what the lambda gives, nulls left out; null of none.",
			"{1, 3, 2}.max() = 3", enumMax,
		},
		{
			"maxBy", "The element for which the lambda gives the greatest value, the first of several.",
			"{'a', 'ccc', 'bb'}.maxBy(x => x.length()) = 'ccc'", enumMaxBy,
		},
		{
			"min", "The least element, or of what the lambda gives, nulls left out; null of none.",
			"{3, 1, 2}.min() = 1", enumMin,
		},
		{
			"minBy", "The element for which the lambda gives the least value, the first of several.",
			"{'bb', 'a', 'c'}.minBy(x => x.length()) = 'a'", enumMinBy,
		},
		{
			"mostFrequent", "The value that comes most often, the first of several; null of none.",
			"{1, 2, 2}.mostFrequent() = 2", enumMostFrequent,
		},
		{"orderBy", "The elements in ascending order, or in that of the lambda; equals keep their order, " +
			"nulls come first.", "{2, 1, 3}.orderBy() = {1, 2, 3}", enumOrderBy},
		{"orderByDesc", "The elements in descending order, or in that of the lambda; equals keep their " +
			"order, nulls come last.", "{2, 1, 3}.orderByDesc(x => x) = {3, 2, 1}", enumOrderByDesc},
		{"reverse", "The elements from last to first.", "{1, 2, 3}.reverse() = {3, 2, 1}", enumReverse},
		{
			"selectFrom", "What the lambda gives for each element, nulls left out.",
			"{1, 2}.selectFrom((x, i) => x * 10 + i) = {10, 21}", enumSelectFrom,
		},
		{
			"sequenceEqual", "Whether another array has equal elements in the same order.",
			"{1, 2}.sequenceEqual({1, 2})", enumSequenceEqual,
		},
		{
			"sumOf", "The sum of the elements or of what the lambda gives, nulls left out; null of none.",
			"{1, 2, 3}.sumOf(x => x * 2) = 12", enumSumOf,
		},
		{
			"take", "The first elements, as many as the argument says.",
			"{1, 2, 3}.take(2) = {1, 2}", enumTake,
		},
		{
			"takeLast", "The last elements, as many as the argument says.",
			"{1, 2, 3}.takeLast(2) = {2, 3}", enumTakeLast,
		},
		{
			"takeWhile", "The elements before the first for which the condition does not hold.",
			"{1, 2, 3, 1}.takeWhile(x => x < 3) = {1, 2}", enumTakeWhile,
		},
		{
			"takeWhileLast", "The elements after the last for which the condition does not hold.",
			"{3, 1, 2}.takeWhileLast(x => x < 3) = {1, 2}", enumTakeWhileLast,
		},
		{"toMap", "A map from what the first lambda gives to what the second gives; the last of equal " +
			"keys stays.", "{1, 2}.toMap(x => cast(x, string), x => x * 10).get('2') = 20", enumToMap},
		{
			"union", "The elements followed by those of another array.",
			"{1, 2}.union({2, 3}) = {1, 2, 2, 3}", enumUnion,
		},
		{
			"where", "The elements for which the condition holds.",
			"{1, 2, 3}.where(x => x > 1) = {2, 3}", enumWhere,
		},
	}
}

// enumMethod returns the record of that name, or nil. The list is made anew, since a package-level
// one would refer to itself through the functions that compile lambdas.
func enumMethod(name string) *EnumMethod {
	list := EnumMethods()
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// enumNames lists the names, for suggestions.
func enumNames() []string {
	var out []string
	for _, m := range EnumMethods() {
		out = append(out, m.Name)
	}
	return out
}

// enumCall is a call of an enumeration method while it is compiled.
type enumCall struct {
	pos  ast.Pos
	name string
	src  AnyFn
	elem event.Type
	args []ast.Expr
	s    *Scope
}

// compileEnum compiles an enumeration method; ok is false when there is none of the name.
func compileEnum(v *value, el *ast.ChainElement, s *Scope) (Fn, bool, error) {
	m := enumMethod(el.Name)
	if m == nil {
		return Fn{}, false, nil
	}
	c := &enumCall{pos: el.Pos, name: el.Name, src: v.fn.Any, elem: event.Object, args: el.Args, s: s}
	if v.fn.Type.Elem != nil {
		c.elem = *v.fn.Type.Elem
	}
	f, err := m.compile(c)
	return f, true, err
}

// count checks the number of arguments.
func (c *enumCall) count(least, most int) error {
	if n := len(c.args); n < least || n > most {
		if least == most {
			return argError(c.pos, "'%s' takes %d %s, not %d", c.name, least, plural(least, "argument"), n)
		}
		return argError(c.pos, "'%s' takes %d to %d arguments, not %d", c.name, least, most, n)
	}
	return nil
}

// list returns the array to work on; nil when it is null.
func (c *enumCall) list(e *Env) []any {
	a, _ := c.src(e).([]any)
	return a
}

// array makes an expression of arrays: f gets the elements and is not called for null.
func (c *enumCall) array(elem event.Type, f func(e *Env, in []any) []any) Fn {
	src := c.src
	return Fn{Type: event.ArrayOf(elem), Any: func(e *Env) any {
		in, ok := src(e).([]any)
		if !ok {
			return nil
		}
		return f(e, in)
	}}
}

// boxed makes an expression of any type: f gets the elements and is not called for null.
func (c *enumCall) boxed(t event.Type, f func(e *Env, in []any) any) Fn {
	src := c.src
	return FromAny(t, func(e *Env) any {
		in, ok := src(e).([]any)
		if !ok {
			return nil
		}
		return f(e, in)
	})
}
