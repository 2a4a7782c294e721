package rowrecog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// The twin is a backtracking matcher over all rows: for a first row it tries the ways through the
// pattern in order of preference, one after the other.

// rx is a regular expression as the twin sees it.
type rx struct {
	op        byte // v variable, . sequence, | choice, # permutation, * repeat
	name      byte
	kids      []*rx
	low, high int // high -1: no bound
	reluctant bool
	suffix    string
}

func (x *rx) text() string {
	var parts []string
	for _, k := range x.kids {
		parts = append(parts, k.text())
	}
	switch x.op {
	case 'v':
		return string(x.name)
	case '.':
		return "(" + strings.Join(parts, " ") + ")"
	case '|':
		return "(" + strings.Join(parts, " | ") + ")"
	case '#':
		return "match_recognize_permute(" + strings.Join(parts, ", ") + ")"
	}
	return parts[0] + x.suffix
}

func (x *rx) nullable() bool {
	switch x.op {
	case 'v':
		return false
	case '|':
		return slices.ContainsFunc(x.kids, (*rx).nullable)
	case '*':
		return x.low == 0 || x.kids[0].nullable()
	}
	return !slices.ContainsFunc(x.kids, func(k *rx) bool { return !k.nullable() })
}

// taken are the names that the rows from a first row on have been given.
type taken []byte

// ways calls yes with each way in which x can take rows after those taken, best first, until yes
// returns true.
func (tw *twin) ways(x *rx, got taken, yes func(taken) bool) bool {
	if tw.work++; tw.work > 200_000 {
		panic("too much")
	}
	switch x.op {
	case 'v':
		if tw.first+len(got) > tw.upTo || !tw.fits(x.name, got) {
			return false
		}
		return yes(append(slices.Clone(got), x.name))
	case '.':
		return tw.chain(x.kids, got, yes)
	case '|':
		for _, k := range x.kids {
			if tw.ways(k, got, yes) {
				return true
			}
		}
		return false
	case '#':
		return tw.permuted(x.kids, nil, got, yes)
	}
	return tw.times(x, 0, got, yes)
}

func (tw *twin) chain(kids []*rx, got taken, yes func(taken) bool) bool {
	if len(kids) == 0 {
		return yes(got)
	}
	return tw.ways(kids[0], got, func(g taken) bool { return tw.chain(kids[1:], g, yes) })
}

func (tw *twin) permuted(left, order []*rx, got taken, yes func(taken) bool) bool {
	if len(left) == 0 {
		return tw.chain(order, got, yes)
	}
	for i, k := range left {
		rest := append(slices.Clone(left[:i]), left[i+1:]...)
		if tw.permuted(rest, append(slices.Clone(order), k), got, yes) {
			return true
		}
	}
	return false
}

func (tw *twin) times(x *rx, n int, got taken, yes func(taken) bool) bool {
	more := func() bool {
		if x.high >= 0 && n >= x.high {
			return false
		}
		return tw.ways(x.kids[0], got, func(g taken) bool { return tw.times(x, n+1, g, yes) })
	}
	if n < x.low {
		return more()
	}
	if x.reluctant {
		return yes(got) || more()
	}
	return more() || yes(got)
}

// condition of a variable: what its value is compared with.
type condition struct {
	kind  int // 0 none, 1 v = n, 2 v > n, 3 v > prev(v), 4 v > X.v of an earlier single variable
	n     int64
	other byte
	array bool // other is an array: its first row counts
}

func (c condition) text(name byte) string {
	v := string(name) + ".v"
	switch c.kind {
	case 1:
		return fmt.Sprintf("%s = %d", v, c.n)
	case 2:
		return fmt.Sprintf("%s > %d", v, c.n)
	case 3:
		return fmt.Sprintf("%s > prev(%s)", v, v)
	}
	if c.array {
		return fmt.Sprintf("%s > %c[0].v", v, c.other)
	}
	return fmt.Sprintf("%s > %c.v", v, c.other)
}

