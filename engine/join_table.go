package engine

import (
	"bytes"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// joinTable is a side of a join that is a table. Its rows neither come nor go as far as the join is
// concerned: they are looked up when a tuple is extended by them, as they are then. What was found last
// are the nodes of the side.
type joinTable struct {
	all *storeReader
	by  []joinLookup // by the side's keys
}

// joinLookup finds the rows of a table by one key of the join.
type joinLookup struct {
	rows       *storeReader
	own, other *keys.Key
	verify     bool // what is found need not have the key
	buf        [2][]byte
}

// newJoinTable makes the readers of a side; nil when it is no table.
func newJoinTable(a *agent, in *query.Input, p *query.JoinPlan) *joinTable {
	if in.Store == nil || in.Store.Table == nil {
		return nil
	}
	t := &joinTable{all: newStoreReader(a, in, nil)}
	for _, side := range p.KeyOf[in.Slot] {
		k := &p.Keys[side.Key]
		find := &query.Lookup{Slot: in.Slot}
		l := joinLookup{own: k.Keys[side.Own], other: k.Keys[1-side.Own]}
		for i, f := range k.Fns[side.Own] {
			if f.Column == nil || f.Stream != in.Slot {
				l.verify = true
				continue
			}
			find.Columns = append(find.Columns, f.Column)
			find.Own, find.Keys = append(find.Own, f), append(find.Keys, k.Fns[1-side.Own][i])
		}
		l.rows = newStoreReader(a, in, find)
		if f, ok := l.rows.finder.(*tableFinder); ok {
			l.verify = l.verify || f.width < len(find.Columns)
		}
		t.by = append(t.by, l)
	}
	return t
}

func (t *joinTable) close() {
	t.all.close()
	for i := range t.by {
		t.by[i].rows.close()
	}
}

// firstRow returns the first row of a side, or of its rows with the key in slot that env shows.
func (j *joiner) firstRow(i, slot int) int32 {
	s := j.sides[i]
	switch {
	case s.table == nil:
		return s.nodes[0].next
	case slot < 0:
		return s.show(j.env, s.table.all.find(j.env), slot, nil)
	}
	l := &s.table.by[slot]
	return s.show(j.env, l.rows.find(j.env), slot, l)
}

// show makes the rows of a table the nodes of its side, one after the other, and returns the first.
func (s *side) show(env *expr.Env, rows []*event.Event, slot int, l *joinLookup) int32 {
	s.nodes, s.more = s.nodes[:1], s.more[:0]
	further := len(s.keys) > 1 || slot < 0 && len(s.keys) == 1
	for _, row := range rows {
		if row == nil || l != nil && l.verify && !l.holds(env, s.stream, row) {
			continue
		}
		id := s.newNode(row)
		if further {
			s.look(env, id)
		}
		if id == 1 {
			continue
		}
		if s.nodes[id-1].next = id; slot >= 0 {
			s.link(id-1, slot).next = id
		}
	}
	if len(s.nodes) == 1 {
		return 0
	}
	return 1
}

// holds tells whether a row has the key.
func (l *joinLookup) holds(env *expr.Env, stream int, row *event.Event) bool {
	env.Ev[stream] = row
	var ok [2]bool
	l.buf[0], ok[0] = l.own.AppendEqual(l.buf[0][:0], env)
	l.buf[1], ok[1] = l.other.AppendEqual(l.buf[1][:0], env)
	env.Ev[stream] = nil
	return ok[0] && ok[1] && bytes.Equal(l.buf[0], l.buf[1])
}
