package pattern

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// hashed is a filter index for filters of the form `id = tag.id`, and for those without condition.
type hashed struct {
	all  []Atom
	byID map[int64][]*hashEntry
	free []*hashEntry
	hits []Atom
	n    int
}

type hashEntry struct {
	a    Atom
	id   int64
	open bool
}

// keyed is what the test planner leaves in Filter.Index.
type keyed struct {
	column *event.Column
	value  expr.IntFn
}

func (x *hashed) Add(a Atom, f *Filter, env *expr.Env) Handle {
	x.n++
	var e *hashEntry
	if k := len(x.free); k > 0 {
		e, x.free = x.free[k-1], x.free[:k-1]
	} else {
		e = &hashEntry{}
	}
	*e = hashEntry{a: a}
	if f.Index == nil {
		e.open = true
		x.all = append(x.all, a)
		return e
	}
	e.id, _ = f.Index.(*keyed).value(env)
	x.byID[e.id] = append(x.byID[e.id], e)
	return e
}

func (x *hashed) Remove(h Handle) {
	x.n--
	e := h.(*hashEntry)
	x.free = append(x.free, e)
	if e.open {
		for i, a := range x.all {
			if a == e.a {
				x.all = append(x.all[:i], x.all[i+1:]...)
			}
		}
		return
	}
	list := x.byID[e.id]
	for i, o := range list {
		if o == e {
			list[i] = list[len(list)-1]
			list[len(list)-1] = nil
			list = list[:len(list)-1]
		}
	}
	x.byID[e.id] = list
}

func (x *hashed) send(ev *event.Event, id *event.Column) {
	x.hits = x.hits[:0]
	for _, a := range x.all {
		if a.n.step.filter.Schema == ev.Schema() {
			x.hits = append(x.hits, a)
		}
	}
	k, _ := ev.Int(id)
	for _, e := range x.byID[k] {
		if e.a.n.step.filter.Schema == ev.Schema() {
			x.hits = append(x.hits, e.a)
		}
	}
	if len(x.hits) > 0 {
		x.hits[0].Instance().Match(ev, x.hits)
	}
}

// indexing is the test planner with an index on id.
type indexing struct{ compiler }

func (c *indexing) Filter(x *ast.PatternFilter, tags []Tag) (*Filter, error) {
	f, err := c.compiler.Filter(x, tags)
	if err != nil || len(x.Filter.Filters) == 0 {
		return f, err
	}
	right := x.Filter.Filters[0].(*ast.Compare).Right
	fn, err := expr.Compile(right, c.scope(tags, nil))
	f.Index = &keyed{value: fn.AsInt(), column: f.Schema.Column("id")}
	return f, err
}

// loop plays events with ids in turn, so that as many instances wait as there are ids.
type loop struct {
	rig   *rig
	index *hashed
	in    *Instance
	ids   int64
	n     int64
	kinds []*event.Schema
	found int
}

func newLoop(t testing.TB, text string, ids int64) *loop {
	l := &loop{rig: newRig(t), index: &hashed{byID: map[int64][]*hashEntry{}}, ids: ids}
	l.rig.arena.Poison = false
	l.kinds = abc()
	for _, s := range l.kinds {
		l.rig.schema(s)
	}
	p, err := Compile(parsePattern(t, text), &indexing{compiler{l.rig.cat}}, Builtin())
	require.NoError(t, err)
	l.in = p.New(&Host{Rt: l.rig.rt, Slot: 1, Filters: l.index}, func(ms []Match) { l.found += len(ms) })
	l.in.Start()
	return l
}

// event plays one event of a kind.
func (l *loop) event(kind int, id int64) {
	s := l.kinds[kind]
	ev := s.New()
	ev.SetInt(s.Column("id"), id)
	ev.SetInt(s.Column("v"), 0)
	l.index.send(ev, s.Column("id"))
	l.rig.arena.Sweep()
}

// answered is a request and, ids/2 requests later, its answer. The clock moves one millisecond each.
func (l *loop) answered() {
	l.n++
	l.event(0, l.n%l.ids)
	if l.n >= l.ids/2 {
		l.event(1, (l.n-l.ids/2)%l.ids)
	}
	l.rig.sched.Advance(l.n)
}

