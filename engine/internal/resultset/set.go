package resultset

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// Set is the state of a statement's rows in one partition.
type Set struct {
	plan  *query.ResultPlan
	where func(*expr.Env) bool
	env   *expr.Env
	width int // events that make one row of the from-clause

	own     groups           // what groups points to: in place, for its nearness in memory
	groups  *groups          // of the statement's own group-by; nil for rollup
	shared  *Shared          // that groups belongs to; nil when it is the set's own
	readers []expr.AggReader // of the set's calls, where it is shared
	levels  []*groups        // of rollup, finest first
	locals  []*groups        // of aggregations with a group_by of their own
	newIn   []*event.Event
	oldIn   []*event.Event
	out     [2]buffer      // gathered rows: remove stream, insert stream
	keep    bool           // rows outlive the dispatch that made them: an output rate holds them back
	mode    mode           // which rows of an interval are gathered
	last    []*event.Event // the row that came last, where that is the contents
	listed  bool           // without a window the groups themselves are the contents
	posted  *event.Event   // the total as last put out, where that is the contents
	wantOld bool           // somebody takes the remove stream
	wantNew bool

	reclaims bool // idle groups are forgotten
	undoes   bool // all aggregations forget what has left
	single   bool // rows that enter alone may go the way of pushOne
}

// Indexes of Set.out.
const (
	oldRows = 0
	newRows = 1
)

// Init makes an empty set in place. The env is the partition's: its Ev has room for the streams, its
// State is filled in.
func (s *Set) Init(p *query.SelectPlan, env *expr.Env, idle Policy) {
	r := p.Result
	*s = Set{
		plan: r, where: p.Where, env: env, width: r.Streams,
		mode: modeOf(r), keep: r.Output != nil,
		wantNew: r.IStream, wantOld: r.RStream,
		undoes: len(r.Locals) == 0 && !slices.ContainsFunc(r.Aggs, traces),
	}
	if p.Insert != nil {
		s.wantNew = s.wantNew || p.Insert.NewStream
		s.wantOld = s.wantOld || p.Insert.OldStream
	}
	if r.Kind == query.RowRollup {
		for _, level := range r.Levels {
			s.levels = append(s.levels, newLevel(r, level))
		}
	} else {
		s.groups = &s.own
		s.own.init(r.Keys, r.Aggs, r.Windowed)
		s.own.queued = r.Queued
	}
	s.listed = !r.Windowed && (s.mode == modeNone || r.Unbound) &&
		(r.Kind == query.RowPerGroup || r.Kind == query.RowRollup)
	for _, l := range r.Locals {
		s.locals = append(s.locals, newLocal(l, env, r.Windowed))
	}
	s.beginIdle(idle)
	s.beginFirst(idle.MaxCount)
	s.single = s.goesSingly()
}

// Push takes what entered and what left: rows of width events each, laid end to end. It returns how
// many of each the where clause let through.
func (s *Set) Push(entered, left []*event.Event) (in, out int) {
	if s.shared != nil {
		return s.pushShared(entered, left)
	}
	if s.short(entered, left) {
		s.pushOne(entered[0], left)
		return 1, len(left)
	}
	// An update without any event is one that a window forced: a total is told again. When the where
	// clause let nothing through there was no update.
	forced := len(entered)+len(left) == 0 && s.plan.Kind == query.RowForAll
	entered, left = s.pass(entered, &s.newIn), s.pass(left, &s.oldIn)
	left = s.fed(left)
	if len(entered)+len(left) == 0 && !forced {
		return 0, 0
	}
	if s.reclaims {
		s.tick()
		defer s.tock(entered)
	}
	if s.mode == modeNone {
		s.absorb(entered, left)
	} else {
		s.gather(entered, left)
	}
	s.remember(entered)
	return len(entered) / s.width, len(left) / s.width
}

// remember keeps what the contents need of the rows that entered, where no window keeps them.
func (s *Set) remember(entered []*event.Event) {
	for _, l := range s.locals {
		l.sweep()
	}
	switch {
	case s.listed:
		s.list(entered)
	case s.plan.Unbound && !s.plan.Windowed && len(entered) > 0:
		s.keepLast(entered[len(entered)-s.width:])
	}
}

