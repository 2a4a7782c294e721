package aggregate

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// givenCalls are calls of which the three of `d` are one sample.
func givenCalls(t *testing.T, s *event.Schema) []Plan {
	ok := col(s, "ok")
	var plans []Plan
	for _, g := range []struct {
		name, column, given string
		filter              *expr.Fn
		distinct            bool
	}{
		{"stddev", "d", "of(d)", nil, false},
		{"count", "d", "of(d)", nil, false},
		{"avg", "d", "of(d)", nil, false},
		{"avg", "d", "of(d, filter: ok)", &ok, false},
		{"sum", "d", "of(d)", nil, false},
		{"sum", "d", "of(distinct d)", nil, true},
		{"avg", "i", "of(i)", nil, false},
		{"stddev", "d", "of(d, filter: ok)", &ok, false},
	} {
		c := call(g.name, s, false, true, col(s, g.column))
		c.Given, c.Filter, c.Distinct = g.given, g.filter, g.distinct
		p, err := defNamed(g.name).Compile(c)
		require.NoError(t, err)
		plans = append(plans, p)
	}
	return plans
}

// TestCallsOfOneArgumentAreOneSample: together they are what each is alone, through enter, leave, clear,
// save and load.
func TestCallsOfOneArgumentAreOneSample(t *testing.T) {
	s := newRowSchema()
	plans := givenCalls(t, s)
	columns, readers := Columns(plans)
	require.Len(t, readers, len(plans))
	require.Len(t, columns, len(plans)-3)
	var alone []Column
	for _, p := range plans {
		alone = append(alone, p.New())
	}
	each := func(do func(Column)) {
		for _, c := range append(append([]Column{}, columns...), alone...) {
			do(c)
		}
	}
	const groups = 3
	each(func(c Column) { c.Grow(groups) })
	r := rand.New(rand.NewSource(5))
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	var live [groups][]*event.Event
	for step := range 2000 {
		g := r.Intn(groups)
		switch n := len(live[g]); {
		case r.Intn(100) == 0:
			each(func(c Column) { c.Clear(uint32(g)) })
			live[g] = nil
		case n > 0 && r.Intn(2) == 0:
			k := r.Intn(n)
			env.Ev[0] = live[g][k]
			live[g] = append(live[g][:k:k], live[g][k+1:]...)
			each(func(c Column) { c.Leave(uint32(g), env) })
		default:
			env.Ev[0] = randomRow(r, s, int64(step))
			live[g] = append(live[g], env.Ev[0])
			each(func(c Column) { c.Enter(uint32(g), env) })
		}
		if r.Intn(50) == 0 {
			columns, readers = moved(t, plans, columns, groups)
		}
		for i := range plans {
			require.True(t, alike(alone[i].Any(uint32(g)), readers[i].Any(uint32(g))), "step %d, call %d", step, i)
		}
	}
}

// moved saves columns and loads them into new ones.
func moved(t *testing.T, plans []Plan, from []Column, groups int) ([]Column, []expr.AggReader) {
	var buf bytes.Buffer
	e := event.NewEncoder(&buf)
	for _, c := range from {
		for g := range groups {
			c.Save(uint32(g), e)
		}
	}
	require.NoError(t, e.Flush())
	columns, readers := Columns(plans)
	d := event.NewDecoder(&buf, nil)
	for _, c := range columns {
		c.Grow(groups)
		for g := range groups {
			c.Load(uint32(g), d)
		}
	}
	require.NoError(t, d.Err())
	return columns, readers
}
