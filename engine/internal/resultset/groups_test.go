package resultset

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

var rowSchema = event.MustSchema("Row",
	event.Field{Name: "k", Type: event.String}, event.Field{Name: "v", Type: event.Long})

func column(name string) expr.Fn {
	return expr.ColumnFn(rowSchema.Column(name), 0)
}

func rowOf(k string, v int64) *event.Event {
	ev := rowSchema.NewNull()
	ev.SetStr(rowSchema.Column("k"), k)
	ev.SetInt(rowSchema.Column("v"), v)
	return ev
}

// plans compiles calls of v by the names of their functions.
func plans(t *testing.T, names ...string) []aggregate.Plan {
	var list []aggregate.Plan
	for _, name := range names {
		for _, d := range aggregate.Builtin() {
			if d.Name != name {
				continue
			}
			p, err := d.Compile(aggregate.Call{
				Name: name, Args: []aggregate.Arg{{Fn: column("v")}}, Source: aggregate.Source{Windowed: true, FIFO: true},
			})
			require.NoError(t, err)
			list = append(list, p)
		}
	}
	require.Len(t, list, len(names))
	return list
}

func TestUndoesIsForWhatForgets(t *testing.T) {
	for _, p := range plans(t, "sum", "avg", "count", "min", "max", "stddev", "median") {
		require.False(t, traces(p), "%T", p)
	}
	for _, p := range plans(t, "maxever", "minever", "countever", "firstever", "lastever") {
		require.True(t, traces(p), "%T", p)
	}
	sum := aggregate.Call{Name: "sum", Source: aggregate.Source{Windowed: true}}
	for _, change := range []func(*aggregate.Call){
		func(c *aggregate.Call) { c.Distinct = true },
		func(c *aggregate.Call) { f := column("v"); f.Type = event.Bool; c.Filter = &f },
		func(c *aggregate.Call) { c.Args[0].Fn.Column = nil }, // an expression, which may throw
	} {
		c := sum
		c.Args = []aggregate.Arg{{Fn: column("v")}}
		change(&c)
		for _, d := range aggregate.Builtin() {
			if d.Name == "sum" {
				p, err := d.Compile(c)
				require.NoError(t, err)
				require.True(t, traces(p))
			}
		}
	}
}

func TestQueueAgreesWithSlice(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	g, twin := &groups{set: keys.NewSet(keys.New(column("v")))}, []uint32{}
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	for i := range 40 {
		env.Ev[0] = rowOf("", int64(i))
		g.set.Add(env)
	}
	for range 5000 {
		switch {
		case r.Intn(5) < 3:
			id := uint32(r.Intn(40))
			g.inside.push(id)
			twin = append(twin, id)
		case len(twin) > 0:
			require.Equal(t, twin[0], g.inside.pop())
			twin = twin[1:]
		}
		if r.Intn(200) == 0 {
			var b bytes.Buffer
			e := event.NewEncoder(&b)
			g.inside.save(e)
			require.NoError(t, e.Flush())
			g.inside = queue{}
			d := event.NewDecoder(&b, nil)
			g.inside.load(g, d)
			require.NoError(t, d.Err())
		}
		require.Equal(t, len(twin), int(g.inside.n))
		for i, id := range twin {
			require.Equal(t, id, g.inside.at(i))
		}
		if r.Intn(300) == 0 {
			for range twin {
				g.inside.pop()
			}
			twin = nil
		}
	}
}

func TestQueueOfNoGroupIsRefused(t *testing.T) {
	var b bytes.Buffer
	e := event.NewEncoder(&b)
	q := queue{}
	q.push(3)
	q.save(e)
	require.NoError(t, e.Flush())
	g := &groups{set: keys.NewSet(keys.New(column("v")))}
	d := event.NewDecoder(&b, nil)
	g.inside.load(g, d)
	require.ErrorIs(t, d.Err(), event.ErrCorrupt)
}

// TestBatchesAreReplaced compares groups that are cleared with those that rows leave one by one.
func TestBatchesAreReplaced(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	calls := plans(t, "sum", "count", "max")
	short := newGroups([]expr.Fn{column("k")}, calls, true)
	short.queued = true
	long := newGroups([]expr.Fn{column("k")}, calls, true)
	var last []*event.Event
	cleared := 0
	for range 500 {
		var batch []*event.Event
		for range r.Intn(6) {
			batch = append(batch, rowOf(string(rune('a'+r.Intn(5))), int64(r.Intn(100))))
		}
		left := last
		if r.Intn(4) == 0 && len(last) > 0 { // now and then some stay
			left = last[:r.Intn(len(last))]
		}
		last = append(append([]*event.Event{}, last[len(left):]...), batch...)
		for _, g := range []*groups{short, long} {
			g.begin()
			for i, ev := range batch {
				env.Ev[0] = ev
				g.touch(g.of(env), batch[i:i+1])
			}
			if g.queued {
				g.pass(&g.visit, left)
			} else {
				for i, ev := range left {
					env.Ev[0] = ev
					g.touch(g.of(env), left[i:i+1])
				}
			}
			out := left
			if g.queued && g.replaced(len(batch), len(left)) {
				out, cleared = nil, cleared+1
			}
			for k, ev := range batch {
				env.Ev[0] = ev
				g.enter(env, k)
			}
			for k, ev := range out {
				env.Ev[0] = ev
				g.leave(env, len(batch)+k)
			}
		}
		require.Equal(t, len(long.touched), len(short.touched))
		for i := range long.touched {
			require.Equal(t, long.touched[i].row[0], short.touched[i].row[0])
			a, b := long.touched[i].id, short.touched[i].id
			for c := range calls {
				require.Equal(t, long.columns[c].Any(a), short.columns[c].Any(b))
			}
		}
		short.sweep()
		long.sweep()
		require.Equal(t, long.set.Len(), short.set.Len())
	}
	require.Greater(t, cleared, 100)
}

func TestUnchangedNeedsAGroupThatIsThere(t *testing.T) {
	env := &expr.Env{Ev: make([]*event.Event, 1)}
	g := newGroups([]expr.Fn{column("k")}, plans(t, "sum"), true)
	ev := []*event.Event{rowOf("a", 1)}
	env.Ev[0] = ev[0]
	g.begin()
	g.touch(g.of(env), ev)
	g.touch(g.of(env), ev)
	require.False(t, g.unchanged(ev, ev), "a new group must come to know that it is empty")
	g.enter(env, 0)
	require.True(t, g.unchanged(ev, ev))
	require.False(t, g.unchanged(ev, []*event.Event{rowOf("a", 1)}), "another event")
	require.False(t, g.unchanged(ev, nil))
}
