package window

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// pairing is a window and its twin, with parameters drawn from r.
type pairing struct {
	name string
	make func(r *rand.Rand) (func(v *views), func() dumb)
}

func byKey(r row) string { return r.k }
func one(row) string     { return "" }

func countAtMost(v *views, n int) {
	v.use("expr", condition1(func(e *expr.Env) bool { return int(e.Local[localCount].(int32)) <= n }))
}

func countAtLeast(v *views, n int) {
	v.use("expr_batch", condition1(func(e *expr.Env) bool { return int(e.Local[localCount].(int32)) >= n }))
}

var pairings = []pairing{
	{"keepall", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("keepall") }, func() dumb { return &dumbSlide{n: all} }
	}},
	{"length", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(20)
		return func(v *views) { v.use("length", n) }, func() dumb { return &dumbSlide{n: n} }
	}},
	{"firstlength", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(20)
		return func(v *views) { v.use("firstlength", n) }, func() dumb { return &dumbSlide{n: n, first: true} }
	}},
	{"expr", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(20)
		return func(v *views) { countAtMost(v, n) }, func() dumb { return &dumbSlide{n: n} }
	}},
	{"expr sum", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(90)
		return func(v *views) { sumAtMost(v, int64(n)) }, func() dumb { return &dumbSum{n: n} }
	}},
	{"time", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(50))
		return func(v *views) { v.use("time", millisec(p)) }, func() dumb { return &dumbTime{p: p} }
	}},
	{"time_accum", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(20))
		return func(v *views) { v.use("time_accum", millisec(p)) }, func() dumb { return &dumbTime{p: p, accum: true} }
	}},
	{"ext_timed", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(50))
		return func(v *views) { v.use("ext_timed", "ts", millisec(p)) }, func() dumb { return &dumbExtTimed{p: p} }
	}},
	{"length_batch", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(9)
		return func(v *views) { v.use("length_batch", n) }, func() dumb { return &dumbBatch{n: n} }
	}},
	{"expr_batch", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 2 + r.Intn(9)
		return func(v *views) { countAtLeast(v, n) }, func() dumb { return &dumbBatch{n: n} }
	}},
	{"time_batch", func(r *rand.Rand) (func(*views), func() dumb) {
		p, force := int64(1+r.Intn(50)), r.Intn(2) == 0
		return func(v *views) {
				if force {
					v.use("time_batch", millisec(p), text("force_update"))
				} else {
					v.use("time_batch", millisec(p))
				}
			}, func() dumb {
				return &dumbBatch{p: p, grid: true, force: force}
			}
	}},
	{"time_length_batch", func(r *rand.Rand) (func(*views), func() dumb) {
		p, n := int64(1+r.Intn(50)), 1+r.Intn(9)
		return func(v *views) { v.use("time_length_batch", millisec(p), n) },
			func() dumb { return &dumbBatch{p: p, n: n} }
	}},
	{"ext_timed_batch", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(50))
		return func(v *views) { v.use("ext_timed_batch", "ts", millisec(p)) },
			func() dumb { return &dumbExtBatch{p: p} }
	}},
	{"unique", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("unique", "k") }, func() dumb { return &dumbUnique{key: byKey} }
	}},
	{"unique of two", func(*rand.Rand) (func(*views), func() dumb) {
		key := func(r row) string { return fmt.Sprint(r.k, r.v) }
		return func(v *views) { v.use("unique", "k", "v") }, func() dumb { return &dumbUnique{key: key} }
	}},
	{"lastevent", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("lastevent") }, func() dumb { return &dumbUnique{key: one} }
	}},
	{"firstevent", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("firstevent") }, func() dumb { return &dumbUnique{key: one, first: true} }
	}},
	{"firstunique", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("firstunique", "k") }, func() dumb { return &dumbUnique{key: byKey, first: true} }
	}},
	{"firsttime", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(500))
		return func(v *views) { v.use("firsttime", millisec(p)) }, func() dumb { return &dumbFirstTime{end: p} }
	}},
	{"sort", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(20)
		return func(v *views) { v.use("sort", n, "v desc") }, func() dumb { return &dumbSort{n: n} }
	}},
	{"rank", func(r *rand.Rand) (func(*views), func() dumb) {
		n := 1 + r.Intn(8)
		return func(v *views) { v.use("rank", "k", n, "v desc") }, func() dumb { return &dumbSort{n: n, unique: true} }
	}},
	{"time_order", func(r *rand.Rand) (func(*views), func() dumb) {
		p := int64(1 + r.Intn(50))
		return func(v *views) { v.use("time_order", "ts", millisec(p)) }, func() dumb { return &dumbOrder{p: p} }
	}},
	{"timetolive", func(*rand.Rand) (func(*views), func() dumb) {
		return func(v *views) { v.use("timetolive", "ts") }, func() dumb { return &dumbOrder{} }
	}},
	{"groupwin", func(r *rand.Rand) (func(*views), func() dumb) {
		build, sub := pickPairing(r, r.Intn(firstGrouped))
		return func(v *views) { v.use("groupwin", "k"); build(v) }, func() dumb { return &dumbGroups{make: sub} }
	}},
	{"intersection", func(r *rand.Rand) (func(*views), func() dumb) {
		var picks []int
		for range 2 + r.Intn(2) {
			picks = append(picks, sliding[r.Intn(len(sliding))])
		}
		return together(r, picks, &dumbTogether{batch: -1})
	}},
	{"intersection with batch", func(r *rand.Rand) (func(*views), func() dumb) {
		picks := []int{sliding[r.Intn(len(sliding))], sliding[r.Intn(len(sliding))]}
		at := r.Intn(3)
		picks = slices.Insert(picks, at, batches[r.Intn(len(batches))])
		return together(r, picks, &dumbTogether{batch: at})
	}},
	{"union", func(r *rand.Rand) (func(*views), func() dumb) {
		all := append(slices.Clone(sliding), batches...)
		var picks []int
		for range 2 + r.Intn(2) {
			picks = append(picks, all[r.Intn(len(all))])
		}
		return together(r, picks, &dumbTogether{union: true})
	}},
}

