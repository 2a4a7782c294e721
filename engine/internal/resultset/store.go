package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/expr"
)

// Store keeps the aggregations of a statement elsewhere: they are columns of a table, and the groups are
// its rows. These live as long as the table wants them.
type Store interface {
	// Columns are the aggregations of the statement.
	Columns() []aggregate.Column
	// Number returns the table's row for the group of the row in env, a new one when there is none.
	Number(env *expr.Env) uint32
	// Feeds tells whether the row in env, which leaves, is in the aggregations: those of a row of the
	// table that was deleted meanwhile have forgotten it. It is asked once for each row that leaves.
	Feeds(env *expr.Env) bool
	// Has tells whether there is a row for the group of the row in env.
	Has(env *expr.Env) bool
	// Changed is called when a row has entered or left the aggregations of a group.
	Changed(n uint32, entered bool)
	// Save and Load keep what the store knows of this statement.
	Save(e *event.Encoder)
	Load(d *event.Decoder)
}

// Into makes a table the place of the aggregations. It is called before the first Push.
func (s *Set) Into(st Store) {
	s.own = groups{store: st, keyed: len(s.plan.Keys) > 0, columns: st.Columns()}
	for _, c := range s.own.columns {
		s.own.readers = append(s.own.readers, c)
	}
	s.listed, s.reclaims, s.undoes = false, false, false
}

// fed returns the rows that leave and are in the aggregations.
func (s *Set) fed(left []*event.Event) []*event.Event {
	if s.own.store == nil || len(left) == 0 {
		return left
	}
	return s.feeding(left)
}

func (s *Set) feeding(left []*event.Event) []*event.Event {
	st := s.own.store
	out := s.oldIn[:0]
	s.env.IsNew = false
	for i := 0; i < len(left); i += s.width {
		s.load(left, i)
		if st.Feeds(s.env) {
			out = append(out, left[i:i+s.width]...)
		}
	}
	s.oldIn = out
	return out
}

// stored returns the rows that have a row of the table: asking for contents makes none.
func (s *Set) stored(held []*event.Event) []*event.Event {
	var out []*event.Event
	for i := 0; i < len(held); i += s.width {
		s.load(held, i)
		if s.own.store.Has(s.env) {
			out = append(out, held[i:i+s.width]...)
		}
	}
	return out
}

// Dropped says that a row of the table is gone, and its number may soon be another one's.
func (s *Set) Dropped(n uint32) {
	g := &s.own
	g.unnote(n)
	if int(n) < len(g.first) {
		g.first[n] = throttle{}
	}
}
