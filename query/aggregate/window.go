package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var windowDef = &Def{
	Name: "window",
	Doc: "window(x) is the array of the values in the data window, oldest first and nulls " +
		"included; window(*) and window(s.*) are its events. It is null when the window is " +
		"empty, and it needs one. The enumeration methods work on it, and first(), last(), " +
		"countEvents() and listReference().",
	Examples: []Example{{"The last two paths", `
deploy
create schema Req(path string, ms int);
@name('out') select window(path) as w, window(*).countOf(x => x.ms > 4) as slow from Req#length(2);
----
ok

play
Req {"path":"/a","ms":5}
Req {"path":"/b","ms":1}
Req {"path":"/c","ms":9}
----
1 out new {"w":["/a"],"slow":1}
2 out new {"w":["/a","/b"],"slow":1}
3 out new {"w":["/b","/c"],"slow":1}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.accessArgs(0); err != nil {
			return nil, err
		}
		if !c.Source.Windowed {
			return nil, c.errorf("a data window is needed")
		}
		return compileAccess(&c, accessCall{show: showAll, nulls: true})
	},
}

// accessArgs checks a call of an access function with a value or star and some further arguments.
func (c *Call) accessArgs(further int) error {
	least := 1
	if c.Star {
		least = 0
	}
	if err := c.check(least, least+further); err != nil {
		return err
	}
	return c.noDistinct()
}

// listPlan is the plan of window: an access plan whose lists have methods.
type listPlan[V any] struct{ *access[V] }

// Method implements Methods.
func (p listPlan[V]) Method(name string, args []expr.Fn) (*Method, error) {
	if len(args) > 0 {
		return nil, nil //nolint:nilnil // the array's own methods may take arguments
	}
	switch name {
	case "first", "last":
		return methodFromAny(p.elem, func(c expr.AggReader, g uint32, _ *expr.Env) any {
			return end(c, g, name == "first")
		}), nil
	case "countEvents":
		return methodFromAny(event.Long, func(c expr.AggReader, g uint32, _ *expr.Env) any {
			n := int64(0)
			if l, ok := unwrap(c).(Lister); ok {
				l.Each(g, func(any) bool { n++; return true })
			}
			return n
		}), nil
	case "listReference":
		return methodFromAny(p.typ, func(c expr.AggReader, g uint32, _ *expr.Env) any {
			return c.Any(g)
		}), nil
	}
	return nil, nil //nolint:nilnil // an unknown method may be one of arrays
}

// end returns the first or the last element of a list.
func end(c expr.AggReader, g uint32, first bool) (v any) {
	l, ok := unwrap(c).(Lister)
	if !ok {
		return nil
	}
	l.Each(g, func(x any) bool {
		v = x
		return !first
	})
	return v
}
