package aggregate

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"math/rand"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

var rowFields = []event.Field{
	{Name: "b", Type: event.Byte},
	{Name: "i", Type: event.Int},
	{Name: "l", Type: event.Long},
	{Name: "f", Type: event.Float},
	{Name: "d", Type: event.Double},
	{Name: "s", Type: event.String},
	{Name: "bi", Type: event.BigInt},
	{Name: "bd", Type: event.BigDec},
	{Name: "t", Type: event.Date},
	{Name: "ok", Type: event.Bool},
	{Name: "o", Type: event.Object},
	{Name: "ts", Type: event.Long},
}

func newRowSchema() *event.Schema { return event.MustSchema("Row", rowFields...) }

// col is the expression that reads a column of slot 0.
func col(s *event.Schema, name string) expr.Fn {
	c := s.Column(name)
	f := expr.Fn{Type: c.Type, Column: c}
	switch c.Type.Class() {
	case event.ClassBool:
		f.Bool = func(e *expr.Env) (bool, bool) { return e.Ev[0].Bool(c) }
	case event.ClassInt:
		f.Int = func(e *expr.Env) (int64, bool) { return e.Ev[0].Int(c) }
	case event.ClassFloat:
		f.Float = func(e *expr.Env) (float64, bool) { return e.Ev[0].Float(c) }
	case event.ClassStr:
		f.Str = func(e *expr.Env) (string, bool) { return e.Ev[0].Str(c) }
	default:
		f.Any = func(e *expr.Env) any { return e.Ev[0].Any(c) }
	}
	return f
}

func constInt(v int64) expr.Fn {
	return expr.Fn{Type: event.Int, Const: true, Int: func(*expr.Env) (int64, bool) { return v, true }}
}

func constFloat(v float64) expr.Fn {
	return expr.Fn{Type: event.Double, Const: true, Float: func(*expr.Env) (float64, bool) { return v, true }}
}

func constStr(v string) expr.Fn {
	return expr.Fn{Type: event.String, Const: true, Str: func(*expr.Env) (string, bool) { return v, true }}
}

// randomRow has small values, so that there are many equal ones, and now and then something odd.
func randomRow(r *rand.Rand, s *event.Schema, ts int64) *event.Event {
	ev := s.NewNull()
	set := func(name string, v any) {
		if r.Intn(6) > 0 {
			ev.SetAny(s.Column(name), v)
		}
	}
	n := int64(r.Intn(9) - 4)
	x := float64(r.Intn(9)-4) * 0.3
	switch r.Intn(25) {
	case 0:
		x = math.NaN()
	case 1:
		x = math.Inf(1 - 2*r.Intn(2))
	case 2:
		x = 1e15 * r.NormFloat64()
	case 3:
		x = 1e-9 * r.NormFloat64()
	case 4:
		x = math.Copysign(0, -1)
	}
	set("b", int8(n))
	set("i", int32(n*1000))
	set("l", n<<40)
	set("f", float32(x))
	set("d", x)
	set("s", string(rune('a'+r.Intn(5))))
	set("bi", new(big.Int).Lsh(big.NewInt(n), 70))
	set("bd", decimal.New(n, -2))
	set("t", time.UnixMilli(n*1000).UTC())
	set("ok", n > 0)
	set("o", []any{n, x, "text", true, nil, int32(n)}[r.Intn(6)])
	ev.SetInt(s.Column("ts"), ts)
	return ev
}

// history enters and leaves random rows in random groups and compares after every step what the
// column says with what a twin works out from the rows that are there.
type history struct {
	t      *testing.T
	r      *rand.Rand
	arena  *event.Arena
	schema *event.Schema
	env    *expr.Env
	plan   Plan
	col    Column
	live   [][]*event.Event // of each group, in the order of arrival
	ever   [][]*event.Event // all that ever entered
	left   []int
	// check compares group g.
	check func(h *history, g int)
	fifo  bool
	never bool // rows do not leave
	step  int
	limit int  // rows a group
	loose bool // equal numbers of different types are the same
}

const historyGroups = 3

func newHistory(t *testing.T, seed int64, compile func(s *event.Schema) (Plan, error)) *history {
	h := &history{t: t, r: rand.New(rand.NewSource(seed)), arena: &event.Arena{Poison: true}}
	h.limit = 2 + h.r.Intn(40)
	h.schema = newRowSchema()
	h.arena.Attach(h.schema)
	h.env = &expr.Env{Ev: make([]*event.Event, 1), Rt: &expr.Runtime{Schedule: event.NewSchedule(0)}}
	var err error
	h.plan, err = compile(h.schema)
	require.NoError(t, err)
	h.col = h.plan.New()
	h.col.Grow(1)
	h.col.Grow(historyGroups)
	h.live = make([][]*event.Event, historyGroups)
	h.ever = make([][]*event.Event, historyGroups)
	h.left = make([]int, historyGroups)
	return h
}

