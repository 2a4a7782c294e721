package rowrecog

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// stage runs one clause over rows N(id, k, v); ids count from 0.
type stage struct {
	*rig
	w   *statement
	ids int64
}

func newStage(t testing.TB, clause string, host Host) *stage {
	s := &stage{rig: newRig(t)}
	s.schema(event.MustSchema("N", event.Field{Name: "id", Type: event.Int},
		event.Field{Name: "k", Type: event.Int}, event.Field{Name: "v", Type: event.Int}))
	p, err := s.compile(clause)
	require.NoError(t, err)
	s.w = &statement{name: "out", plan: p, schema: s.cat["N"]}
	host.Rt, host.Slot = s.rt, 1
	s.w.host = host
	env := p.testEnv()
	s.w.show = func(m Match) string { return p.show(m, env) }
	s.w.sink = func(found []Match) {
		for _, m := range found {
			s.out = append(s.out, s.w.show(m))
		}
	}
	s.w.m = p.New(&s.w.host, s.w.sink)
	s.stmts = append(s.stmts, s.w)
	return s
}

func (s *stage) compile(clause string) (*Plan, error) {
	st, err := grammar.ParseStatement("select 1 from N match_recognize ("+clause+")", grammar.Limits{})
	require.NoError(s.t, err)
	return Compile(st.(*ast.Select).Match, s.cat["N"], &compiler{s.cat, s.cat["N"]})
}

// play sends rows "k/v" and moves the clock ("@100").
func (s *stage) play(steps string) string {
	s.out = nil
	for x := range strings.FieldsSeq(steps) {
		if x[0] == '@' {
			var to int64
			fmt.Sscan(x[1:], &to)
			s.advance(to)
			continue
		}
		var k, v int64
		_, err := fmt.Sscanf(x, "%d/%d", &k, &v)
		require.NoError(s.t, err)
		s.send(s.row(k, v))
	}
	return strings.Join(s.out, "|")
}

func (s *stage) row(k, v int64) *event.Event {
	sc := s.cat["N"]
	ev := sc.NewNull()
	ev.SetInt(sc.Column("id"), s.ids)
	ev.SetInt(sc.Column("k"), k)
	ev.SetInt(sc.Column("v"), v)
	s.ids++
	return ev
}

// delete takes a row out of the window by its place.
func (s *stage) delete(i int) {
	ev := s.w.rows[i]
	s.w.rows = slices.Delete(s.w.rows, i, i+1)
	s.w.m.Push(&event.Delta{Old: []*event.Event{ev}})
	ev.Drop()
	s.after()
}

func (s *stage) iterate() string {
	var got []string
	s.w.m.Each(slices.Values(s.w.rows), func(m Match) bool {
		got = append(got, s.w.show(m))
		return true
	})
	return strings.Join(got, "|")
}

func (s *stage) close() {
	s.w.m.Close()
	require.Zero(s.t, s.w.m.pool.live)
	require.Zero(s.t, s.w.m.threads)
	require.Zero(s.t, s.w.m.waiting)
	require.Zero(s.t, s.w.m.kept)
	require.Zero(s.t, s.sched.Len())
}

func windowed(t *testing.T, clause string) *stage {
	s := newStage(t, clause, Host{Windowed: true})
	s.w.kind = "keepall"
	s.reload = true
	return s
}

// The answers of the following three are Esper's, over a named window with deletions.
func TestDeletedRowBreaksAttempts(t *testing.T) {
	s := windowed(t, "measures A.v as a pattern (A B C) define B as B.v > A.v, C as C.v > B.v")
	require.Empty(t, s.play("0/1 0/2"))
	s.delete(0)
	require.Equal(t, "A1 B2 C3", s.play("0/3 0/4 0/5"))
	require.Equal(t, "A1 B2 C3", s.iterate())
	s.close()
}

