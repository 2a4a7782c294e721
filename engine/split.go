package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// split routes each event that entered into the branches of on ... insert into.
func (a *agent) split(p *query.SplitPlan, d *event.Delta) {
	for _, ev := range d.New {
		taken := false
		for _, b := range p.Branches {
			a.env.Ev[0], a.env.IsNew = ev, true
			if b.Where != nil && !b.Where(a.env) {
				continue
			}
			taken = true
			row := ev
			if b.Columns != nil {
				row = b.Row.New()
				for _, write := range b.Columns {
					write(a.env, row)
				}
			}
			a.send(b.Insert, row)
			if !p.All {
				break
			}
		}
		if !taken { // the statement's own listeners get what no branch wanted
			a.st.publish(event.Delta{New: []*event.Event{ev}})
		}
	}
}
