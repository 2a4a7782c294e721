package query

import (
	"slices"

	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// JoinKey is what the rows of two streams must agree in: all equalities between the two that the
// same clause demands, or of an inner join any clause. Both keys make the same kind of value.
type JoinKey struct {
	Step    int // of the from-clause that demands it; of an inner join it does not matter
	Streams [2]int
	Keys    [2]*keys.Key
	Fns     [2][]expr.Fn // that Keys are made of
}

// JoinSide is one side of a key: that of stream Streams[Own].
type JoinSide struct{ Key, Own int }

// JoinStep goes on to one more stream.
type JoinStep struct {
	Stream int
	// Slot is the place among the stream's keys of the one that leads there, -1 when all rows are
	// looked at; From is the stream it leads from, FromSlot its place among that one's keys.
	Slot, From, FromSlot int
	Key                  JoinSide // as the stream has it
	Tests                []expr.Filter
	Optional             bool // a row without match goes on without this stream
}

// joinTerm is one condition of a join.
type joinTerm struct {
	step  int // the first stream at which all that it names are bound, in the order of the text
	holds expr.Filter
	equal *JoinEqual // nil when it is something else
	key   int        // 1 + the key that it is a part of; 0 is none
}

// streams returns the set of streams that must be bound before the term can be judged.
func (t *joinTerm) streams() uint {
	if t.equal != nil {
		return 1<<t.equal.Streams[0] | 1<<t.equal.Streams[1]
	}
	return 1<<(t.step+1) - 1
}

// exact tells whether rows with equal keys fulfil the term. What NaN equals is left to the expression.
func (t *joinTerm) exact() bool { return t.key > 0 && !t.equal.float() }

// joinWhere makes the where clause of an inner join conditions of the join, judged as soon as the
// streams are there that they name. One with subqueries, prev or prior stays behind the join; its
// equalities lead to rows all the same.
func (c *compiler) joinWhere(st *ast.Select, p *SelectPlan, plain bool, sc *expr.Scope) error {
	j := p.Join
	for _, e := range andTerms([]ast.Expr{st.Where}) {
		t := joinTerm{step: len(j.Kinds) - 1, equal: equality(e, sc)}
		if plain {
			f, err := expr.CompileFilter(e, sc)
			if err != nil {
				return err
			}
			t.holds = f
		}
		if plain || t.equal != nil {
			j.terms = append(j.terms, t)
		}
	}
	if plain {
		p.Where = nil
	}
	return nil
}

// index makes the keys of the conditions and the paths along them.
func (j *JoinPlan) index() {
	n := len(j.Kinds)
	j.KeyOf = make([][]JoinSide, n)
	for i := range j.terms {
		if t := &j.terms[i]; t.equal != nil && t.key == 0 {
			j.addKey(i)
		}
	}
	if j.Outer && n > 2 {
		return
	}
	for i := range n {
		j.Paths = append(j.Paths, j.path(i))
	}
}

// addKey makes one key of an equality and of those after it between the same streams.
func (j *JoinPlan) addKey(first int) {
	e := j.terms[first].equal
	k := JoinKey{Step: j.terms[first].step, Streams: e.Streams}
	var fns [2][]expr.Fn
	for i := first; i < len(j.terms); i++ {
		t := &j.terms[i]
		if t.equal == nil || t.key > 0 || j.Outer && t.step != k.Step {
			continue
		}
		both := t.equal.Keys
		switch t.equal.Streams {
		case k.Streams:
		case [2]int{k.Streams[1], k.Streams[0]}:
			both[0], both[1] = both[1], both[0]
		default:
			continue
		}
		fns[0], fns[1] = append(fns[0], both[0]), append(fns[1], both[1])
		t.key = len(j.Keys) + 1
	}
	k.Fns = fns
	for own, stream := range k.Streams {
		k.Keys[own] = keys.New(fns[own]...)
		j.KeyOf[stream] = append(j.KeyOf[stream], JoinSide{Key: len(j.Keys), Own: own})
	}
	j.Keys = append(j.Keys, k)
}

// path plans the way from an event of one stream to all others: next is always a stream that a key
// leads to, else the first in the text. A condition is judged where its last stream is bound.
func (j *JoinPlan) path(from int) []JoinStep {
	bound := uint(1) << from
	var steps []JoinStep
	for len(steps) < len(j.Kinds)-1 {
		s := j.next(bound)
		was := bound
		bound |= 1 << s.Stream
		for i := range j.terms {
			t := &j.terms[i]
			led := s.Slot >= 0 && t.key == s.Key.Key+1 && t.exact()
			if need := t.streams(); t.holds != nil && !led && need&^bound == 0 && need&^was != 0 {
				s.Tests = append(s.Tests, t.holds)
			}
		}
		k := j.Kinds[1]
		s.Optional = k == FullJoin || k == LeftJoin && from == 0 || k == RightJoin && from == 1
		steps = append(steps, s)
	}
	return steps
}

// next picks the stream to go to.
func (j *JoinPlan) next(bound uint) JoinStep {
	first := -1
	for i := range j.Kinds {
		if bound&(1<<i) != 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		for slot, side := range j.KeyOf[i] {
			other := j.Keys[side.Key].Streams[1-side.Own]
			if bound&(1<<other) != 0 {
				return JoinStep{Stream: i, Slot: slot, From: other, FromSlot: j.SlotOf(other, side.Key), Key: side}
			}
		}
	}
	return JoinStep{Stream: first, Slot: -1}
}

// SlotOf returns the place of a key among those of a stream, or -1.
func (j *JoinPlan) SlotOf(stream, key int) int {
	return slices.IndexFunc(j.KeyOf[stream], func(s JoinSide) bool { return s.Key == key })
}

// TellsLeft tells whether anything depends on what leaves a join: a statement without aggregation
// whose remove stream nobody takes does not ask for it.
func (p *SelectPlan) TellsLeft() bool {
	r := p.Result
	return r.Kind != RowSimple || r.RStream || r.Output != nil || len(r.Locals) > 0 ||
		p.Insert != nil && p.Insert.OldStream
}