type twin struct {
	x       *rx
	conds   map[byte]condition
	rows    []int64 // values of one partition
	global  []int   // numbers of these rows in the stream
	first   int
	upTo    int // no way goes beyond this row
	work    int
	skip    string
	all     bool
	length  int // of the window; 0 without one
	told    map[int]bool
	lastEnd int

	interval int64
	at       []int64        // when each row came
	fired    map[int64]bool // by time of the first row
}

func (tw *twin) fits(name byte, got taken) bool {
	c := tw.conds[name]
	at := tw.first + len(got)
	v := tw.rows[at]
	switch c.kind {
	case 0:
		return true
	case 1:
		return v == c.n
	case 2:
		return v > c.n
	case 3:
		return at > 0 && v > tw.rows[at-1]
	}
	i := slices.Index(got, c.other)
	return i >= 0 && v > tw.rows[tw.first+i]
}

// ending returns the ways from a first row that end exactly at a row, best first: one, or all.
func (tw *twin) ending(first, last int) (found []taken) {
	tw.first, tw.upTo = first, last
	tw.ways(tw.x, nil, func(g taken) bool {
		if first+len(g)-1 != last || len(g) == 0 {
			return false
		}
		found = append(found, g)
		return !tw.all
	})
	return found
}

// row returns what is told when the newest row has come.
func (tw *twin) row() (out []string) {
	e := len(tw.rows) - 1
	past := tw.skip == "" || strings.Contains(tw.skip, "past")
	var ends []int
	for b := 0; b <= e; b++ {
		if tw.told[b] || past && b <= tw.lastEnd || tw.length > 0 && tw.global[b] <= tw.global[e]-tw.length {
			continue
		}
		ways := tw.ending(b, e)
		for _, g := range ways {
			out = append(out, tw.show(b, g))
		}
		if len(ways) > 0 {
			ends = append(ends, b)
			if past && !tw.all {
				break
			}
		}
	}
	if len(ends) > 0 && past {
		tw.lastEnd = e
	}
	if strings.Contains(tw.skip, "next") {
		for _, b := range ends {
			tw.told[b] = true
		}
	}
	return out
}

func (tw *twin) show(first int, g taken) string {
	var parts []string
	for i, name := range g {
		parts = append(parts, fmt.Sprintf("%c%d", name, tw.global[first+i]))
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

// iterate searches the rows of the window from a given one on afresh.
func (tw *twin) iterate(from int) (out []string) {
	for b := from; b < len(tw.rows); {
		tw.first, tw.upTo = b, len(tw.rows)-1
		var found []taken
		tw.ways(tw.x, nil, func(g taken) bool {
			if len(g) > 0 {
				found = append(found, g)
			}
			return len(g) > 0 && !tw.all
		})
		end := b
		for _, g := range found {
			out = append(out, tw.show(b, g))
			end = max(end, b+len(g)-1)
		}
		if len(found) > 0 && (tw.skip == "" || strings.Contains(tw.skip, "past")) {
			b = end + 1
		} else {
			b++
		}
	}
	return out
}

// agree compares one random pattern over one random history.
func agree(t *testing.T, seed uint64) (rows int, ok bool) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 3))}
	tw := &twin{x: g.rx(1 + g.r.IntN(3)), conds: map[byte]condition{}}
	tw.skip = []string{"", "after match skip past last row", "after match skip to next row", "after match skip to current row"}[g.r.IntN(4)]
	tw.all = g.r.IntN(4) == 0
	windowed := g.r.IntN(2) == 0
	if windowed {
		tw.length = 3 + g.r.IntN(8)
	}
	r := newRig(t)
	r.reload = seed%10 == 0
	r.schema(event.MustSchema("N", event.Field{Name: "id", Type: event.Int},
		event.Field{Name: "k", Type: event.Int}, event.Field{Name: "v", Type: event.Int}))
	m := g.clause(t, tw)
	c := &compiler{r.cat, r.cat["N"]}
	p, err := Compile(m, r.cat["N"], c)
	require.NoError(t, err, m.Pattern)
	w := &statement{name: "out", plan: p, schema: r.cat["N"]}
	w.host = Host{Rt: r.rt, Slot: 1, Windowed: windowed}
	if windowed {
		w.kind, w.size = "length", int64(tw.length)
	}
	env := w.plan.testEnv()
	w.show = func(m Match) string { return p.show(m, env) }
	w.sink = func(found []Match) {
		for _, m := range found {
			r.out = append(r.out, w.show(m))
		}
	}
	w.m = p.New(&w.host, w.sink)
	r.stmts = append(r.stmts, w)
	return compare(t, g, r, w, tw, seed)
}