// gather is the table of row kinds.
func (s *Set) gather(entered, left []*event.Event) {
	if s.mode == modeLast || s.mode == modeAll {
		s.vacate()
	}
	switch s.plan.Kind {
	case query.RowSimple:
		s.perEvent(entered, left, nil)
	case query.RowForAll:
		s.forAll(entered, left)
	case query.RowPerEvent:
		s.apply(entered, left)
		s.perEvent(entered, left, nil)
	case query.RowPerGroup:
		s.perGroup(s.groups, entered, left)
	case query.RowAggregateGroup:
		s.lookUp(s.groups, entered, left)
		s.apply(entered, left)
		s.perEvent(entered, left, s.groups)
		s.endUpdate(s.groups)
	case query.RowRollup:
		s.rollup(entered, left)
	}
}

// vacate clears the groups without rows that are kept for the end of the interval.
func (s *Set) vacate() {
	for _, g := range s.grouped() {
		g.vacate()
		if s.mode == modeAll { // they are kept for ever; of the last ones, the end forgets these
			g.emptied = g.emptied[:0]
		}
	}
}

// keepLast remembers the row that came last.
func (s *Set) keepLast(row []*event.Event) {
	for _, ev := range row {
		if ev != nil {
			ev.Hold()
		}
	}
	for _, ev := range s.last {
		if ev != nil {
			ev.Drop()
		}
	}
	s.last = append(s.last[:0], row...)
}

// list remembers a row of each group, so that the groups can be listed without a window.
func (s *Set) list(entered []*event.Event) {
	for _, g := range s.grouped() {
		for i := 0; i < len(entered); i += s.width {
			s.load(entered, i)
			if n, added := g.noteOf(g.of(s.env)); added {
				n.keepRow(entered[i : i+s.width])
			}
		}
	}
}

// pass returns the rows that the where clause lets through.
func (s *Set) pass(rows []*event.Event, buf *[]*event.Event) []*event.Event {
	if s.where == nil {
		return rows
	}
	out := (*buf)[:0]
	s.env.IsNew = buf == &s.newIn
	for i := 0; i < len(rows); i += s.width {
		s.load(rows, i)
		if s.where(s.env) {
			out = append(out, rows[i:i+s.width]...)
		}
	}
	*buf = out
	return out
}

// load makes row i the one that expressions see.
func (s *Set) load(rows []*event.Event, i int) {
	if s.width == 1 {
		s.env.Ev[0] = rows[i]
		return
	}
	copy(s.env.Ev, rows[i:i+s.width])
}

// apply brings all aggregations up to date: first what entered, then what left.
func (s *Set) apply(entered, left []*event.Event) {
	if s.undoes && s.groups.unchanged(entered, left) {
		return
	}
	if s.undoes && s.groups.replaced(len(entered), len(left)) {
		left = nil
	}
	k := 0
	for i := 0; i < len(entered); i += s.width {
		s.load(entered, i)
		s.groups.enter(s.env, k)
		s.enterLocals()
		k++
	}
	for i := 0; i < len(left); i += s.width {
		s.load(left, i)
		s.groups.leave(s.env, k)
		s.leaveLocals()
		k++
	}
}

func (s *Set) enterLocals() {
	for _, l := range s.locals {
		l.enter(s.env, 0)
	}
}

func (s *Set) leaveLocals() {
	for _, l := range s.locals {
		l.leave(s.env, 0)
	}
}

// perEvent makes a row of each event.
func (s *Set) perEvent(entered, left []*event.Event, g *groups) {
	if s.wantOld {
		s.each(left, len(entered)/s.width, oldRows, g)
	}
	if s.wantNew {
		s.each(entered, 0, newRows, g)
	}
}

