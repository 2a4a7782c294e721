package resultset

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// Shared is one aggregation of several statements: those that see the same rows and group them by the
// same keys. The keys are looked up once for all, equal calls have one state, and each statement makes
// rows of its own in its own turn.
//
// All is brought up to date in the first statement's turn. None of the statements may therefore need
// the rows from before an update: [MayShare] refuses them. A group that loses its last row is kept
// until the next update, since all are yet to tell that it is empty.
//
// What goes wrong is told as if nothing were shared: when the where clause or a key throws, each
// statement fails; when an argument of a call does, those fail that have the call.
type Shared struct {
	table  *groups
	sets   []*Set
	calls  []call // of all sets, each once, in the order of the table's columns
	where  func(*expr.Env) bool
	env    expr.Env // which where, keys and arguments see
	ev     [1]*event.Event
	clock  *uint64 // goes on with each update
	at     uint64  // clock of the present update
	in     []*event.Event
	out    []*event.Event
	rows   [2][]*event.Event // memory of in and out
	undoes bool              // no call traces what has left
	failed any               // what the where clause or a key threw in this update
	glance visit             // of the contents
}

// call is an aggregation of one or several sets.
type call struct {
	text   string
	column aggregate.Column
	traces bool
	failed any // what an argument threw in this update
}

// MayShare tells whether a statement's aggregation can be one with another's. Its expressions must
// not look at anything that belongs to the statement alone, and no row may need what a group was
// before the update.
func MayShare(p *query.SelectPlan) bool {
	r := p.Result
	if len(r.Aggs) == 0 || r.Streams != 1 || p.Moving || p.Into != nil || len(r.Locals)+len(p.Slots.State)+len(p.Access) > 0 {
		return false
	}
	switch r.Kind {
	case query.RowForAll, query.RowPerGroup:
		if r.RStream || p.Insert != nil && p.Insert.OldStream {
			return false
		}
	case query.RowPerEvent, query.RowAggregateGroup:
	case query.RowSimple, query.RowRollup:
		return false
	}
	return sharedMode(r)
}

// sharedMode tells whether the rows of an output interval can be made of shared groups.
func sharedMode(r *query.ResultPlan) bool {
	switch modeOf(r) {
	case modeEvery:
		return r.Windowed || !r.Unbound
	case modeNone: // without a window the groups are listed, by notes that are the statement's own
		return r.Windowed
	case modeLast, modeAll, modeFirst:
	}
	return false
}

// Alike tells whether two statements that see the same events may share their aggregation.
func Alike(p, q *query.SelectPlan) bool {
	return p.WhereOf == q.WhereOf && slices.Equal(p.Result.KeyText, q.Result.KeyText)
}

// Join makes the aggregation of s one with that of with. Neither has seen anything yet. The clock must
// go on before each update and not until all have had it.
func (s *Set) Join(with *Set, clock *uint64) {
	if with.shared == nil {
		sh := &Shared{where: with.where, clock: clock, at: *clock}
		sh.env = expr.Env{Ev: sh.ev[:], Rt: with.env.Rt}
		sh.table, with.own = &groups{}, groups{}
		sh.table.init(with.plan.Keys, nil, with.plan.Windowed)
		sh.table.queued = with.plan.Queued
		sh.add(with)
	}
	s.own = groups{}
	with.shared.add(s)
}

func (sh *Shared) add(s *Set) {
	sh.sets = append(sh.sets, s)
	if n := len(s.env.Local); n > len(sh.env.Local) {
		sh.env.Local = make([]any, n)
	}
	s.shared, s.groups = sh, sh.table
	for i, text := range s.plan.AggText {
		at := slices.IndexFunc(sh.calls, func(c call) bool { return c.text == text })
		if at < 0 {
			at = len(sh.calls)
			c := s.plan.Aggs[i].New()
			c.Grow(sh.table.room)
			sh.calls = append(sh.calls, call{text: text, column: c, traces: traces(s.plan.Aggs[i])})
		}
		s.readers = append(s.readers, sh.calls[at].column)
	}
	sh.arrange()
}

// Leave takes the set out of what it shares; the calls that it alone had are forgotten.
func (s *Set) Leave() {
	sh := s.shared
	if sh == nil {
		return
	}
	sh.sets = slices.DeleteFunc(sh.sets, func(x *Set) bool { return x == s })
	sh.arrange()
}

// arrange puts the calls into the order in which the sets name them, which depends on nothing that has
// happened in between: a checkpoint is read by sets that have just joined.
func (sh *Shared) arrange() {
	old := sh.calls
	sh.calls = nil
	for _, s := range sh.sets {
		for _, text := range s.plan.AggText {
			same := func(c call) bool { return c.text == text }
			if !slices.ContainsFunc(sh.calls, same) {
				sh.calls = append(sh.calls, old[slices.IndexFunc(old, same)])
			}
		}
	}
	sh.table.columns, sh.undoes = sh.table.columns[:0], true
	for i := range sh.calls {
		sh.undoes = sh.undoes && !sh.calls[i].traces
		sh.table.columns = append(sh.table.columns, sh.calls[i].column)
	}
}

