package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var countDef = &Def{
	Name: "count",
	Doc: "count(*) is the number of events, count(x) the number of those in which x is not " +
		"null, count(distinct x) the number of different values. The result is a long, 0 when " +
		"there is nothing to count.",
	Examples: []Example{{"Requests, and those that have a user", `
deploy
create schema Req(path string, user string);
@name('out') select count(*) as n, count(user) as known,
  count(distinct user) as users from Req#length(3);
----
ok

play
Req {"path":"/a","user":"ann"}
Req {"path":"/b"}
Req {"path":"/c","user":"ann"}
Req {"path":"/d","user":"bob"}
----
1 out new {"n":1,"known":1,"users":1}
2 out new {"n":2,"known":1,"users":1}
3 out new {"n":3,"known":2,"users":1}
4 out new {"n":3,"known":2,"users":2}
`}},
	Compile: func(c Call) (Plan, error) { return compileCount(&c, false) },
}

var counteverDef = &Def{
	Name: "countever",
	Doc: "countever(*) and countever(x) count as count does, but over all events since the " +
		"statement began: those that leave the window stay counted.",
	Examples: []Example{{"The window forgets, the counter does not", `
deploy
create schema Req(path string);
@name('out') select count(*) as now, countever(*) as ever from Req#length(1);
----
ok

play
Req {"path":"/a"}
Req {"path":"/b"}
----
1 out new {"now":1,"ever":1}
2 out new {"now":1,"ever":2}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.noDistinct(); err != nil {
			return nil, err
		}
		return compileCount(&c, true)
	},
}

func compileCount(c *Call, ever bool) (Plan, error) {
	least := 1
	if c.Star {
		least = 0
	}
	if err := c.check(least, least); err != nil {
		return nil, err
	}
	switch {
	case c.Star && c.Distinct:
		return nil, c.errorf("'*' cannot be distinct")
	case c.Star && ever:
		return planOf[everCount, int64](c, event.Long, always), nil
	case c.Star:
		return planOfCount(c), nil
	case ever:
		return planOf[everCount, int64](c, event.Long, notNull(&c.Args[0].Fn)), nil
	case c.Distinct:
		return countDistinct(c, &c.Args[0].Fn), nil
	}
	return planOf[count[struct{}], int64](c, event.Long, notNull(&c.Args[0].Fn)).undone(c), nil
}

// planOfCount is the plan of count(*).
func planOfCount(c *Call) Plan {
	in := newInput(c, event.Long, always).undone(c)
	in.column = func(in *input[struct{}]) Column {
		n := &countColumn{}
		n.in = in
		return n
	}
	return in
}

// countColumn counts rows. It has no value to ask for, so that a row costs no call but that of the
// filter, where there is one.
type countColumn struct {
	column[count[struct{}], struct{}, int64, *count[struct{}]]
}

// Enter implements Column.
func (c *countColumn) Enter(g uint32, env *expr.Env) {
	if c.in.filter == nil || c.in.filter(env) {
		c.states[g].n++
	}
}

// Leave implements Column.
func (c *countColumn) Leave(g uint32, env *expr.Env) {
	if c.in.filter == nil || c.in.filter(env) {
		c.states[g].n--
	}
}

// Int implements expr.AggReader.
func (c *countColumn) Int(g uint32) (int64, bool) { return c.states[g].n, true }

// countDistinct counts what the adapter for distinct lets through. That needs the values, where a
// plain count only asks whether there is one.
func countDistinct(c *Call, f *expr.Fn) Plan {
	switch f.Type.Class() {
	case event.ClassInt:
		return planOf[count[int64], int64](c, event.Long, f.Int)
	case event.ClassFloat:
		return planOf[count[float64], int64](c, event.Long, f.Float)
	case event.ClassStr:
		return planOf[count[string], int64](c, event.Long, f.Str)
	default:
		return planOf[count[any], int64](c, event.Long, boxed(f))
	}
}

// count is the number of values inside.
//
//	order  any     cost  O(1)     space  8 bytes     NaN  is a value     empty  0
type count[V any] struct{ n int64 }

// Enter implements State.
func (s *count[V]) Enter(V) { s.n++ }

// Leave implements State.
func (s *count[V]) Leave(V) { s.n-- }

// Value implements State.
func (s *count[V]) Value() (int64, bool) { return s.n, true }

// Save implements State.
func (s *count[V]) Save(e *event.Encoder) { e.Int64(s.n) }

// Load implements State.
func (s *count[V]) Load(d *event.Decoder) { s.n = d.Int64() }

// everCount is a count that never goes down: what leaves stays counted.
type everCount struct{ count[struct{}] }

// Leave implements State.
func (s *everCount) Leave(struct{}) {}
