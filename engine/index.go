package engine

import (
	"cmp"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Which filter index the entries of an agent belong in: the engine's own, or that of its partition.

// index returns the filter index that the agent's entries for a type belong in. What the context does
// not list is seen by all partitions.
func (a *agent) index(s *event.Schema) *filter.Index {
	st := a.core.stream(s)
	if a.partitioned(s) {
		return a.part.index(st)
	}
	st.mixed = st.mixed || a.part != nil
	return &st.index
}

// partitioned tells whether the events of a type come in by the key of the agent's partition.
func (a *agent) partitioned(s *event.Schema) bool {
	return a.part != nil && a.part.ctl.plan.ItemOf(s) >= 0
}

// rowIndex is index for the rows of a named window.
func (a *agent) rowIndex(s *query.Store) *filter.Index {
	st := a.core.stream(s.Schema)
	if a.part != nil {
		return a.part.index(st)
	}
	return &st.index
}

// byPartition keeps the order of statements, and puts together what one partition of a statement has.
func byPartition(a, b *filter.Entry) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(partitionID(a), partitionID(b)))
}

func partitionID(e *filter.Entry) int {
	if a, ok := e.Owner.(*agent); ok && a.part != nil {
		return a.part.id
	}
	return -1
}
