package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// joinRule is a join with what its twin needs to know.
type joinRule struct {
	streams []string // windows, the alias is a letter
	word    string   // how each is joined with those before it
	on      string
	match   func(t []*row) bool // all streams of an inner join; both of an outer one
	left    bool                // a row of the first stream without match is told
	right   bool
}

func sameK(x, y *row) bool { return x.k != "" && x.k == y.k }
func sameV(x, y *row) bool { return x.v != nullInt && x.v == y.v }

func joinRules() []joinRule {
	onK := func(t []*row) bool { return sameK(t[0], t[1]) }
	onKV := func(t []*row) bool { return sameK(t[0], t[1]) && sameV(t[0], t[1]) }
	less := func(t []*row) bool {
		return onK(t) && t[0].v != nullInt && t[1].v != nullInt && t[0].v <= t[1].v
	}
	ab := []string{"A#length(4)", "B#length(5)"}
	return []joinRule{
		{streams: ab, word: ",", on: "where a.k = b.k", match: onK},
		{streams: ab, word: "join", on: "on a.k = b.k", match: onK},
		{streams: ab, word: ",", on: "where b.v = a.v and a.k = b.k", match: onKV},
		{streams: ab, word: ",", on: "where a.k = b.k and a.v <= b.v", match: less},
		{streams: ab, word: ",", on: "where a.k = b.k and b.k = a.k", match: onK}, // a key of several strings
		{streams: ab, word: ",", match: func([]*row) bool { return true }},
		{streams: ab, word: "left outer join", on: "on a.k = b.k", match: onK, left: true},
		{streams: ab, word: "right outer join", on: "on b.k = a.k and a.v = b.v", match: onKV, right: true},
		{streams: ab, word: "full outer join", on: "on a.k = b.k", match: onK, left: true, right: true},
		{streams: []string{"A#unique(v)", "B#sort(3, v)"}, word: ",", on: "where a.k = b.k", match: onK},
		{
			streams: []string{"A#sort(2, v desc)", "B#groupwin(k)#length(2)"}, word: "full outer join",
			on: "on a.v = b.v", match: func(t []*row) bool { return sameV(t[0], t[1]) }, left: true, right: true,
		},
		{streams: []string{"A#length(3)", "A#length(5)"}, word: ",", on: "where a.k = b.k", match: onK},
		{
			streams: []string{"A#length_batch(3)", "A#unique(k)"}, word: "full outer join",
			on: "on a.k = b.k", match: onK, left: true, right: true,
		},
		{streams: []string{"A#time(7)", "B#time(4)"}, word: ",", on: "where a.k = b.k", match: onK},
		{
			streams: []string{"A#length(4)", "B#length(4)", "A#unique(k)"}, word: ",",
			on:    "where a.k = b.k and c.v = b.v and c.k = a.k",
			match: func(t []*row) bool { return onK(t) && sameV(t[1], t[2]) && sameK(t[0], t[2]) },
		},
		{
			streams: []string{"A#length(4)", "B#sort(3, v)", "B#length(3)", "A#length(2)"}, word: ",",
			on:    "where a.k = b.k and d.v = c.v",
			match: func(t []*row) bool { return onK(t) && sameV(t[2], t[3]) },
		},
	}
}

func alias(i int) string { return string(rune('a' + i)) }

// text is the statement.
func (r *joinRule) text() string {
	var cols, from strings.Builder
	for i, s := range r.streams {
		if i > 0 {
			cols.WriteString(", ")
			from.WriteString(" " + r.word + " ")
		}
		fmt.Fprintf(&cols, "%s.id as %[1]s", alias(i))
		fmt.Fprintf(&from, "%s as %s", s, alias(i))
	}
	return fmt.Sprintf("@name('out') select irstream %s from %s %s;\n@name('in') select %[1]s from %s %s",
		&cols, &from, r.on, &from, r.on)
}

// tuples returns all tuples of the rows that the windows hold.
func (r *joinRule) tuples(held [][]*row) [][]*row {
	var out [][]*row
	matched := make(map[*row]bool)
	t := make([]*row, len(held))
	var walk func(int)
	walk = func(i int) {
		if i < len(held) {
			for _, x := range held[i] {
				t[i] = x
				walk(i + 1)
			}
			return
		}
		if r.match(t) {
			out = append(out, slices.Clone(t))
			for _, x := range t {
				matched[x] = true
			}
		}
	}
	walk(0)
	if r.left || r.right {
		out = r.alone(out, held)
	}
	return out
}

// alone appends the rows without match of an outer join.
func (r *joinRule) alone(out [][]*row, held [][]*row) [][]*row {
	for side, wanted := range []bool{r.left, r.right} {
		for _, x := range held[side] {
			if wanted && !slices.ContainsFunc(out, func(t []*row) bool { return t[side] == x }) {
				t := make([]*row, 2)
				t[side] = x
				out = append(out, t)
			}
		}
	}
	return out
}