func TestDeletedMatchChangesNothing(t *testing.T) {
	s := windowed(t, "measures A.v as a pattern (A B) define B as B.v > A.v")
	require.Equal(t, "A0 B1", s.play("0/1 0/2"))
	s.delete(0)
	s.delete(0)
	require.Equal(t, "A2 B3", s.play("0/3 0/4"))
	require.Equal(t, "A2 B3", s.iterate())
	s.close()
}

func TestPrevRemembersDeletedRows(t *testing.T) {
	s := windowed(t, "measures A.v as a pattern (A) define A as A.v > prev(A.v)")
	require.Equal(t, "A1", s.play("0/5 0/9"))
	s.delete(1)
	require.Equal(t, "A3", s.play("0/7 0/8"))
	require.Equal(t, "A3", s.iterate())
	s.close()
}

func TestInvalid(t *testing.T) {
	s := newStage(t, "measures A.v as a pattern (A)", Host{})
	for _, clause := range []string{
		"measures A.v as a pattern (A B) define X as X.v > 1",
		"measures A.v as a pattern (A B) define A as A.v > 1, A as A.v > 2",
		"measures A.v as a pattern (A B) define A as A.v > B.v",
		"measures A.v as a pattern (A{0} B)",
		"measures A.v as a pattern (A{3,2} B)",
		"measures A.v as a pattern (A B*) interval 10",
		"measures A.v as a pattern (A{9999}{9999})",
		"measures A.v as a pattern (A{9999} B{9999})",
		"measures A.v as a pattern (match_recognize_permute(A, B, C, D, E, F, G, H, I))",
	} {
		st, err := grammar.ParseStatement("select 1 from N match_recognize ("+clause+")", grammar.Limits{})
		if err == nil {
			_, err = Compile(st.(*ast.Select).Match, s.cat["N"], &compiler{s.cat, s.cat["N"]})
		}
		require.Error(t, err, clause)
	}
}

func TestThreadsStayBounded(t *testing.T) {
	for _, clause := range []string{
		"measures B.v as b pattern (A+ B) define B as B.v > 99",
		"measures D.v as d pattern (A* B* C* D) define D as D.v > 99",
		"measures D.v as d pattern ((A | B)+ C? (A | B)* D) define D as D.v > 99",
		"measures D.v as d pattern (A+? B+ C{2,5} D) define A as A.v > 0, D as D.v > 99",
		"measures D.v as d pattern (((A* B?)* C?)* D) define D as D.v > 99",
	} {
		s := newStage(t, clause, Host{})
		for i := range int64(2000) {
			s.send(s.row(0, 1+i%5))
		}
		require.LessOrEqual(t, s.w.m.Counters().Threads, 2*len(s.w.plan.states)+2, clause)
		s.play("0/100")
		require.NotEmpty(t, s.out)
		s.close()
	}
}

func TestSearchOfLongWindowEnds(t *testing.T) {
	s := newStage(t, "measures B.v as b pattern (A+ B | A+ C) define B as B.v > 99, C as C.v > 99", Host{Windowed: true})
	s.w.kind = "keepall"
	rows := make([]*event.Event, 20_000)
	for i := range rows {
		rows[i] = s.row(0, 1)
		rows[i].Hold()
	}
	s.w.m.Each(slices.Values(rows), func(Match) bool { t.Fatal("no match expected"); return false })
	s.close()
}

func TestLimits(t *testing.T) {
	// The condition looks at another row, so that every attempt must be kept.
	const clause = "measures B.v as b after match skip to next row pattern (A X* B) define X as X.v > 0, B as B.v < A.v"
	for policy, want := range map[Policy]Counters{
		Refuse:     {Threads: 2, Partitions: 1, Rows: 2, Refused: 9},
		DropOldest: {Threads: 2, Partitions: 1, Rows: 1, Dropped: 9},
		Fail:       {Threads: 2, Partitions: 1, Rows: 2, Refused: 9},
	} {
		var told int
		s := newStage(t, clause, Host{
			Limits: Limits{Max: 2, Policy: policy}, Failed: func(error) { told++ },
		})
		for range 10 {
			s.play("0/5")
			require.LessOrEqual(t, s.w.m.threads, 6)
		}
		got := s.w.m.Counters()
		require.Equal(t, policy == Fail, told > 0)
		require.Equal(t, want.Partitions, got.Partitions)
		require.Equal(t, policy == DropOldest, got.Dropped > 0)
		require.Equal(t, policy != DropOldest, got.Refused > 0)
		s.close()
	}
}

