package pattern

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// stage is a rig with the types A, B and C and one pattern.
type stage struct {
	*rig
	schemas []*event.Schema
	w       *running
	ids     int64
}

func newStage(t testing.TB, text string, host Host, change func(*Plan)) *stage {
	s := &stage{rig: newRig(t), schemas: abc()}
	for _, x := range s.schemas {
		s.schema(x)
	}
	p, err := Compile(parsePattern(t, text), &compiler{s.cat}, Builtin())
	require.NoError(t, err)
	if change != nil {
		change(p)
	}
	s.w = s.run("p", p, p.show)
	host.Rt, host.Slot, host.Filters = s.rt, s.w.host.Slot, s.index
	s.w.host = host
	s.w.in = p.New(&s.w.host, s.w.sink)
	s.w.in.Start()
	return s
}

// play sends events such as "A1" (type and v) and moves the clock ("@100"); ids count from 0.
func (s *stage) play(steps string) []string {
	s.out = nil
	for x := range strings.FieldsSeq(steps) {
		var n int64
		_, err := fmt.Sscan(x[1:], &n)
		require.NoError(s.t, err)
		if x[0] == '@' {
			s.advance(n)
			continue
		}
		ev := s.schemas[x[0]-'A'].NewNull()
		ev.SetInt(ev.Schema().Column("id"), s.ids)
		ev.SetInt(ev.Schema().Column("v"), n)
		s.ids++
		s.send(ev)
	}
	got := s.out
	s.out = nil
	for i, o := range got {
		got[i] = strings.TrimPrefix(o, "p new ")
	}
	return got
}

func TestLimitRefuses(t *testing.T) {
	s := newStage(t, "every a=A -> b=B", Host{Limits: Limits{Max: 2}}, nil)
	require.Equal(t, []string{"a[0] b[3]", "a[1] b[3]"}, s.play("A1 A2 A3 B0"))
	require.Equal(t, Counters{Refused: 1}, s.w.in.Counters())
	require.Equal(t, []string{"a[4] b[5]"}, s.play("A1 B0"))
	s.leftOver()
}

func TestLimitDropsOldest(t *testing.T) {
	s := newStage(t, "every a=A -> b=B", Host{Limits: Limits{Max: 2, Policy: DropOldest}}, nil)
	require.Equal(t, []string{"a[1] b[3]", "a[2] b[3]"}, s.play("A1 A2 A3 B0"))
	require.Equal(t, Counters{Dropped: 1}, s.w.in.Counters())
	s.leftOver()
}

func TestLimitFails(t *testing.T) {
	var told []error
	s := newStage(t, "every a=A -> b=B", Host{
		Limits: Limits{Max: 1, Policy: Fail}, Failed: func(err error) { told = append(told, err) },
	}, nil)
	require.Equal(t, []string{"a[0] b[2]"}, s.play("A1 A2 B0"))
	require.Len(t, told, 1)
	require.ErrorContains(t, told[0], "holds 1 attempts")
	s.leftOver()
}

// What grows without arrows is bounded too.
func TestLimitOnWhatIsCollected(t *testing.T) {
	steps := strings.Repeat("A1 A2 A3 ", 20)
	for text, want := range map[string]string{
		"a=A until b=B":                      "a[0 1 2] b[60]",
		"every a=A and b=B":                  "a[0] b[60]",
		"every (every a=A) -> b=B":           "",
		"every-distinct(a.id) a=A -> b=B":    "",
		"every a=A -> every b=A -> c=B":      "",
		"every a=A -> (b=A until c=C)":       "",
		"every (a=A -> b=A) -> ([3] c=A)":    "",
		"every-distinct(a.v, 1 sec) (a=A)":   "",
		"every a=A -> not b=C -> every c=A":  "",
		"every (a=A and every b=A) -> c=B":   "",
		"every a=A -> (every b=A and c=B)":   "",
		"every (a=A -> every (b=A -> c=A))":  "",
		"every ([2:5] a=A until b=B) or c=C": "",
	} {
		for _, policy := range []Policy{Refuse, DropOldest, Fail} {
			s := newStage(t, text, Host{Limits: Limits{Max: 3, Policy: policy}}, nil)
			s.play(steps)
			require.LessOrEqual(t, s.w.in.held, 3, text)
			require.Less(t, s.w.in.pool.Counts.Nodes, 60, text)
			got := s.play("B0")
			if want != "" && policy == Refuse {
				require.Equal(t, want, got[0], text)
			}
			s.leftOver()
		}
	}
}

func TestTimeout(t *testing.T) {
	tests := []struct{ pattern, steps, want string }{
		{"every a=A -> (b=B where timer:within(10 msec))", "@1 A0 @5 A0 B0 @20", ""},
		{"every a=A -> (b=B where timer:within(10 msec))", "@1 A0 @5 A0 @12 @20", "a[0] since 1|a[1] since 5"},
		{"every (a=A -> b=B -> c=C) where timer:within(10 msec)", "A0 B0 @10 A0 @20", "a[0] b[1] since 0|a[2] since 10"},
		{"every ((a=A and b=B) where timer:within(10 msec))", "B0 @10 @20", "b[0] since 0"},
		{"every ([3] a=A) where timer:within(10 msec)", "A0 A0 @10 @20", "a[0 1] since 0"},
		{"a=A where timer:within(10 msec)", "@10", ""},
		{"a=A -> ((b=B or (c=C -> d=A)) where timer:within(10 msec))", "A0 C0 @10", "a[0] c[1] since 0"},
	}
	for _, tt := range tests {
		var told []string
		env := &expr.Env{Ev: make([]*event.Event, 9), Arr: make([][]*event.Event, 9)}
		var s *stage
		s = newStage(t, tt.pattern, Host{Timeout: func(m Match, since int64) {
			m.Load(env)
			told = append(told, fmt.Sprintf("%s since %d", s.w.plan.show(env), since))
		}}, nil)
		s.play(tt.steps)
		require.Equal(t, tt.want, strings.Join(told, "|"), "%s: %s", tt.pattern, tt.steps)
		s.leftOver()
	}
}

