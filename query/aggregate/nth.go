package aggregate

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var nthDef = &Def{
	Name: "nth",
	Doc: "nth(x, i) is the value of x that is i places back: nth(x, 0) is the newest value of " +
		"the data window (of the stream, where there is none), nth(x, 1) the one before. Events " +
		"in which x is null are not counted. The index is a constant.",
	Examples: []Example{{"The value before", `
deploy
create schema Cpu(pct int);
@name('out') select nth(pct, 0) as now, nth(pct, 1) as before from Cpu;
----
ok

play
Cpu {"pct":5}
Cpu {}
Cpu {"pct":8}
----
1 out new {"now":5,"before":null}
2 out new {"now":5,"before":null}
3 out new {"now":8,"before":5}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		if err := c.noStar(); err != nil {
			return nil, err
		}
		if err := c.noDistinct(); err != nil {
			return nil, err
		}
		i, err := c.constIndex(1)
		if err != nil {
			return nil, err
		}
		return compileAccess(&c, accessCall{show: showLast, index: i, nth: true})
	},
}

// nthColumn keeps no more rows of a group than the index reaches back to.
type nthColumn[V any] struct {
	listColumn[recent[V], V, *recent[V]]
}

// Enter implements Column.
func (c *nthColumn[V]) Enter(g uint32, env *expr.Env) {
	v, ok := c.take(env)
	if !ok {
		return
	}
	s := &c.states[g]
	if s.values.len() > c.p.index {
		s.values.popFront()
	}
	s.values.push(v)
	s.n++
}

// recent is the newest rows of a list whose rows leave in the order in which they came, and how
// many rows there are in all: only when fewer are left than are kept does one of those leave.
//
//	order  first in, first out     cost  O(1)     space  up to index + 1 values
type recent[V any] struct {
	queueList[V]
	n int64
}

var _ keeper = (*recent[bool])(nil)

func (s *recent[V]) leave(ev *event.Event) {
	s.n--
	if int64(s.values.len()) > s.n {
		s.queueList.leave(ev)
	}
}

// Reset empties the group.
func (s *recent[V]) Reset() {
	s.queueList.Reset()
	s.n = 0
}

// Save writes the state.
func (s *recent[V]) Save(e *event.Encoder) {
	e.Int64(s.n)
	s.queueList.Save(e)
}

// Load reads the state.
func (s *recent[V]) Load(d *event.Decoder) {
	s.n = d.Int64()
	s.queueList.Load(d)
}