func TestEmptyPartitionsAreForgotten(t *testing.T) {
	s := newStage(t, "partition by k measures B.v as b pattern (A B) define A as A.v = 1", Host{})
	for k := range int64(1000) {
		s.play(fmt.Sprintf("%d/0", k))
	}
	require.Zero(t, s.w.m.Counters().Partitions)
	s.play("7/1 8/1 7/0")
	require.Equal(t, 1, s.w.m.Counters().Partitions)
	s.close()
}

func TestExplain(t *testing.T) {
	s := newStage(t, "measures A.v as a pattern (A B*? (C | D){2})", Host{})
	require.Equal(t, strings.TrimPrefix(`
start → 0
0 A → 2 3 1
1 B → 2 3 1
2 C → 4 5
3 D → 4 5
4 C → end
5 D → end
`, "\n"), s.w.plan.Explain())
}

func TestDamagedState(t *testing.T) {
	const clause = "partition by k measures A.v as a pattern (A B* C) interval 10 seconds define B as B.v > prev(B.v, 2)"
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := newStage(t, clause, Host{Windowed: true})
		s.w.kind = "keepall"
		s.play("0/1 1/2 0/3 1/1 0/4 0/5")
		var b bytes.Buffer
		e := event.NewEncoder(&b)
		s.w.m.Save(e)
		require.NoError(t, e.Flush())
		data := slices.Clone(b.Bytes())
		for range 1 + r.IntN(3) {
			data[r.IntN(len(data))] ^= byte(1 << r.IntN(8))
		}
		s.w.m.Close()
		d := event.NewDecoder(bytes.NewReader(data), s.cat.Schema)
		s.w.m = s.w.plan.New(&s.w.host, s.w.sink)
		s.w.m.Load(d) // must not panic; when it is told as damaged, nothing is left
		s.close()
	}
}

// vShape plays prices that fall and rise, host after host.
type vShape struct {
	*stage
	hosts int64
	n     int64
	found int
	delta event.Delta
}

const shapeClause = "partition by k measures A.v as a pattern (A B+ C) " +
	"define B as B.v < prev(B.v), C as C.v > prev(C.v)"

func newVShape(t testing.TB, hosts int64) *vShape {
	s := &vShape{stage: newStage(t, shapeClause, Host{}), hosts: hosts}
	s.arena.Poison = false
	s.w.m.out = func(found []Match) { s.found += len(found) }
	return s
}

func (s *vShape) step() {
	s.n++
	round := s.n / s.hosts
	ev := s.row(s.n%s.hosts, []int64{9, 7, 5, 6, 8, 3, 2, 1, 4, 4}[(round+s.n)%10])
	s.delta.New = append(s.delta.New[:0], ev)
	s.w.m.Push(&s.delta)
	s.arena.Sweep()
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	s := newVShape(t, 50)
	for range 5000 {
		s.step()
	}
	require.Zero(t, testing.AllocsPerRun(2000, s.step))
	require.Positive(t, s.found)
	s.close()
}

// BenchmarkShape is the shape of W16 with different numbers of partitions.
func BenchmarkShape(b *testing.B) {
	for _, hosts := range []int64{10, 1000, 100_000} {
		b.Run(fmt.Sprint(hosts), func(b *testing.B) {
			s := newVShape(b, hosts)
			for range 12 * hosts {
				s.step()
			}
			b.ReportAllocs()
			for b.Loop() {
				s.step()
			}
		})
	}
}