// each makes a row of each of the rows, the first of which is number k of the update.
func (s *Set) each(rows []*event.Event, k, stream int, g *groups) {
	s.use(s.groups)
	for i := 0; i < len(rows); i += s.width {
		s.load(rows, i)
		if g == nil || !g.keyed {
			s.emit(stream)
			continue
		}
		s.env.Group = g.ids[k]
		k++
		s.emitOfGroup(g, stream, rows[i:i+s.width])
	}
}

// use makes the aggregations of g those that expressions read.
func (s *Set) use(g *groups) {
	if g != nil {
		s.env.Aggs, s.env.Group, s.env.Level = g.readers, g.only, g.rolled
		if s.shared != nil && g == s.groups {
			s.env.Aggs = s.readers
		}
	}
}

// forAll makes one row of the values before and one of those after.
func (s *Set) forAll(entered, left []*event.Event) {
	s.use(s.groups)
	if s.wantOld {
		s.emit(oldRows)
	}
	s.apply(entered, left)
	if s.wantNew {
		s.use(s.groups)
		s.emit(newRows)
	}
}

// perGroup makes a row of each group touched, before and after.
func (s *Set) perGroup(g *groups, entered, left []*event.Event) {
	s.lookUp(g, entered, left)
	s.before(g)
	s.apply(entered, left)
	s.after(g, entered, left)
}

// before gathers the rows that the groups touched had until now.
func (s *Set) before(g *groups) {
	switch s.mode {
	case modeEvery:
		if s.wantOld {
			s.eachTouched(g, oldRows)
		}
	case modeFirst:
		s.stash(g)
	default:
		s.note(g)
	}
}

// after gathers the rows that they have now.
func (s *Set) after(g *groups, entered, left []*event.Event) {
	if s.mode == modeEvery && s.wantNew {
		s.eachTouched(g, newRows)
	}
	if s.mode == modeFirst {
		s.firsts(g, entered, left)
	}
	s.endUpdate(g)
}

// endUpdate forgets groups without rows, unless the end of the interval still needs them.
func (s *Set) endUpdate(g *groups) {
	if s.mode == modeEvery || s.mode == modeFirst || s.mode == modeNone {
		g.sweep()
	}
	g.end()
}

// lookUp finds the groups of the rows of an update, once for all that is done with them.
func (s *Set) lookUp(g *groups, entered, left []*event.Event) {
	v := &g.visit
	s.touch(g, v, entered)
	if g.queued {
		g.pass(v, left)
		return
	}
	for i := 0; i < len(left); i += s.width {
		s.load(left, i)
		v.touch(g.of(s.env), left[i:i+s.width])
	}
}

// touch walks over rows that enter or are inside.
func (s *Set) touch(g *groups, v *visit, rows []*event.Event) {
	v.begin()
	for i := 0; i < len(rows); i += s.width {
		s.load(rows, i)
		v.touch(g.of(s.env), rows[i:i+s.width])
	}
}

func (s *Set) eachTouched(g *groups, stream int) {
	s.use(g)
	for i := range g.touched {
		t := &g.touched[i]
		copy(s.env.Ev, t.row)
		s.env.Group = t.id
		s.emit(stream)
	}
}

// rollup makes the rows of every level: finest first.
func (s *Set) rollup(entered, left []*event.Event) {
	for _, g := range s.levels {
		s.lookUp(g, entered, left)
		s.before(g)
	}
	for _, g := range s.levels {
		g.applyAll(s, entered, left)
	}
	for _, g := range s.levels {
		s.after(g, entered, left)
	}
	s.env.Level = 0
}

// emit evaluates the row that env shows and keeps it when having lets it through.
func (s *Set) emit(stream int) {
	s.env.IsNew = stream == newRows
	passes := s.plan.Having == nil || s.plan.Having(s.env)
	b := &s.out[stream]
	if s.mode == modeLast && s.groups != nil && !s.groups.keyed && len(b.rows) > 0 {
		if stream == oldRows && s.plan.Kind == query.RowForAll {
			return // of the totals in an interval the first old one counts, and the last new one
		}
		if passes || s.plan.Kind == query.RowForAll {
			b.reset(s.keep)
		}
	}
	if !passes {
		return
	}
	b.add(s.plan, s.env, s.keep)
}
