package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// rowStore is the rows of a named window or a table in one context partition, as on-statements,
// subqueries and queries use them. It is made with the agent of its create statement: see
// [agent.store] and [core.store].
type rowStore interface {
	// finder prepares a look-up for one user. Users of the same columns share one index.
	finder(l *query.Lookup) rowFinder
	// each yields all rows in their order; the store must not change meanwhile.
	each(yield func(*event.Event) bool)
	// change carries out what one trigger event, query or inserted event did, as one update.
	change(list []rowChange)

	// start and stop are those of the agent, save and load too.
	start()
	stop()
	save(enc *event.Encoder)
	load(dec *event.Decoder)
	// size estimates the memory held and counts the rows.
	size() (bytes, rows int)
}

// rowFinder finds rows.
type rowFinder interface {
	// find returns the rows that the look-up's equality leads to, with the keys as env shows them:
	// all rows when it has none. The caller asks Lookup.Test about each. They are valid until the
	// store changes; nil ones have left.
	find(env *expr.Env) []*event.Event
	// close lets the index go.
	close()
}

// rowChange is what happens to one row: it enters (old is nil), leaves (now is nil), or gives way to
// a copy with other values.
type rowChange struct{ old, now *event.Event }

// store returns the rows of a named window or table in a partition; part is nil where the store has
// no context.
func (c *core) store(p *query.Store, part *partition) rowStore {
	s := c.stores[p]
	if s.context == nil {
		return s.agent.store
	}
	return part.agentOf(s).store
}