func (h *history) run(steps int) {
	for h.step = range steps {
		g := h.r.Intn(historyGroups)
		h.env.Rt.Schedule.Advance(int64(h.step) * 100)
		switch {
		case h.r.Intn(60) == 0:
			h.clear(g)
		case h.r.Intn(25) == 0:
			h.reload()
		case !h.never && len(h.live[g]) > 0 && (len(h.live[g]) >= h.limit || h.r.Intn(3) == 0):
			h.leave(g)
		default:
			h.enter(g)
		}
		h.arena.Sweep()
		for o := range historyGroups { // mostly the one that changed, to save time
			if o == g || h.step%8 == 0 {
				h.check(h, o)
			}
		}
	}
	require.Positive(h.t, h.col.Bytes())
}

func (h *history) enter(g int) {
	ev := randomRow(h.r, h.schema, int64(h.step)*100)
	ev.Hold()
	h.live[g] = append(h.live[g], ev)
	// The copy outlives the event, which is poisoned once nobody holds it.
	h.ever[g] = append(h.ever[g], ev.Clone())
	h.env.Ev[0] = ev
	h.col.Enter(uint32(g), h.env)
}

func (h *history) leave(g int) {
	i := 0
	if !h.fifo {
		i = h.r.Intn(len(h.live[g]))
	}
	ev := h.live[g][i]
	h.live[g] = append(h.live[g][:i:i], h.live[g][i+1:]...)
	h.env.Ev[0] = ev
	h.col.Leave(uint32(g), h.env)
	h.left[g]++
	ev.Drop()
}

func (h *history) clear(g int) {
	for _, ev := range h.live[g] {
		ev.Drop()
	}
	h.col.Clear(uint32(g))
	h.live[g], h.ever[g], h.left[g] = nil, nil, 0
}

// reload saves everything, throws the column away and goes on with what was loaded.
func (h *history) reload() {
	var buf bytes.Buffer
	e := event.NewEncoder(&buf)
	for g := range historyGroups {
		e.Int(len(h.live[g]))
		for _, ev := range h.live[g] {
			e.Event(ev)
		}
		h.col.Save(uint32(g), e)
	}
	require.NoError(h.t, e.Flush())
	for g := range historyGroups {
		for _, ev := range h.live[g] {
			ev.Drop()
		}
		h.live[g] = nil
		h.col.Clear(uint32(g))
	}
	h.col = h.plan.New()
	h.col.Grow(historyGroups)
	d := event.NewDecoder(&buf, func(string) *event.Schema { return h.schema })
	for g := range historyGroups {
		for n := d.Len(); n > 0; n-- {
			ev := d.Event()
			ev.Hold()
			h.live[g] = append(h.live[g], ev)
		}
		h.col.Load(uint32(g), d)
	}
	require.NoError(h.t, d.Err())
	require.Zero(h.t, buf.Len())
}

// read returns what the column says of a group, boxed as the plan's type says.
func (h *history) read(g int) any {
	f := expr.Agg(h.plan.Type(), 0)
	h.env.Aggs, h.env.Group = []expr.AggReader{h.col}, uint32(g)
	return f.AsAny()(h.env)
}

func (h *history) same(want, got any, g int) {
	h.t.Helper()
	if !alike(want, got) && (!h.loose || compareAny(want, got) != 0) {
		h.t.Fatalf("step %d, group %d: got %v (%T), want %v (%T)\nlive %s", h.step, g, got, got, want, want,
			show1(h.live[g]))
	}
}

func show1(rows []*event.Event) string {
	s := ""
	for _, ev := range rows {
		for i := range ev.Schema().Columns() {
			c := &ev.Schema().Columns()[i]
			s += fmt.Sprintf("%s=%v ", c.Name, ev.Any(c))
		}
		s += "\n"
	}
	return s
}

// alike tells whether two results are the same, floating point numbers up to 1e-12.
func alike(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case float64, float32:
		x, _ := event.ToFloat(a)
		y, ok := event.ToFloat(b)
		if !ok || fmt.Sprintf("%T", a) != fmt.Sprintf("%T", b) {
			return false
		}
		return x != x && y != y || x == y || math.Abs(x-y) <= 1e-12*math.Max(math.Abs(x), math.Abs(y))
	case []any:
		l, ok := b.([]any)
		if !ok || len(l) != len(a) {
			return false
		}
		for i := range a {
			if !alike(a[i], l[i]) {
				return false
			}
		}
		return true
	case *event.Event:
		return a == b
	}
	return fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b) && compareAny(a, b) == 0
}

func call(name string, s *event.Schema, fifo, windowed bool, args ...expr.Fn) Call {
	c := Call{Pos: ast.Pos{Line: 1, Column: 1}, Name: name}
	c.Source = Source{Windowed: windowed, FIFO: fifo && windowed, Schema: s}
	for _, a := range args {
		c.Args = append(c.Args, Arg{Fn: a})
	}
	return c
}

func defNamed(name string) *Def {
	for _, d := range Builtin() {
		if d.Name == name {
			return d
		}
	}
	panic("no aggregate " + name)
}
