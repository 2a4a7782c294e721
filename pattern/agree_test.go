package pattern

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// generator makes random patterns. Each atom has a tag of its own.
type generator struct {
	r      *rand.Rand
	tags   int
	timers int
	single []string // tags that later conditions may name
}

var primes = []int64{3, 7, 11, 17, 23, 29, 37, 41, 53, 61}

func (g *generator) ms() int64 {
	g.timers++
	return primes[g.r.IntN(len(primes))]
}

func (g *generator) atom() expression {
	a := &atom{tag: fmt.Sprint("t", g.tags), typ: string(rune('A' + g.r.IntN(3)))}
	g.tags++
	switch k := g.r.IntN(4); {
	case k == 0:
		a.ok = func(*event.Event, *world, tagset) bool { return true }
	case k < 3 && len(g.single) > 0:
		of := g.single[g.r.IntN(len(g.single))]
		op := []string{"=", ">"}[g.r.IntN(2)]
		a.cond = "v " + op + " " + of + ".v"
		a.ok = func(ev *event.Event, w *world, tags tagset) bool {
			ids := tags[of]
			if len(ids) == 0 {
				return false
			}
			x, _ := ev.Int(ev.Schema().Column("v"))
			o := w.steps[ids[0]].ev
			y, _ := o.Int(o.Schema().Column("v"))
			return op == "=" && x == y || op == ">" && x > y
		}
	default:
		v := int64(g.r.IntN(3))
		a.cond = fmt.Sprint("v = ", v)
		a.ok = func(ev *event.Event, _ *world, _ tagset) bool {
			x, _ := ev.Int(ev.Schema().Column("v"))
			return x == v
		}
	}
	g.single = append(g.single, a.tag)
	return a
}

func (g *generator) expression(depth int) expression {
	if depth == 0 || g.r.IntN(6) == 0 {
		if g.r.IntN(6) == 0 {
			return &intervalX{g.ms() * int64(min(1, g.r.IntN(8)))}
		}
		return g.atom()
	}
	switch g.r.IntN(12) {
	case 0, 1, 2:
		x := &sequenceX{}
		for range 2 + g.r.IntN(2) {
			x.kids = append(x.kids, g.expression(depth-1))
			x.limit = append(x.limit, -1)
			if g.r.IntN(8) == 0 {
				x.limit[len(x.limit)-1] = g.r.IntN(3)
			}
		}
		return x
	case 3, 4:
		return &everyX{x: g.expression(depth - 1)}
	case 5:
		return g.distinct(depth)
	case 6:
		return &andX{[]expression{g.expression(depth - 1), g.expression(depth - 1)}}
	case 7:
		if g.r.IntN(2) == 0 {
			return g.absence()
		}
		return &andX{[]expression{g.expression(depth - 1), &notX{g.expression(depth - 1)}}}
	case 8:
		return &orX{[]expression{g.expression(depth - 1), g.expression(depth - 1)}}
	case 9:
		return &withinX{g.expression(depth - 1), g.ms()}
	default:
		return g.repeat(depth)
	}
}

// absence is the dead man's switch, which has a short form.
func (g *generator) absence() expression {
	kids := []expression{&intervalX{g.ms()}, &notX{g.atom()}}
	if g.r.IntN(3) == 0 {
		slices.Reverse(kids)
	}
	return &andX{kids}
}

func (g *generator) distinct(depth int) expression {
	from := len(g.single)
	x := &everyX{x: g.expression(depth - 1)}
	if own := g.single[from:]; len(own) > 0 {
		x.key = own[g.r.IntN(len(own))]
		x.expiry = g.ms() * int64(g.r.IntN(2))
	}
	return x
}

func (g *generator) repeat(depth int) expression {
	from := len(g.single)
	first := g.tags
	x := &repeatX{x: g.expression(depth - 1)}
	for i := first; i < g.tags; i++ {
		x.own = append(x.own, fmt.Sprint("t", i))
	}
	g.single = g.single[:from] // arrays now
	switch g.r.IntN(4) {
	case 0:
		x.low = 1 + g.r.IntN(3)
		x.high = x.low
		return x
	case 1:
		x.low = 1 + g.r.IntN(2)
	case 2:
		x.high = 1 + g.r.IntN(2)
	case 3:
		x.low = 1 + g.r.IntN(2)
		x.high = x.low + g.r.IntN(2)
		if x.low == x.high {
			x.high++
		}
	}
	x.until = g.expression(depth - 1)
	return x
}

func (g *generator) history(n int, schemas []*event.Schema) []happening {
	var out []happening
	now := int64(0)
	for i := range n {
		if g.r.IntN(3) == 0 {
			now += int64(g.r.IntN(30))
			if g.r.IntN(20) == 0 {
				now += 500
			}
			out = append(out, happening{id: i, time: now})
			continue
		}
		ev := schemas[g.r.IntN(len(schemas))].NewNull()
		ev.Pin()
		ev.SetInt(ev.Schema().Column("v"), int64(g.r.IntN(3)))
		ev.SetInt(ev.Schema().Column("id"), int64(i))
		out = append(out, happening{ev: ev, id: i, time: now})
	}
	return out
}

