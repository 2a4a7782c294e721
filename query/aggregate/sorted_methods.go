package aggregate

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// sortedPlan is the plan of sorted, whose lists have methods.
type sortedPlan[K any] struct{ *sorting[K] }

// rowList is the rows of a group in order.
type rowList[K any] = ranked[sortedRow[K]]

// place finds an element of a list by a key: its part and index, (parts, 0) when there is none.
type place[K any] func(c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int)

// Method implements Methods.
func (p sortedPlan[K]) Method(name string, args []expr.Fn) (*Method, error) {
	switch len(args) {
	case 0:
		return p.listMethod(name), nil
	case 1:
		return p.keyMethod(name, &args[0]), nil
	case 4:
		return p.rangeMethod(name, args), nil
	}
	return nil, nil //nolint:nilnil // the list's own methods may take other arguments
}

// rows turns a function of the rows into a method; without rows to look at the result is null.
func (p sortedPlan[K]) rows(
	t event.Type, f func(c *sortedColumn[K], rows *rowList[K], env *expr.Env) any,
) *Method {
	return methodFromAny(t, func(c expr.AggReader, g uint32, env *expr.Env) any {
		sc, ok := unwrap(c).(*sortedColumn[K])
		if !ok {
			return nil
		}
		return f(sc, &sc.states[g].rows, env)
	})
}

// listMethod is a method without arguments.
func (p sortedPlan[K]) listMethod(name string) *Method {
	switch name {
	case "firstEvent", "minBy":
		return p.found(firstPlace[K], "Event", nil)
	case "firstEvents":
		return p.found(firstPlace[K], "Events", nil)
	case "firstKey":
		return p.found(firstPlace[K], "Key", nil)
	case "lastEvent", "maxBy":
		return p.found(lastPlace[K], "Event", nil)
	case "lastEvents":
		return p.found(lastPlace[K], "Events", nil)
	case "lastKey":
		return p.found(lastPlace[K], "Key", nil)
	case "countEvents":
		return p.rows(event.Long, func(_ *sortedColumn[K], rows *rowList[K], _ *expr.Env) any {
			return int64(rows.len())
		})
	case "countKeys":
		return p.rows(event.Long, countKeys[K])
	case "sorted", "listReference":
		return p.rows(p.typ, func(c *sortedColumn[K], rows *rowList[K], _ *expr.Env) any {
			return c.between(rows, slot[K]{}, slot[K]{}, bounds{all: true})
		})
	case "navigableMapReference", "dictionaryReference":
		return p.rows(event.Map, func(c *sortedColumn[K], rows *rowList[K], _ *expr.Env) any {
			return c.submap(rows, slot[K]{}, slot[K]{}, bounds{all: true})
		})
	}
	return nil
}

// keyMethod is a method that takes a key: floorEvent, ceilingKey, getEvents, ...
func (p sortedPlan[K]) keyMethod(name string, arg *expr.Fn) *Method {
	places := map[string]place[K]{
		"floor": floorPlace[K], "ceiling": ceilingPlace[K], "lower": lowerPlace[K],
		"higher": higherPlace[K], "get": equalPlace[K],
	}
	if name == "containsKey" {
		key := p.keyArg(arg)
		return p.rows(event.Bool, func(c *sortedColumn[K], rows *rowList[K], env *expr.Env) any {
			part, _ := equalPlace(c, rows, key(env))
			return part < rows.parts()
		})
	}
	for _, what := range []string{"Events", "Event", "Key"} {
		if at := places[strings.TrimSuffix(name, what)]; at != nil && strings.HasSuffix(name, what) {
			if name == "getKey" {
				return nil
			}
			return p.found(at, what, p.keyArg(arg))
		}
	}
	return nil
}

// keyArg reads a key given to a method.
func (p sortedPlan[K]) keyArg(arg *expr.Fn) func(*expr.Env) slot[K] {
	value := p.arg(arg)
	return func(env *expr.Env) (k slot[K]) {
		k.v, k.ok = value(env)
		return k
	}
}

// found is the method that gives the event, the events or the key at a place.
func (p sortedPlan[K]) found(at place[K], what string, key func(*expr.Env) slot[K]) *Method {
	types := map[string]event.Type{"Event": p.event, "Events": p.typ, "Key": p.key}
	return p.rows(types[what], func(c *sortedColumn[K], rows *rowList[K], env *expr.Env) any {
		var k slot[K]
		if key != nil {
			k = key(env)
		}
		part, i := at(c, rows, k)
		if part >= rows.parts() {
			return nil
		}
		row := rows.part(part)[i]
		switch what {
		case "Event": // the oldest of those with the key
			part, i = ceilingPlace(c, rows, row.key)
			return rows.part(part)[i].ev
		case "Events":
			return c.between(rows, row.key, row.key, bounds{from: true, to: true})
		}
		if !row.key.ok {
			return nil
		}
		return box(p.key.Kind, row.key.v)
	})
}