// The pairings that combinations are made of, by place in the list above.
const firstGrouped = 18 // those before do not need a start of their own for each group

var (
	sliding = []int{0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 15, 16, 17, 19, 20, 21, 22}
	batches = []int{8, 10, 11}
)

// pickPairing is kept out of the initialisation of the list.
var pickPairing func(r *rand.Rand, i int) (func(*views), func() dumb)

func together(r *rand.Rand, picks []int, d *dumbTogether) (func(*views), func() dumb) {
	var builds []func(*views)
	var makes []func() dumb
	for _, i := range picks {
		b, m := pickPairing(r, i)
		builds, makes = append(builds, b), append(makes, m)
	}
	return func(v *views) {
			v.opt.Union = d.union
			for _, b := range builds {
				b(v)
			}
		}, func() dumb {
			c := *d
			for _, m := range makes {
				c.parts = append(c.parts, m())
			}
			return &c
		}
}

func TestTwins(t *testing.T) {
	pickPairing = func(r *rand.Rand, i int) (func(*views), func() dumb) { return pairings[i].make(r) }
	histories := 1000
	if testing.Short() {
		histories = 100
	}
	for _, p := range pairings {
		t.Run(p.name, func(t *testing.T) {
			for seed := range histories {
				playTwin(t, &p, int64(seed))
			}
		})
	}
}

// duel is a window and its twin in one history.
type duel struct {
	t    *testing.T
	rand *rand.Rand
	r    *rig
	d    dumb
	now  int64
	seed int64
	what string
}

func playTwin(t *testing.T, p *pairing, seed int64) {
	rnd := rand.New(rand.NewSource(seed))
	build, twin := p.make(rnd)
	g := &duel{t: t, rand: rnd, seed: seed}
	g.r = newRig(t, build)
	g.d = twin()
	g.sinkInto()
	g.advance(1) // twins count from 1
	keys, span := 1+rnd.Intn(8), 1+rnd.Intn(12)
	for range 60 + rnd.Intn(60) {
		switch k := rnd.Intn(20); {
		case k < 10:
			g.arrive(1, keys, span)
		case k < 12:
			g.arrive(2+rnd.Intn(6), keys, span)
		case k < 16:
			g.advance(int64(1 + rnd.Intn(1+rnd.Intn(40))))
		case k < 19:
			g.delete()
		default:
			g.r.reload()
			g.sinkInto()
		}
	}
	g.r.view.Close()
	g.r.arena.Sweep()
}

// sinkInto makes the window push to the duel.
func (g *duel) sinkInto() { g.r.got = nil }

func (g *duel) arrive(n, keys, span int) {
	d := &event.Delta{}
	var in []row
	for range n {
		k := ""
		if x := g.rand.Intn(keys); x > 0 {
			k = fmt.Sprint("k", x)
		}
		v, ts := g.rand.Intn(span), g.now+int64(g.rand.Intn(40)-20)
		d.New = append(d.New, g.r.row(k, v, ts))
		in = append(in, row{g.r.next, k, v, ts, g.now})
	}
	g.what = fmt.Sprint("arrivals ", in)
	g.r.view.Push(d)
	posted, left := g.d.update(g.now, in, nil)
	g.compare(posted, left)
}

func (g *duel) advance(by int64) {
	// The timers of members fire in the order of their times and the members'; the twins only in
	// the latter: they need small steps.
	step := by
	if _, ok := g.d.(*dumbTogether); ok {
		step = 1
	}
	for ; by > 0; by -= step {
		g.now += step
		g.what = fmt.Sprint("clock ", g.now)
		g.r.sched.Advance(g.now)
		posted, left, _ := g.d.tick(g.now)
		g.compare(posted, left)
	}
}

func (g *duel) delete() {
	inside := g.d.list()
	if len(inside) == 0 {
		return
	}
	d := &event.Delta{}
	var out []row
	for range 1 + g.rand.Intn(3) {
		r := inside[g.rand.Intn(len(inside))]
		if indexOf(out, r) < 0 {
			out = append(out, r)
			d.Old = append(d.Old, g.r.live[r.id])
		}
	}
	g.what = fmt.Sprint("deleting ", out)
	g.r.view.Push(d)
	posted, left := g.d.update(g.now, nil, out)
	g.compare(posted, left)
}

// compare checks what was posted and what is inside.
func (g *duel) compare(posted, left []row) {
	news, olds := []string{}, []string{}
	for _, s := range g.r.got {
		n, o, _ := strings.Cut(strings.TrimPrefix(s, "new"), " old")
		news, olds = append(news, strings.Fields(n)...), append(olds, strings.Fields(o)...)
	}
	g.r.took()
	wantNew, wantOld, inside := idsOf(posted), idsOf(left), idsOf(g.d.list())
	if !g.r.plan.Traits().FIFO {
		for _, s := range [][]string{news, olds, wantNew, wantOld} {
			slices.Sort(s)
		}
	}
	context := fmt.Sprintf("seed %d, %s, of %s", g.seed, g.what, g.r.plan.Key())
	require.Equal(g.t, wantNew, news, context)
	require.Equal(g.t, wantOld, olds, context)
	got := strings.Fields(g.r.contents())
	slices.Sort(got)
	slices.Sort(inside)
	require.Equal(g.t, inside, got, context)
}

func idsOf(rows []row) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, fmt.Sprint(r.id))
	}
	return out
}
