package resultset

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// groups is the aggregation of the rows with equal keys: one number a group, one column a call, or several
// calls.
type groups struct {
	set     *keys.Set // nil when there is no group-by: everything is group 0
	store   Store     // a table that the aggregations are columns of, in place of set; else nil
	keyed   bool      // there is a group-by
	only    uint32    // without one: the group that all rows are of; see Set.Turn
	columns []aggregate.Column
	readers []expr.AggReader
	room    int      // groups that the columns have room for
	rows    []int32  // rows in each group, where rows can leave
	rolled  uint64   // of a rollup level: the expressions that are no part of it
	visit            // of the present update
	emptied []uint32 // groups that lost their last row in this update
	noted   []note   // groups that the end of the interval makes rows of
	noteAt  []int32  // 1 + place of a group in noted; 0 is none
	first   []throttle
	hushed  queue                // output first: groups without rows, kept since their silence goes on
	silent  int                  // groups at most that hushed keeps; 0 is any number
	over    func(*throttle) bool // output first: whether a silence has ended by itself; else nil
	stashed []*event.Event       // output first: rows before the update, one a group touched
	queued  bool                 // inside is kept: rows leave in the order in which they came
	inside  queue                // the groups of the rows inside
	counted bool                 // rows can leave: a group without rows is forgotten
	idle    *idle                // rows cannot leave, and groups are forgotten by age or number; else nil
}

// visit is one walk over rows that tells which groups they belong to.
type visit struct {
	stamp   []uint64 // walk in which a group was met last
	walk    uint64
	touched []touch  // the groups met, in the order in which they were
	ids     []uint32 // the groups of the rows, one a row
}

// touch is a group that the current update changes, with a row that belongs to it.
type touch struct {
	id     uint32
	row    []*event.Event
	speaks bool // output first: the group's silence is over
}

func newGroups(ks []expr.Fn, plans []aggregate.Plan, windowed bool) *groups {
	g := &groups{}
	g.init(ks, plans, windowed)
	return g
}

func (g *groups) init(ks []expr.Fn, plans []aggregate.Plan, windowed bool) {
	g.counted, g.keyed = windowed && len(ks) > 0, len(ks) > 0
	if len(ks) > 0 {
		g.set = keys.NewSet(keys.New(ks...))
	}
	g.columns, g.readers = aggregate.Columns(plans)
	if g.set == nil {
		g.grow(1)
	}
}

// newLevel returns the groups of one level of a rollup.
func newLevel(r *query.ResultPlan, level []int) *groups {
	var ks []expr.Fn
	for _, i := range level {
		ks = append(ks, r.Keys[i])
	}
	g := newGroups(ks, r.Aggs, r.Windowed)
	for i := range r.Keys {
		if !slices.Contains(level, i) {
			g.rolled |= 1 << i
		}
	}
	return g
}

// newLocal returns the groups of aggregations with a group_by of their own and shows them to the
// expressions that read them.
func newLocal(l *query.LocalGroup, env *expr.Env, windowed bool) *groups {
	g := newGroups(l.Keys, l.Aggs, windowed)
	if st, ok := env.State[l.Slot].(*query.LocalState); ok {
		st.Aggs, st.Group = g.readers, g.of
	}
	return g
}

func (g *groups) grow(n int) {
	if n <= g.room {
		return
	}
	g.room = max(n, 2*g.room)
	for _, c := range g.columns {
		c.Grow(g.room)
	}
}

// of returns the group of the row in env, a new one when there is none yet.
func (g *groups) of(env *expr.Env) uint32 {
	if g.store != nil {
		return g.store.Number(env)
	}
	if g.set == nil {
		return g.only
	}
	id, added := g.set.Add(env)
	if added {
		g.grow(int(id) + 1)
	}
	return id
}

// idOf returns the group of row k of the update, which env shows. Looking a key up is what grouping
// costs, so it is done once.
func (g *groups) idOf(env *expr.Env, k int) uint32 {
	if k < len(g.ids) {
		return g.ids[k]
	}
	return g.of(env)
}

// enter takes row k of the update in.
func (g *groups) enter(env *expr.Env, k int) { g.enterOf(g.idOf(env, k), env) }