// beat is one beat of each host in turn.
func (l *loop) beat() {
	l.n++
	l.event(0, l.n%l.ids)
	l.rig.sched.Advance(l.n)
}

const (
	answeredText = "every a=A -> (b=B(id = a.id) where timer:within(200 sec))"
	deadmanText  = "every a=A -> (timer:interval(200 sec) and not A(id = a.id))"
)

// BenchmarkAnswered is the shape of W14 with different numbers of waiting instances.
func BenchmarkAnswered(b *testing.B) {
	for _, ids := range []int64{10, 100, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(ids), func(b *testing.B) {
			l := newLoop(b, answeredText, 2*ids)
			for range 3 * ids {
				l.answered()
			}
			b.ReportAllocs()
			for b.Loop() {
				l.answered()
			}
		})
	}
}

// BenchmarkDeadman is the shape of W15.
func BenchmarkDeadman(b *testing.B) {
	for _, ids := range []int64{10, 100, 1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(ids), func(b *testing.B) {
			l := newLoop(b, deadmanText, ids)
			for range 3 * ids {
				l.beat()
			}
			b.ReportAllocs()
			for b.Loop() {
				l.beat()
			}
		})
	}
}

// TestNothingIsLeft plays a million instances of the patterns people use most.
func TestNothingIsLeft(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 20_000
	}
	for _, text := range []string{
		answeredText, deadmanText,
		"every (a=A -> b=B(id = a.id))",
		"every a=A -> (b=B(id = a.id) or timer:interval(100 msec))",
		"every a=A -> ([2] b=B(id = a.id) where timer:within(500 msec))",
		"every a=A -> ((b=B(id = a.id) and c=B(id = a.id)) where timer:within(150 msec))",
		"every a=A -> (b=A(id = a.id) until timer:interval(20 msec))",
		"every-distinct(a.id, 100 msec) a=A -> (b=B(id = a.id) where timer:within(1 sec))",
	} {
		t.Run(text, func(t *testing.T) {
			l := newLoop(t, text, 100)
			for range n / 2 {
				l.answered()
			}
			live := l.in.pool.Counts
			require.Less(t, live.Nodes, 2000, "live at the end: %+v", live)
			require.Equal(t, live.Atoms, l.index.n)
			l.in.Close()
			require.Equal(t, Counts{}, l.in.pool.Counts)
			require.Zero(t, l.index.n)
			require.Zero(t, l.rig.sched.Len())
			require.Zero(t, l.in.held)
			l.rig.arena.Sweep()
		})
	}
}

// TestSteadyStateAllocatesNothing holds the two shapes that wait in great numbers.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	l := newLoop(t, answeredText, 200)
	for range 2000 {
		l.answered()
	}
	require.Zero(t, testing.AllocsPerRun(1000, l.answered))
	l = newLoop(t, deadmanText, 100)
	for range 2000 {
		l.beat()
	}
	require.Zero(t, testing.AllocsPerRun(1000, l.beat))
}

// TestBytesOfAWaitingInstance reports the memory of one instance that waits, without the event, and
// without the index entry of the engine.
func TestBytesOfAWaitingInstance(t *testing.T) {
	for text, limit := range map[string]uint64{answeredText: 400, deadmanText: 650} {
		const n = 100_000
		l := newLoop(t, text, 4*n)
		var before, after runtime.MemStats
		entries := make([]hashEntry, n+1)
		for i := range entries {
			l.index.free = append(l.index.free, &entries[i])
		}
		evs := make([]*event.Event, n)
		for i := range evs {
			evs[i] = l.kinds[0].New()
			evs[i].SetInt(l.kinds[0].Column("id"), int64(i))
			l.index.byID[int64(i)] = make([]*hashEntry, 0, 1)
		}
		runtime.GC()
		runtime.ReadMemStats(&before)
		for _, ev := range evs {
			l.index.send(ev, l.kinds[0].Column("id"))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		per := (after.HeapAlloc - before.HeapAlloc) / n
		t.Logf("%s: %d bytes", text, per)
		require.Less(t, per, limit)
		runtime.KeepAlive(evs)
		l.in.Close()
	}
}
