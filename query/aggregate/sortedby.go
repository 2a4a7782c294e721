package aggregate

import "github.com/cephei-go/cephei/event"

var sortedDef = &Def{
	Name: "sorted",
	Doc: "sorted(k, ...) is the array of the events of the data window in the order of the " +
		"criteria, each ascending or `desc`; null is below all, equal events keep their order " +
		"of arrival. The list has methods: firstEvent, lastEvent, floorEvent(k), " +
		"ceilingEvent(k), lowerEvent(k), higherEvent(k) and getEvent(k), all of them also as " +
		"...Events (every event of that key) and but for get as ...Key; minBy(), maxBy(), " +
		"containsKey(k), countEvents(), countKeys(), eventsBetween(from, inclusive, to, " +
		"inclusive) and submap with the same arguments. With several criteria a key is an " +
		"array. sorted(*) stands in `into table`, where the table's column has the criteria.",
	Examples: []Example{{"The window by duration", `
deploy
create schema Req(path string, ms int);
@name('out') select sorted(ms).selectFrom(x => x.path) as s,
  sorted(ms).floorEvent(6).path as f from Req#length(3);
----
ok

play
Req {"path":"/a","ms":7}
Req {"path":"/b","ms":5}
Req {"path":"/c","ms":6}
----
1 out new {"s":["/a"],"f":null}
2 out new {"s":["/b","/a"],"f":"/b"}
3 out new {"s":["/b","/c","/a"],"f":"/c"}
`}},
	Compile: func(c Call) (Plan, error) {
		if c.Star && len(c.Args) == 0 {
			return compileStarSorting(&c)
		}
		if err := c.sortArgs(); err != nil {
			return nil, err
		}
		if !c.Source.Windowed {
			return nil, c.errorf("a data window is needed")
		}
		return compileSorting(&c, sortForm{all: true})
	},
}

func compileStarSorting(c *Call) (Plan, error) {
	if err := c.noDistinct(); err != nil {
		return nil, err
	}
	p := &starSorting{slot: c.Source.Slot}
	p.input = newInput(c, event.ArrayOf(event.EventOf(c.Source.Schema)), always)
	p.column = func(*input[struct{}]) Column {
		all := &sorting[struct{}]{input: p.input, slot: p.slot, join: c.Source.Join}
		all.order = func(a, b slot[struct{}]) int { return 0 }
		return newSorted(all, true)
	}
	return p, nil
}

// sortArgs checks a call whose arguments are criteria.
func (c *Call) sortArgs() error {
	const mostCriteria = 16
	if err := c.check(1, mostCriteria); err != nil {
		return err
	}
	return c.noStar()
}

var maxbyDef = &Def{
	Name: "maxby",
	Doc: "maxby(k, ...) is the event of the data window whose criteria are greatest, the oldest " +
		"of equal ones; null when there is no event. A null criterion is less than any value, " +
		"`desc` turns a criterion around. Properties follow with a dot. Without a data window " +
		"it is maxbyever.",
	Examples: []Example{{"Path of the slowest request", `
deploy
create schema Req(path string, ms int);
@name('out') select maxby(ms).path as slow from Req#length(2);
----
ok

play
Req {"path":"/a","ms":7}
Req {"path":"/b","ms":5}
Req {"path":"/c","ms":6}
----
1 out new {"slow":"/a"}
2 out new {"slow":"/a"}
3 out new {"slow":"/c"}
`}},
	Compile: func(c Call) (Plan, error) {
		return compileBy(&c, sortForm{last: true, ever: !c.Source.Windowed})
	},
}

var minbyDef = &Def{
	Name: "minby",
	Doc: "minby(k, ...) is the event of the data window whose criteria are least, the oldest of " +
		"equal ones; null when there is no event. A null criterion is less than any value, " +
		"`desc` turns a criterion around. Properties follow with a dot. Without a data window " +
		"it is minbyever.",
	Examples: []Example{{"Path of the fastest request", `
deploy
create schema Req(path string, ms int);
@name('out') select minby(ms).path as fast from Req#length(2);
----
ok

play
Req {"path":"/a","ms":5}
Req {"path":"/b","ms":7}
Req {"path":"/c","ms":6}
----
1 out new {"fast":"/a"}
2 out new {"fast":"/a"}
3 out new {"fast":"/c"}
`}},
	Compile: func(c Call) (Plan, error) {
		return compileBy(&c, sortForm{ever: !c.Source.Windowed})
	},
}

var maxbyeverDef = &Def{
	Name: "maxbyever",
	Doc: "maxbyever(k, ...) is the event whose criteria are the greatest of all since the " +
		"statement began, the first of equal ones. An event whose only criterion is null gives " +
		"way to the next.",
	Examples: []Example{{"The slowest request of all", `
deploy
create schema Req(path string, ms int);
@name('out') select maxbyever(ms).path as slow from Req;
----
ok

play
Req {"path":"/a","ms":7}
Req {"path":"/b","ms":5}
----
1 out new {"slow":"/a"}
2 out new {"slow":"/a"}
`}},
	Compile: func(c Call) (Plan, error) { return compileBy(&c, sortForm{last: true, ever: true}) },
}

var minbyeverDef = &Def{
	Name: "minbyever",
	Doc: "minbyever(k, ...) is the event whose criteria are the least of all since the " +
		"statement began, the first of equal ones. An event whose only criterion is null gives " +
		"way to the next.",
	Examples: []Example{{"The fastest request of all", `
deploy
create schema Req(path string, ms int);
@name('out') select minbyever(ms).path as fast from Req;
----
ok

play
Req {"path":"/a","ms":7}
Req {"path":"/b","ms":5}
----
1 out new {"fast":"/a"}
2 out new {"fast":"/b"}
`}},
	Compile: func(c Call) (Plan, error) { return compileBy(&c, sortForm{ever: true}) },
}

func compileBy(c *Call, form sortForm) (Plan, error) {
	if err := c.sortArgs(); err != nil {
		return nil, err
	}
	return compileSorting(c, form)
}