func TestTraceAndPartials(t *testing.T) {
	var told []string
	env := &expr.Env{Ev: make([]*event.Event, 9), Arr: make([][]*event.Event, 9)}
	var s *stage
	s = newStage(t, "every a=A -> (b=B(v = a.v) and not C) where timer:within(10 msec)", Host{Trace: func(l Life) {
		l.Match.Load(env)
		told = append(told, fmt.Sprintf("%d %d %s %s", l.At, l.Kind, s.w.plan.show(env), l.Reason))
	}}, nil)
	s.play("A1 @3 A2 B1")
	var seen []string
	s.w.in.Partials(func(p Partial) bool {
		p.Match.Load(env)
		seen = append(seen, fmt.Sprintf("%s waits for %q until %d", s.w.plan.show(env), p.Waiting, p.Due))
		return true
	})
	require.Equal(t, []string{
		` waits for ["a=A"] until 0`,
		`a[1] waits for ["b=B(v = a.v)" "not C"] until 13`,
	}, seen)
	s.play("@13 A3 C0")
	require.Equal(t, []string{
		"0 0 a[0] ", "3 0 a[1] ", "3 1 a[0] b[2] ",
		"13 2 a[1] (b=B(v = a.v) and not C) where timer:within(10 milliseconds)",
		"13 0 a[3] ", "13 2 a[3] not C",
	}, told)
	s.leftOver()
}

func TestDiscardKeepsCount(t *testing.T) {
	s := newStage(t, "every a=A -> ([2] b=B until c=C)", Host{}, func(p *Plan) { p.Discard = true })
	require.Equal(t, []string{"a[0] b[1 2]"}, s.play("A0 B0 B0"))
	require.Empty(t, s.play("C0"))
	s.leftOver()
}

func TestExplain(t *testing.T) {
	s := newStage(t, "every a=A -> (b=B(v = a.v) where timer:within(10 sec)) or not C", Host{}, nil)
	require.Equal(t, strings.TrimPrefix(`
0 followed-by
├─ 1 every
│  └─ 2 filter a=A (goes on waiting)
└─ 3 or
   ├─ 4 filter b=B(v = a.v) where timer:within(10 seconds)
   └─ 5 not not C
`, "\n"), s.w.plan.Explain())
}

func TestCloseDuringDelivery(t *testing.T) {
	s := newStage(t, "every a=A", Host{}, nil)
	s.w.in.out = func([]Match) { s.w.in.Close() }
	s.play("A1 A1")
	require.Empty(t, s.index.entries)
}

func TestDamagedState(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := newStage(t, "every a=A -> ([2:4] b=B until (c=C or timer:interval(50 msec))) where timer:within(1 sec)", Host{}, nil)
		s.play("A1 B1 @10 A1 B1")
		var b bytes.Buffer
		e := event.NewEncoder(&b)
		s.w.in.Save(e)
		require.NoError(t, e.Flush())
		data := slices.Clone(b.Bytes())
		for range 1 + r.IntN(3) {
			data[r.IntN(len(data))] ^= byte(1 << r.IntN(8))
		}
		data = data[:len(data)-r.IntN(3)]
		s.w.in.Close()
		d := event.NewDecoder(bytes.NewReader(data), s.cat.Schema)
		s.w.in = s.w.plan.New(&s.w.host, s.w.sink)
		s.w.in.Load(d) // must not panic; when it is told as damaged, nothing is left
		if d.Err() != nil {
			require.Zero(t, s.w.in.pool.Counts)
			require.Nil(t, s.w.in.root)
		}
		s.leftOver()
	}
}

// wild plays a random pattern with a small limit under events and jumps of the clock, and checks
// that what is held stays bounded and that nothing is left.
func wild(t *testing.T, seed uint64) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 11))}
	x := g.expression(1 + g.r.IntN(5))
	limits := Limits{Max: 1 + g.r.IntN(50), Policy: Policy(g.r.IntN(3))}
	s := newStage(t, x.text(), Host{Limits: limits, Timeout: func(Match, int64) {}}, func(p *Plan) {
		p.Discard, p.Suppress = g.r.IntN(4) == 0, g.r.IntN(4) == 0
	})
	s.reload = g.r.IntN(20) == 0
	most := 0
	for range 300 {
		if g.r.IntN(4) == 0 {
			s.advance(max(0, s.sched.Now()+int64(g.r.IntN(60))-5+int64(g.r.IntN(20)/19)*100_000))
		} else {
			s.play(fmt.Sprintf("%c%d", 'A'+g.r.IntN(3), g.r.IntN(3)))
		}
		s.out = nil
		most = max(most, s.w.in.pool.Counts.Nodes)
		require.LessOrEqual(t, s.w.in.held, limits.Max, "seed %d %s", seed, x.text())
	}
	require.LessOrEqual(t, most, 100*(limits.Max+10), "seed %d %s", seed, x.text())
	s.leftOver()
}

func TestWildPatterns(t *testing.T) {
	for seed := range uint64(300) {
		wild(t, seed)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(wild)
}
