package aggregate

import (
	"cmp"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var minDef = &Def{
	Name: "min",
	Doc: "min(x) is the least of the values that are not null; null when there is none. " +
		"Numbers, strings, dates and whatever else has an order are compared; NaN is above " +
		"every number. The result has the type of x. Without a data window it is the least " +
		"value ever. With two or more arguments min is a function of the row and no aggregate.",
	Examples: []Example{{"Least free space of the last two", `
deploy
create schema Disk(host string, free long);
@name('out') select min(free) as low, min(host) as host from Disk#length(2);
----
ok

play
Disk {"host":"b","free":5}
Disk {"host":"c","free":9}
Disk {"host":"d","free":7}
----
1 out new {"low":5,"host":"b"}
2 out new {"low":5,"host":"b"}
3 out new {"low":7,"host":"c"}
`}},
	Compile: func(c Call) (Plan, error) { return compileExtreme(&c, false, !c.Source.Windowed) },
}

var maxDef = &Def{
	Name: "max",
	Doc: "max(x) is the greatest of the values that are not null; null when there is none. " +
		"Numbers, strings, dates and whatever else has an order are compared; NaN is above " +
		"every number. The result has the type of x. Without a data window it is the greatest " +
		"value ever. With two or more arguments max is a function of the row and no aggregate.",
	Examples: []Example{{"Slowest of the last two requests", `
deploy
create schema Req(path string, ms int);
@name('out') select max(ms) as top, max(ms, filter: path != '/b') as other from Req#length(2);
----
ok

play
Req {"path":"/a","ms":5}
Req {"path":"/b","ms":9}
Req {"path":"/c","ms":7}
----
1 out new {"top":5,"other":5}
2 out new {"top":9,"other":5}
3 out new {"top":9,"other":7}
`}},
	Compile: func(c Call) (Plan, error) { return compileExtreme(&c, true, !c.Source.Windowed) },
}

var mineverDef = &Def{
	Name: "minever",
	Doc: "minever(x) is the least value since the statement began, also after it has left the " +
		"data window.",
	Examples: []Example{{"The least of all", `
deploy
create schema Disk(free long);
@name('out') select min(free) as now, minever(free) as ever from Disk#length(1);
----
ok

play
Disk {"free":5}
Disk {"free":9}
----
1 out new {"now":5,"ever":5}
2 out new {"now":9,"ever":5}
`}},
	Compile: func(c Call) (Plan, error) { return compileExtreme(&c, false, true) },
}

var maxeverDef = &Def{
	Name: "maxever",
	Doc: "maxever(x) is the greatest value since the statement began, also after it has left " +
		"the data window.",
	Examples: []Example{{"The greatest of all", `
deploy
create schema Req(ms int);
@name('out') select max(ms) as now, maxever(ms) as ever from Req#length(1);
----
ok

play
Req {"ms":9}
Req {"ms":5}
----
1 out new {"now":9,"ever":9}
2 out new {"now":5,"ever":9}
`}},
	Compile: func(c Call) (Plan, error) { return compileExtreme(&c, true, true) },
}

// compileExtreme decides how the groups keep what may become the extreme. Distinct changes nothing.
func compileExtreme(c *Call, greatest, ever bool) (Plan, error) {
	if err := c.plain(); err != nil {
		return nil, err
	}
	c.Distinct = false
	f := &c.Args[0].Fn
	switch f.Type.Class() {
	case event.ClassInt:
		return planOfExtreme(c, f.Int, upDown(cmp.Compare[int64], down[int64], greatest), ever), nil
	case event.ClassFloat:
		if c.Source.FIFO && !ever {
			return planOfFloatQueue(c, f.Float, greatest), nil
		}
		return planOfExtreme(c, f.Float, upDown(compareFloats, downFloats, greatest), ever), nil
	case event.ClassStr:
		return planOfExtreme(c, f.Str, upDown(cmp.Compare[string], down[string], greatest), ever), nil
	case event.ClassBool:
		return nil, c.errorf("values of type %s have no order", f.Type)
	default:
		if k := f.Type.Kind; k == event.KindMap || k == event.KindEvent {
			return nil, c.errorf("values of type %s have no order", f.Type)
		}
		return planOfExtreme(c, boxed(f), upDown(compareAny, backwards(compareAny), greatest), ever), nil
	}
}

// upDown is the order in which the extreme is the greatest. The least has an order of its own, not
// one turned around, which would cost a call more for every comparison.
func upDown[V any](up, down compare[V], greatest bool) compare[V] {
	if greatest {
		return up
	}
	return down
}

func down[V cmp.Ordered](a, b V) int { return cmp.Compare(b, a) }

func downFloats(a, b float64) int { return compareFloats(b, a) }

func planOfExtreme[V any](
	c *Call, value func(*expr.Env) (V, bool), order compare[V], ever bool,
) Plan {
	in := newInput(c, c.Args[0].Fn.Type, value)
	switch {
	case ever:
		in.column = func(in *input[V]) Column { return newTop[everTop[V]](in, order) }
	case c.Source.FIFO:
		in.undone(c).column = func(in *input[V]) Column { return newTop[queueTop[V]](in, order) }
	default:
		in.undone(c).column = func(in *input[V]) Column { return newTop[rankedTop[V]](in, order) }
	}
	return in
}