func (p *Plan) show(m Match, env *matchEnv) string {
	m.Load(&env.Env)
	var parts []string
	for _, v := range p.Variables {
		list := env.Arr[v.Slot]
		if ev := env.Ev[v.Slot]; ev != nil {
			list = append(slices.Clip(list), ev)
		}
		for _, ev := range list {
			id, _ := ev.Int(ev.Schema().Column("id"))
			parts = append(parts, fmt.Sprint(v.Name, id))
		}
	}
	sort.Strings(parts)
	return strings.Join(parts, " ")
}

func compare(t *testing.T, g *generator, r *rig, w *statement, tw *twin, seed uint64) (rows int, ok bool) {
	defer func() {
		if e := recover(); e == "too much" {
			ok = false
		} else if e != nil {
			panic(e)
		}
	}()
	parts := map[int64]*twin{}
	var history []string
	for i := range 5 + g.r.IntN(20) {
		k, v := int64(g.r.IntN(2)), int64(g.r.IntN(4))
		history = append(history, fmt.Sprintf("%d:%d/%d", i, k, v))
		p := parts[k]
		if p == nil {
			p = &twin{
				x: tw.x, conds: tw.conds, skip: tw.skip, all: tw.all, length: tw.length,
				told: map[int]bool{}, lastEnd: -1,
			}
			parts[k] = p
		}
		p.rows, p.global = append(p.rows, v), append(p.global, i)
		want := p.row()
		ev := r.cat["N"].NewNull()
		ev.SetInt(ev.Schema().Column("id"), int64(i))
		ev.SetInt(ev.Schema().Column("k"), k)
		ev.SetInt(ev.Schema().Column("v"), v)
		r.out = nil
		r.send(ev)
		require.Equal(t, set(want), set(r.out), "seed %d: %s %v %s all %v length %d\nrows %v", seed,
			tw.x.text(), tw.conds, tw.skip, tw.all, tw.length, history)
		rows += len(want)
		if w.kind != "" && i%4 == 0 {
			checkIterate(t, w, parts, i, seed)
		}
	}
	w.m.Close()
	require.Zero(t, w.m.pool.live)
	return rows, true
}

func checkIterate(t *testing.T, w *statement, parts map[int64]*twin, i int, seed uint64) {
	var want, got []string
	for _, p := range parts {
		from := 0
		for from < len(p.global) && p.global[from] <= i-p.length {
			from++
		}
		want = append(want, p.iterate(from)...)
	}
	w.m.Each(slices.Values(w.rows), func(m Match) bool {
		got = append(got, w.show(m))
		return true
	})
	require.Equal(t, set(want), set(got), "seed %d iterate after %d", seed, i)
}

// set sorts rows and leaves out repetitions: two ways that give the same rows the same names are told
// once or twice, as it comes.
func set(rows []string) []string {
	rows = slices.Clone(rows)
	sort.Strings(rows)
	return append([]string{}, slices.Compact(rows)...)
}

func TestAgreesWithTwin(t *testing.T) {
	n := uint64(10_000)
	if testing.Short() {
		n = 1000
	}
	answered, matched, all := 0, 0, 0
	for seed := range n {
		rows, ok := agree(t, seed)
		if ok {
			answered++
		}
		if rows > 0 {
			matched++
		}
		all += rows
	}
	require.Greater(t, answered, int(n)*9/10)
	require.Greater(t, matched, int(n)/3)
	t.Logf("%d of %d histories compared, %d with matches, %d in all", answered, n, matched, all)
}