// enterOf takes a row of a group in.
func (g *groups) enterOf(id uint32, env *expr.Env) {
	if g.counted {
		g.add(id)
	}
	for _, c := range g.columns {
		c.Enter(id, env)
	}
	if g.store != nil {
		g.store.Changed(id, true)
	}
}

// add counts a row of a group.
func (g *groups) add(id uint32) {
	for int(id) >= len(g.rows) {
		g.rows = append(g.rows, 0)
	}
	g.rows[id]++
}

// take counts a row of a group less.
func (g *groups) take(id uint32) {
	if int(id) >= len(g.rows) {
		return
	}
	g.rows[id]--
	if g.rows[id] == 0 {
		g.emptied = append(g.emptied, id)
	}
}

// leave takes row k of the update out.
func (g *groups) leave(env *expr.Env, k int) {
	id := g.idOf(env, k)
	for _, c := range g.columns {
		c.Leave(id, env)
	}
	if g.store != nil {
		g.store.Changed(id, false)
	}
	if g.counted {
		g.take(id)
	}
}

// begin starts a walk.
func (v *visit) begin() {
	v.walk++
	v.end()
}

// end forgets what was met.
func (v *visit) end() { v.touched, v.ids = v.touched[:0], v.ids[:0] }

// meets tells whether a group is met for the first time since begin.
func (v *visit) meets(id uint32) bool {
	for int(id) >= len(v.stamp) {
		v.stamp = append(v.stamp, 0)
	}
	if v.stamp[id] == v.walk {
		return false
	}
	v.stamp[id] = v.walk
	return true
}

// touch notes that a row belongs to a group; the row stays valid during the walk.
func (v *visit) touch(id uint32, row []*event.Event) {
	v.ids = append(v.ids, id)
	if v.meets(id) {
		v.touched = append(v.touched, touch{id: id, row: row})
	}
}

// applyAll brings the level up to date.
func (g *groups) applyAll(s *Set, entered, left []*event.Event) {
	k := 0
	for i := 0; i < len(entered); i += s.width {
		s.load(entered, i)
		g.enter(s.env, k)
		k++
	}
	for i := 0; i < len(left); i += s.width {
		s.load(left, i)
		g.leave(s.env, k)
		k++
	}
}

// sweep forgets the groups that the update left without rows.
func (g *groups) sweep() {
	g.wake()
	for _, id := range g.emptied {
		switch {
		case !g.vacant(id) || g.isNoted(id):
		case g.isSilent(id):
			g.clear(id)
			g.hushed.push(id)
			g.trimHushed()
		default:
			g.forget(id)
		}
	}
	g.emptied = g.emptied[:0]
}

// vacate clears the groups that earlier updates left without rows and that the end of the interval
// still makes rows of: what comes to them from now on begins anew.
func (g *groups) vacate() {
	for _, id := range g.emptied {
		if g.vacant(id) {
			g.clear(id)
		}
	}
}

// vacant tells whether there is a group of that number, and it has no rows.
func (g *groups) vacant(id uint32) bool { return g.rows[id] <= 0 && g.set.Has(id) }

// isNoted tells whether the end of the interval makes a row of a group.
func (g *groups) isNoted(id uint32) bool { return int(id) < len(g.noteAt) && g.noteAt[id] != 0 }

// forgetAll empties every group.
func (g *groups) forgetAll() {
	if g.store != nil {
		return // they are not this statement's alone
	}
	g.inside.clear()
	g.hushed.clear()
	if g.set == nil {
		for _, c := range g.columns {
			c.Clear(g.only)
		}
		return
	}
	for id := range g.set.Cap() {
		if g.set.Has(uint32(id)) {
			g.forget(uint32(id))
		}
	}
}

// clear empties the aggregations of a group.
func (g *groups) clear(id uint32) {
	for _, c := range g.columns {
		c.Clear(id)
	}
}

func (g *groups) forget(id uint32) {
	g.clear(id)
	if int(id) < len(g.rows) {
		g.rows[id] = 0
	}
	if int(id) < len(g.first) {
		g.first[id] = throttle{}
	}
	g.set.Remove(id)
}