// twinSays computes the rows of each step.
func twinSays(x expression, steps []happening) (rows []string, err error) {
	defer func() {
		if e, ok := recover().(error); ok {
			if !errors.Is(e, errTie) && !errors.Is(e, errMuch) {
				panic(e)
			}
			err = e
		}
	}()
	w := &world{steps: steps, budget: 20_000}
	for _, s := range x.run(w, place{step: -1}, nil) {
		if !s.fails {
			rows = append(rows, fmt.Sprintf("%d %s", s.at.step, s.tags))
		}
	}
	sort.Strings(rows)
	return rows, nil
}

func (t tagset) String() string {
	var parts []string
	for k, ids := range t {
		parts = append(parts, fmt.Sprint(k, ids))
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

// show writes the tags of a match as the twin does.
func (p *Plan) show(env *expr.Env) string {
	t := tagset{}
	for _, tag := range p.Tags {
		list := env.Arr[tag.Slot]
		if ev := env.Ev[tag.Slot]; ev != nil {
			list = append(slices.Clip(list), ev)
		}
		for _, ev := range list {
			id, _ := ev.Int(ev.Schema().Column("id"))
			t[tag.Name] = append(t[tag.Name], int(id))
		}
	}
	return t.String()
}

func parsePattern(t testing.TB, text string) ast.PatternExpr {
	st, err := grammar.ParseStatement("select 1 from pattern ["+text+"]", grammar.Limits{})
	require.NoError(t, err, text)
	return st.(*ast.Select).From[0].Source.(*ast.PatternSource).Pattern
}

func abc() []*event.Schema {
	var out []*event.Schema
	for _, n := range []string{"A", "B", "C"} {
		out = append(out, event.MustSchema(n,
			event.Field{Name: "id", Type: event.Int}, event.Field{Name: "v", Type: event.Int}))
	}
	return out
}

// agree runs one pattern over one history, both ways. It tells whether the twin had an answer.
// agree compares one pattern and history. general leaves the short forms of common shapes aside; short
// tells whether there are any.
func agree(t *testing.T, seed uint64, reload, general bool) (rows int, answered, short bool) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 7))}
	x := g.expression(1 + g.r.IntN(3))
	r := newRig(t)
	r.reload = reload
	schemas := abc()
	for _, s := range schemas {
		r.schema(s)
	}
	steps := g.history(5+g.r.IntN(25), schemas)
	want, err := twinSays(x, steps)
	if err != nil {
		return 0, false, false
	}
	b := &builder{c: &compiler{r.cat}, defs: Builtin(), plan: &Plan{}, general: general}
	p, err := compile(parsePattern(t, x.text()), b)
	require.NoError(t, err, x.text())
	short = slices.ContainsFunc(p.steps, func(s *step) bool { return s.op == opAbsent })
	w := r.run("", p, p.show)
	w.in.Start()
	var got []string
	take := func(step int) {
		for _, o := range r.out {
			got = append(got, fmt.Sprint(step, strings.TrimPrefix(o, " new")))
		}
		r.out = nil
	}
	take(-1)
	for i, h := range steps {
		if h.ev != nil {
			r.send(h.ev)
		} else {
			r.advance(h.time)
		}
		take(i)
	}
	sort.Strings(got)
	if !slices.Equal(want, got) {
		t.Fatalf("seed %d: %s\nhistory %s\ntwin %q\nhere %q", seed, x.text(), tell(steps), want, got)
	}
	r.leftOver()
	return len(want), true, short
}

func tell(steps []happening) string {
	var b strings.Builder
	for i, h := range steps {
		if h.ev == nil {
			fmt.Fprintf(&b, " %d@%d", i, h.time)
			continue
		}
		v, _ := h.ev.Int(h.ev.Schema().Column("v"))
		fmt.Fprintf(&b, " %d%s%d", i, h.ev.Schema().Name(), v)
	}
	return b.String()
}

func TestAgreesWithTwin(t *testing.T) {
	n := uint64(10_000)
	if testing.Short() {
		n = 1000
	}
	answered, matched, all, both := 0, 0, 0, 0
	for seed := range n {
		rows, ok, short := agree(t, seed, seed%10 == 0, false)
		if short {
			agree(t, seed, seed%10 == 0, true)
			both++
		}
		if ok {
			answered++
		}
		if rows > 0 {
			matched++
		}
		all += rows
	}
	require.Greater(t, answered, int(n)*2/3)
	require.Greater(t, matched, int(n)/4)
	require.Greater(t, both, int(n)/50)
	t.Logf("%d of %d histories compared, %d with matches, %d in all", answered, n, matched, all)
}
