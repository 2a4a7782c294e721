package rowrecog

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// best is the first of all ways from a first row, among the rows up to one.
func (tw *twin) best(first, last int) (found taken) {
	tw.first, tw.upTo = first, last
	tw.ways(tw.x, nil, func(g taken) bool {
		found = g
		return len(g) > 0
	})
	return found
}

func (tw *twin) past() bool { return tw.skip == "" || strings.Contains(tw.skip, "past") }

// clock tells what has been held back until a time.
func (tw *twin) clock(now int64) (out []string) {
	for _, t := range sortedTimes(tw.at) {
		if tw.fired[t] || t+tw.interval > now {
			continue
		}
		tw.fired[t] = true
		end := -1
		for b, bt := range tw.at {
			if bt != t || tw.past() && b <= end {
				continue
			}
			if g := tw.best(b, len(tw.rows)-1); len(g) > 0 {
				out = append(out, tw.show(b, g))
				end = b + len(g) - 1
			}
		}
	}
	return out
}

func sortedTimes(times []int64) []int64 {
	out := append([]int64(nil), times...)
	slices.Sort(out)
	return out
}

// late tells the matches that the newest row makes longer after their interval.
func (tw *twin) late(now int64) (out []string) {
	e := len(tw.rows) - 1
	for b := range tw.rows {
		if tw.at[b]+tw.interval > now {
			continue
		}
		if g := tw.best(b, e); len(g) > 0 && b+len(g)-1 == e {
			out = append(out, tw.show(b, g))
			if tw.past() {
				break
			}
		}
	}
	return out
}

func agreeOnInterval(t *testing.T, seed uint64) (rows int, ok bool) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 5))}
	tw := &twin{x: g.rx(1 + g.r.IntN(3)), conds: map[byte]condition{}, fired: map[int64]bool{}, lastEnd: -1}
	tw.skip = []string{"", "after match skip to next row", "after match skip to current row"}[g.r.IntN(3)]
	tw.interval = int64(1 + g.r.IntN(30))
	clause := g.clause(t, tw)
	s := &stage{rig: newRig(t)}
	s.reload = seed%10 == 0
	s.schema(event.MustSchema("N", event.Field{Name: "id", Type: event.Int},
		event.Field{Name: "k", Type: event.Int}, event.Field{Name: "v", Type: event.Int}))
	p, err := Compile(clause, s.cat["N"], &compiler{s.cat, s.cat["N"]})
	require.NoError(t, err)
	env := p.testEnv()
	s.w = &statement{plan: p, schema: s.cat["N"], host: Host{Rt: s.rt, Slot: 1}}
	s.w.sink = func(found []Match) {
		for _, m := range found {
			s.out = append(s.out, p.show(m, env))
		}
	}
	s.w.m = p.New(&s.w.host, s.w.sink)
	s.stmts = append(s.stmts, s.w)
	defer func() {
		if e := recover(); e == "too much" {
			ok = false
		} else if e != nil {
			panic(e)
		}
	}()
	now := int64(0)
	for i := range 5 + g.r.IntN(15) {
		var want []string
		s.out = nil
		if g.r.IntN(2) == 0 {
			now += int64(g.r.IntN(20))
			want = tw.clock(now)
			s.advance(now)
		} else {
			v := int64(g.r.IntN(4))
			tw.rows, tw.global, tw.at = append(tw.rows, v), append(tw.global, int(s.ids)), append(tw.at, now)
			want = tw.late(now)
			s.send(s.row(0, v))
		}
		require.Equal(t, set(want), set(s.out), "seed %d step %d: %s %v %s interval %d\nrows %v\ntimes %v", seed,
			i, tw.x.text(), tw.conds, tw.skip, tw.interval, tw.rows, tw.at)
		rows += len(want)
	}
	s.close()
	return rows, true
}

func TestIntervalAgreesWithTwin(t *testing.T) {
	n := uint64(5000)
	if testing.Short() {
		n = 500
	}
	answered, matched := 0, 0
	for seed := range n {
		rows, ok := agreeOnInterval(t, seed)
		if ok {
			answered++
		}
		if rows > 0 {
			matched++
		}
	}
	require.Greater(t, answered, int(n)*9/10)
	require.Greater(t, matched, int(n)/4)
	t.Logf("%d of %d histories compared, %d with matches", answered, n, matched)
}