// Shared returns what the set shares with others, or nil.
func (s *Set) Shared() *Shared { return s.shared }

// Shares returns the texts of the calls whose state the set shares with others.
func (s *Set) Shares() []string {
	if s.shared == nil {
		return nil
	}
	var texts []string
	for _, text := range s.plan.AggText {
		for _, other := range s.shared.sets {
			if other != s && slices.Contains(other.plan.AggText, text) {
				texts = append(texts, text)
				break
			}
		}
	}
	return texts
}

// pushShared is Push for a set that shares.
func (s *Set) pushShared(entered, left []*event.Event) (in, out int) {
	forced := len(entered)+len(left) == 0 && s.plan.Kind == query.RowForAll
	sh := s.shared
	sh.update(s, entered, left)
	if len(sh.in)+len(sh.out) == 0 && !forced {
		return 0, 0
	}
	if s.mode != modeNone {
		s.gatherShared(sh)
	}
	return len(sh.in), len(sh.out)
}

// absorbShared is Absorb for a set that shares.
func (s *Set) absorbShared(entered, left []*event.Event) (in, out int) {
	s.shared.update(s, entered, left)
	return len(s.shared.in), len(s.shared.out)
}

// gatherShared makes the rows of each kind that may share, after the change.
func (s *Set) gatherShared(sh *Shared) {
	switch s.plan.Kind {
	case query.RowForAll:
		s.use(sh.table)
		if s.wantNew {
			s.emit(newRows)
		}
	case query.RowPerGroup:
		if s.wantNew {
			s.eachTouched(sh.table, newRows)
		}
	case query.RowAggregateGroup:
		s.perEvent(sh.in, sh.out, sh.table)
	case query.RowPerEvent, query.RowSimple, query.RowRollup:
		s.perEvent(sh.in, sh.out, nil)
	}
}

// update brings everything up to date, if no other set has had this update, and throws what went
// wrong with what s needs of it.
func (sh *Shared) update(s *Set, entered, left []*event.Event) {
	if sh.at != *sh.clock {
		sh.at = *sh.clock
		sh.apply(entered, left)
	}
	if sh.failed != nil {
		panic(sh.failed)
	}
	for i := range sh.calls {
		if c := &sh.calls[i]; c.failed != nil && slices.Contains(s.plan.AggText, c.text) {
			panic(c.failed)
		}
	}
}

func (sh *Shared) apply(entered, left []*event.Event) {
	g := sh.table
	g.sweep()
	g.begin()
	sh.in, sh.out = nil, nil
	if sh.failed = sh.try(func() { sh.look(entered, left) }); sh.failed != nil {
		return
	}
	out := sh.out
	switch {
	case sh.undoes && g.unchanged(sh.in, sh.out):
		return // none of the calls can have failed before, either
	case sh.undoes && g.replaced(len(sh.in), len(sh.out)):
		out = nil
	}
	sh.count(out)
	for i := range sh.calls {
		c := &sh.calls[i]
		c.failed = sh.try(func() { sh.feed(c.column, out) })
	}
}

// try returns what f throws.
func (sh *Shared) try(f func()) (thrown any) {
	defer func() { thrown = recover() }()
	f()
	return nil
}

// look finds the rows that count, and their groups.
func (sh *Shared) look(entered, left []*event.Event) {
	in, out := sh.pass(0, entered), sh.pass(1, left)
	if sh.table.set != nil {
		for i, ev := range in {
			sh.ev[0] = ev
			sh.table.touch(sh.table.of(&sh.env), in[i:i+1])
		}
		if sh.table.queued {
			sh.table.pass(&sh.table.visit, out)
		} else {
			for i, ev := range out {
				sh.ev[0] = ev
				sh.table.touch(sh.table.of(&sh.env), out[i:i+1])
			}
		}
	}
	sh.in, sh.out = in, out
}

// pass returns the rows that the where clause lets through.
func (sh *Shared) pass(i int, rows []*event.Event) []*event.Event {
	if sh.where == nil {
		return rows
	}
	sh.rows[i] = sh.rows[i][:0]
	sh.env.IsNew = i == 0
	for _, ev := range rows {
		sh.ev[0] = ev
		if sh.where(&sh.env) {
			sh.rows[i] = append(sh.rows[i], ev)
		}
	}
	return sh.rows[i]
}

// count counts the rows of the groups.
func (sh *Shared) count(out []*event.Event) {
	g := sh.table
	if !g.counted {
		return
	}
	for _, id := range g.ids[:len(sh.in)] {
		g.add(id)
	}
	for k := range out {
		g.take(g.ids[len(sh.in)+k])
	}
}

// feed gives a call the rows.
func (sh *Shared) feed(c aggregate.Column, out []*event.Event) {
	for k, ev := range sh.in {
		sh.ev[0] = ev
		c.Enter(sh.table.idOf(&sh.env, k), &sh.env)
	}
	for k, ev := range out {
		sh.ev[0] = ev
		c.Leave(sh.table.idOf(&sh.env, len(sh.in)+k), &sh.env)
	}
}