// joinTwin keeps what the windows hold, told by statements that only watch them, and makes all tuples
// anew before and after each event.
type joinTwin struct {
	rule    joinRule
	watch   *bench
	held    [][]*row
	in, out [][]*row // what each window let in and out of late
}

func newJoinTwin(t *testing.T, r joinRule) *joinTwin {
	w := &joinTwin{rule: r, watch: newBench(t, func(c *engine.Config) { c.Functions = nil })}
	n := len(r.streams)
	w.held, w.in, w.out = make([][]*row, n), make([][]*row, n), make([][]*row, n)
	w.watch.deploy(joinSchemas)
	for i, s := range r.streams {
		d := w.watch.deploy("select irstream id, k, v from " + s)
		d.Statements()[0].Listen(func(u engine.Update) {
			for _, e := range u.New {
				w.in[i] = append(w.in[i], rowOf(e))
			}
			for _, e := range u.Old {
				w.out[i] = append(w.out[i], rowOf(e))
			}
		})
	}
	return w
}

func rowOf(e engine.Row) *row {
	r := &row{v: nullInt}
	id, _ := e.Get("id").(int32)
	r.id = int(id)
	r.k, _ = e.Get("k").(string)
	if v, ok := e.Get("v").(int32); ok {
		r.v = int(v)
	}
	return r
}

// moved lets what left out of the windows, and what entered in, and tells the rows of the join.
func (w *joinTwin) moved() []string {
	var rows []string
	tell := func(name string, moved [][]*row) {
		for _, t := range w.rule.tuples(w.held) {
			touched := false
			for i, x := range t {
				touched = touched || x != nil && containsRow(moved[i], x)
			}
			if touched {
				rows = append(rows, name+tupleText(t))
			}
		}
	}
	for i := range w.held { // what comes and goes at once is joined both times
		for _, x := range w.out[i] {
			if !containsRow(w.held[i], x) {
				w.held[i] = append(w.held[i], x)
			}
		}
	}
	tell("out old ", w.out)
	for i := range w.held {
		w.held[i] = slices.DeleteFunc(w.held[i], func(x *row) bool { return containsRow(w.out[i], x) })
		w.held[i] = append(w.held[i], w.in[i]...)
	}
	tell("out ", w.in)
	for i := range w.held {
		w.held[i] = slices.DeleteFunc(w.held[i], func(x *row) bool { return containsRow(w.out[i], x) })
		w.in[i], w.out[i] = nil, nil
	}
	for _, r := range rows {
		if !strings.HasPrefix(r, "out old ") {
			rows = append(rows, "in"+strings.TrimPrefix(r, "out"))
		}
	}
	return rows
}

func containsRow(list []*row, x *row) bool {
	return slices.ContainsFunc(list, func(y *row) bool { return y.id == x.id })
}

func tupleText(t []*row) string {
	var b strings.Builder
	for i, x := range t {
		id := "null"
		if x != nil {
			id = fmt.Sprint(x.id)
		}
		fmt.Fprintf(&b, ",%q:%s", alias(i), id)
	}
	return "{" + b.String()[1:] + "}"
}

const joinSchemas = `@public create schema A(id int, k string, v int);
	@public create schema B(id int, k string, v int)`

// TestJoinsAgreeWithTwin joins random events in many ways, and saves and restores the engine now and
// then.
func TestJoinsAgreeWithTwin(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	for _, rule := range joinRules() {
		t.Run(strings.Join(rule.streams, rule.word)+rule.on, func(t *testing.T) {
			told := 0
			for seed := range rounds {
				told += joinHistory(t, rule, uint64(seed))
			}
			require.NotZero(t, told)
		})
	}
}

// joinHistory sends events and returns how many rows there were.
func joinHistory(t *testing.T, rule joinRule, seed uint64) (told int) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	w, b := newJoinTwin(t, rule), newBench(t, func(c *engine.Config) { c.Functions = nil })
	b.deploy(joinSchemas)
	b.deploy(rule.text())
	for i := range 80 {
		k := []string{"null", `"a"`, `"b"`, `"c"`}[rnd.IntN(4)]
		json := fmt.Sprintf(`{"id":%d,"k":%s,"v":%s}`, i, k, number(rnd.IntN(5)-1, true))
		typ := []string{"A", "B"}[rnd.IntN(2)]
		for _, e := range []*bench{w.watch, b} {
			e.send(typ, json)
		}
		told += b.agree(w, seed, i)
		for range rnd.IntN(3) { // rows of one instant leave together, in one update
			for _, e := range []*bench{w.watch, b} {
				require.NoError(t, e.Advance(e.Now()+1))
			}
			told += b.agree(w, seed, i)
		}
		if rnd.IntN(20) == 0 {
			b.restart()
		}
	}
	require.Empty(t, b.errs)
	return told
}

// agree compares the rows that came since the last call, and returns how many they were.
func (b *bench) agree(w *joinTwin, seed uint64, i int) int {
	wanted, got := w.moved(), b.take()
	slices.Sort(wanted) // their order is for the rule tests
	slices.Sort(got)
	require.Equal(b.t, wanted, got, "seed %d, event %d", seed, i)
	return len(got)
}
