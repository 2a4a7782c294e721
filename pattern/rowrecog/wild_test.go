package rowrecog

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// wild plays a random pattern with a small limit under rows, deletions and jumps of the clock, and
// checks that what is held stays bounded and that nothing is left.
func wild(t *testing.T, seed uint64) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 17)), loops: true}
	tw := &twin{x: g.rx(1 + g.r.IntN(4)), conds: map[byte]condition{}, all: g.r.IntN(3) == 0}
	tw.skip = []string{"", "after match skip to next row", "after match skip to current row"}[g.r.IntN(3)]
	tw.interval = int64(g.r.IntN(2) * g.r.IntN(40))
	m := g.clause(t, tw)
	s := &stage{rig: newRig(t)}
	s.reload = g.r.IntN(20) == 0
	s.schema(event.MustSchema("N", event.Field{Name: "id", Type: event.Int},
		event.Field{Name: "k", Type: event.Int}, event.Field{Name: "v", Type: event.Int}))
	p, err := Compile(m, s.cat["N"], &compiler{s.cat, s.cat["N"]})
	if err != nil {
		return // too large
	}
	limit := 1 + g.r.IntN(60)
	s.w = &statement{plan: p, schema: s.cat["N"], kind: "keepall", sink: func([]Match) {}}
	s.w.host = Host{Rt: s.rt, Slot: 1, Windowed: true, Limits: Limits{Max: limit, Policy: Policy(g.r.IntN(3))}}
	switch g.r.IntN(3) {
	case 0:
		s.w.host.Windowed, s.w.kind = false, ""
		fallthrough
	case 1:
		s.w.host.Idle = Idle{MaxAge: int64(g.r.IntN(100)), MaxCount: g.r.IntN(4)}
	}
	s.w.m = p.New(&s.w.host, s.w.sink)
	s.stmts = append(s.stmts, s.w)
	for range 150 {
		switch k := g.r.IntN(10); {
		case k < 2:
			s.advance(max(0, s.sched.Now()+int64(g.r.IntN(60))-5+int64(g.r.IntN(20)/19)*100_000))
		case k < 4 && len(s.w.rows) > 0:
			s.delete(g.r.IntN(len(s.w.rows)))
		default:
			s.send(s.row(int64(g.r.IntN(5)/2), int64(g.r.IntN(4))))
		}
		if most := s.w.host.Idle.MaxCount; most > 0 && !s.w.host.Windowed && tw.interval == 0 {
			require.LessOrEqual(t, s.w.m.parts.Len(), most, "seed %d %s", seed, tw.x.text())
		}
		require.LessOrEqual(t, s.w.m.kept, limit)
		require.LessOrEqual(t, s.w.m.threads, limit, "seed %d %s", seed, tw.x.text())
	}
	if !tw.all {
		s.w.m.Each(slices.Values(s.w.rows), func(Match) bool { return true })
	}
	s.close()
}

func TestWildPatterns(t *testing.T) {
	for seed := range uint64(500) {
		wild(t, seed)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(wild)
}
