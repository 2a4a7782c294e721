package resultset

import "github.com/cephei-go/cephei/query"

// Turns tells whether one set can be that of a statement in many context partitions, which have their
// turns: nothing but the aggregations is kept between two events, and these are of all rows of a
// partition. A partition then is a group, and costs no more than one.
func Turns(p *query.SelectPlan) bool {
	r := p.Result
	switch r.Kind {
	case query.RowSimple, query.RowForAll, query.RowPerEvent:
	case query.RowPerGroup, query.RowAggregateGroup, query.RowRollup:
		return false
	}
	return r.Output == nil && !r.Unbound && len(r.Locals) == 0 && p.Into == nil
}

// Turn makes it the turn of a partition, a small number. One that has not had a turn before is empty.
func (s *Set) Turn(n uint32) {
	s.own.only = n
	s.own.grow(int(n) + 1)
}

// End empties a partition's aggregations.
func (s *Set) End(n uint32) {
	if int(n) < s.own.room {
		for _, c := range s.own.columns {
			c.Clear(n)
		}
	}
}