// A partition that has been silent is forgotten with what it waits for, also across saving; its next
// row is its first again.
func TestIdlePartitions(t *testing.T) {
	const clause = "partition by k measures A.v as a pattern (A B) define B as B.v > prev(B.v)"
	for _, reload := range []bool{false, true} {
		s := newStage(t, clause, Host{Idle: Idle{MaxAge: 100}})
		s.reload = reload
		require.Equal(t, "A1 B2", s.play("1/1 2/1 @60 2/2 @100 2/3 @101 1/9")) // 1 was forgotten at 100
		require.Equal(t, uint64(1), s.w.m.Counters().Reclaimed)
		require.Equal(t, "A4 B5", s.play("@150 1/10"))
		require.Equal(t, 2, s.w.m.Counters().Partitions)
		s.play("@1000 3/1")
		require.Equal(t, 1, s.w.m.Counters().Partitions)
		s.close()

		s = newStage(t, clause, Host{Idle: Idle{MaxCount: 2}})
		s.reload = reload
		require.Empty(t, s.play("1/1 2/1 1/0 3/1 2/2")) // 2 was idle longest when 3 came
		require.Equal(t, "A3 B5", s.play("3/2"))
		require.Equal(t, uint64(2), s.w.m.Counters().Reclaimed)
		s.close()
	}
}

// Neither rows in a window nor an interval that runs may be forgotten, and a million keys leave what
// the policy says.
func TestIdlePartitionsThatMustStay(t *testing.T) {
	s := newStage(t, "partition by k measures A.v as a pattern (A) interval 50 msec define A as A.v > 0",
		Host{Idle: Idle{MaxAge: 10}})
	require.Empty(t, s.play("1/1 @20 2/0"))
	require.Equal(t, "A0", s.play("@50"))
	s.close()

	n := int64(1_000_000)
	if testing.Short() {
		n = 10_000
	}
	s = newStage(t, "partition by k measures A.v as a pattern (A B) define B as B.v > prev(B.v)",
		Host{Idle: Idle{MaxCount: 1000}})
	for i := range n {
		s.send(s.row(i, 1))
	}
	c := s.w.m.Counters()
	require.Equal(t, 1000, c.Partitions)
	require.Equal(t, 1000, c.Threads)
	require.Equal(t, uint64(n-1000), c.Reclaimed)
	s.close()
}

func TestPartials(t *testing.T) {
	s := newStage(t, "partition by k measures A.v as a pattern (A B+ C) define B as B.v < prev(B.v), C as C.v > prev(C.v)", Host{})
	require.Empty(t, s.play("@5 1/9 @7 2/9 @8 1/5"))
	var got []string
	for p := range s.w.m.Partials {
		got = append(got, fmt.Sprintf("%s %d since %d: %v", p.Last, p.Rows, p.Since, p.Waiting))
	}
	require.Equal(t, []string{"B 2 since 5: [B C]", "A 1 since 7: [B]", "A 1 since 8: [B]"}, got)
	s.close()

	s = newStage(t, "measures A.v as a pattern (A B*) interval 50 msec define B as B.v > 0", Host{})
	s.play("@5 1/0")
	for p := range s.w.m.Partials {
		got = append(got[:0], fmt.Sprintf("%s %v %d", p.Last, p.Waiting, p.Due))
		if p.Due > 0 {
			break
		}
	}
	require.Equal(t, []string{"A [] 55"}, got)
	s.close()
}

// The oldest attempt makes room in whatever partition it is: keys that fell silent do not shut out others.
func TestDropOldestOfAllPartitions(t *testing.T) {
	const clause = "partition by k measures A.v as a pattern (A B) define A as A.v = 1, B as B.v = 2"
	for _, reload := range []bool{false, true} {
		s := newStage(t, clause, Host{Limits: Limits{Max: 2, Policy: DropOldest}})
		s.reload = reload
		require.Equal(t, "A2 B4|A1 B5", s.play("1/1 2/1 3/1 1/2 3/2 2/2"))
		require.Equal(t, uint64(1), s.w.m.Counters().Dropped)
		s.close()
	}
}
