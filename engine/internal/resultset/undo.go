package resultset

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
)

// Where no aggregation of a statement remembers what has left, and none can fail, there are two short
// ways to bring them up to date.

// traces tells whether a call may remember what has left.
func traces(p aggregate.Plan) bool { return !aggregate.Undoes(p) }

// unchanged tells whether an update leaves the aggregations as they are: its only row leaves as it
// enters, as the last in order does of a sorted window that is full. A group that is new must come to
// know that it is empty.
func (g *groups) unchanged(entered, left []*event.Event) bool {
	if len(entered) != 1 || len(left) != 1 || entered[0] != left[0] || g.store != nil {
		return false
	}
	if !g.counted {
		return true
	}
	return len(g.ids) == 2 && g.ids[0] == g.ids[1] && int(g.ids[0]) < len(g.rows) && g.rows[g.ids[0]] > 0
}

// pass gives the groups of rows that leave in the order in which they came, and takes in those of the
// rows that have just entered.
func (g *groups) pass(v *visit, left []*event.Event) {
	for _, id := range v.ids {
		g.inside.push(id)
	}
	for i := range left {
		v.touch(g.inside.pop(), left[i:i+1])
	}
}

// replaced empties the groups at once when the in rows that enter take the place of all that were
// inside, out of them, as one batch does of the one before; it tells whether that was so.
func (g *groups) replaced(in, out int) bool {
	if !g.queued || out == 0 || int(g.inside.n) != in || len(g.ids) != in+out {
		return false
	}
	for _, id := range g.ids[in:] {
		if int(id) < len(g.rows) && g.rows[id] > 0 {
			for _, c := range g.columns {
				c.Clear(id)
			}
			g.rows[id] = 0
			g.emptied = append(g.emptied, id)
		}
	}
	return true
}
