package aggregate

import "github.com/cephei-go/cephei/event"

var firstDef = &Def{
	Name: "first",
	Doc: "first(x) is the value of x in the oldest event of the data window, null if it is null " +
		"there; first(x, i) that in the i-th oldest, 0 being the oldest; first(*) and " +
		"first(s.*) are the event. Without a data window it is firstever.",
	Examples: []Example{{"Oldest of the last two", `
deploy
create schema Req(path string);
@name('out') select first(path) as f, first(path, 1) as second from Req#length(2);
----
ok

play
Req {"path":"/a"}
Req {"path":"/b"}
Req {"path":"/c"}
----
1 out new {"f":"/a","second":null}
2 out new {"f":"/a","second":"/b"}
3 out new {"f":"/b","second":"/c"}
`}},
	Compile: func(c Call) (Plan, error) { return compileEnd(&c, showFirst) },
}

var lastDef = &Def{
	Name: "last",
	Doc: "last(x) is the value of x in the newest event of the data window, null if it is null " +
		"there; last(x, i) that in the i-th newest, 0 being the newest; last(*) and last(s.*) " +
		"are the event. Without a data window it is lastever.",
	Examples: []Example{{"Newest of the last two", `
deploy
create schema Req(path string);
@name('out') select last(path) as l, last(path, 1) as before from Req#length(2);
----
ok

play
Req {"path":"/a"}
Req {"path":"/b"}
Req {"path":"/c"}
----
1 out new {"l":"/a","before":null}
2 out new {"l":"/b","before":"/a"}
3 out new {"l":"/c","before":"/b"}
`}},
	Compile: func(c Call) (Plan, error) { return compileEnd(&c, showLast) },
}

func compileEnd(c *Call, s show) (Plan, error) {
	if err := c.accessArgs(1); err != nil {
		return nil, err
	}
	a := accessCall{show: s, nulls: true}
	values := 1
	if c.Star {
		values = 0
	}
	if len(c.Args) > values {
		var err error
		if a.index, err = c.constIndex(values); err != nil {
			return nil, err
		}
	}
	switch {
	case c.Source.Windowed:
		return compileAccess(c, a)
	case a.index > 0:
		return nil, c.errorf("an index needs a data window")
	}
	return compileEver(c, s)
}

var firsteverDef = &Def{
	Name: "firstever",
	Doc: "firstever(x) is the first value of x that was not null since the statement began, " +
		"also after its event has left the data window; firstever(*) is the first event.",
	Examples: []Example{{"The first user of all", `
deploy
create schema Req(user string);
@name('out') select first(user) as now, firstever(user) as ever from Req#length(1);
----
ok

play
Req {}
Req {"user":"ann"}
Req {"user":"bob"}
----
1 out new {"now":null,"ever":null}
2 out new {"now":"ann","ever":"ann"}
3 out new {"now":"bob","ever":"ann"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.accessArgs(0); err != nil {
			return nil, err
		}
		return compileEver(&c, showFirst)
	},
}

var lasteverDef = &Def{
	Name: "lastever",
	Doc: "lastever(x) is the last value of x that was not null since the statement began, also " +
		"after its event has left the data window; lastever(*) is the last event.",
	Examples: []Example{{"The last user known", `
deploy
create schema Req(user string);
@name('out') select last(user) as now, lastever(user) as ever from Req#length(1);
----
ok

play
Req {"user":"ann"}
Req {}
Req {"user":"bob"}
----
1 out new {"now":"ann","ever":"ann"}
2 out new {"now":null,"ever":"ann"}
3 out new {"now":"bob","ever":"bob"}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.accessArgs(0); err != nil {
			return nil, err
		}
		return compileEver(&c, showLast)
	},
}

func compileEver(c *Call, s show) (Plan, error) {
	if c.Star {
		if c.Source.Schema == nil {
			return nil, c.errorf("say which stream is meant: s.*")
		}
		return planOfEver(c, s, event.EventOf(c.Source.Schema), eventAt(c.Source.Slot)), nil
	}
	f := &c.Args[0].Fn
	switch f.Type.Class() {
	case event.ClassBool:
		return planOfEver(c, s, f.Type, f.Bool), nil
	case event.ClassInt:
		return planOfEver(c, s, f.Type, f.Int), nil
	case event.ClassFloat:
		return planOfEver(c, s, f.Type, f.Float), nil
	case event.ClassStr:
		return planOfEver(c, s, f.Type, f.Str), nil
	default:
		return planOfEver(c, s, f.Type, boxed(f)), nil
	}
}