func firstPlace[K any](_ *sortedColumn[K], rows *rowList[K], _ slot[K]) (part, i int) {
	return 0, 0
}

func lastPlace[K any](_ *sortedColumn[K], rows *rowList[K], _ slot[K]) (part, i int) {
	return before(rows, rows.parts(), 0)
}

func ceilingPlace[K any](c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int) {
	return rows.seek(func(r sortedRow[K]) bool { return c.p.order(r.key, k) >= 0 })
}

func higherPlace[K any](c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int) {
	return rows.seek(func(r sortedRow[K]) bool { return c.p.order(r.key, k) > 0 })
}

func floorPlace[K any](c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int) {
	part, i = higherPlace(c, rows, k)
	return before(rows, part, i)
}

func lowerPlace[K any](c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int) {
	part, i = ceilingPlace(c, rows, k)
	return before(rows, part, i)
}

func equalPlace[K any](c *sortedColumn[K], rows *rowList[K], k slot[K]) (part, i int) {
	part, i = ceilingPlace(c, rows, k)
	if part < rows.parts() && c.p.order(rows.part(part)[i].key, k) == 0 {
		return part, i
	}
	return rows.parts(), 0
}

// before steps one element back; before the first there is none.
func before[T any](rows *ranked[T], part, i int) (int, int) {
	switch {
	case i > 0:
		return part, i - 1
	case part == 0:
		return rows.parts(), 0
	}
	return part - 1, len(rows.part(part-1)) - 1
}

func countKeys[K any](c *sortedColumn[K], rows *rowList[K], _ *expr.Env) any {
	n := int64(0)
	var last slot[K]
	rows.each(0, 0, func(r sortedRow[K]) bool {
		if n == 0 || c.p.order(r.key, last) != 0 {
			n++
		}
		last = r.key
		return true
	})
	return n
}

// bounds says which ends belong to a range.
type bounds struct{ all, from, to bool }

// rangeMethod is eventsBetween or submap of (from, inclusive, to, inclusive).
func (p sortedPlan[K]) rangeMethod(name string, args []expr.Fn) *Method {
	from, to := p.keyArg(&args[0]), p.keyArg(&args[2])
	fromIn, toIn := args[1].Truth(), args[3].Truth()
	switch name {
	case "eventsBetween":
		return p.rows(p.typ, func(c *sortedColumn[K], rows *rowList[K], e *expr.Env) any {
			return c.between(rows, from(e), to(e), bounds{from: fromIn(e), to: toIn(e)})
		})
	case "submap", "subMap":
		return p.rows(event.Map, func(c *sortedColumn[K], rows *rowList[K], e *expr.Env) any {
			return c.submap(rows, from(e), to(e), bounds{from: fromIn(e), to: toIn(e)})
		})
	}
	return nil
}

// within yields the rows of a range of keys.
func (c *sortedColumn[K]) within(
	rows *rowList[K], from, to slot[K], b bounds, yield func(sortedRow[K]),
) {
	part, i := 0, 0
	switch {
	case b.all:
	case b.from:
		part, i = ceilingPlace(c, rows, from)
	default:
		part, i = higherPlace(c, rows, from)
	}
	rows.each(part, i, func(r sortedRow[K]) bool {
		if !b.all {
			if o := c.p.order(r.key, to); o > 0 || o == 0 && !b.to {
				return false
			}
		}
		yield(r)
		return true
	})
}

func (c *sortedColumn[K]) between(rows *rowList[K], from, to slot[K], b bounds) []any {
	events := []any{}
	c.within(rows, from, to, b, func(r sortedRow[K]) { events = append(events, r.ev) })
	return events
}

// submap gives the events of each key; the keys of a map are texts.
func (c *sortedColumn[K]) submap(rows *rowList[K], from, to slot[K], b bounds) map[string]any {
	m := make(map[string]any)
	c.within(rows, from, to, b, func(r sortedRow[K]) {
		k := "null"
		if r.key.ok {
			k = keyText(any(r.key.v))
		}
		events, _ := m[k].([]any)
		m[k] = append(events, r.ev)
	})
	return m
}
