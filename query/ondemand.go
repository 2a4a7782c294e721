package query

import "github.com/cephei-go/cephei/event"

// OwnSchemas returns the schemas that events held by the statement may have besides the declared
// types, in a fixed order.
func (p *Plan) OwnSchemas() []*event.Schema {
	var list []*event.Schema
	if s := p.Select; s != nil {
		for _, in := range s.Inputs {
			list = append(list, in.Schema)
		}
		for _, sub := range s.Slots.Subqueries {
			list = append(list, sub.Input.Schema)
		}
		list = append(list, s.Schema)
	}
	if p.On != nil {
		list = append(list, p.On.Rows()...)
		for _, sub := range p.On.Slots.Subqueries {
			list = append(list, sub.Input.Schema)
		}
		if p.On.Trigger != nil {
			list = append(list, p.On.Trigger.Schema)
		}
	}
	if p.OnSet != nil {
		for _, sub := range p.OnSet.Slots.Subqueries {
			list = append(list, sub.Input.Schema)
		}
	}
	if p.Split != nil {
		list = append(list, p.Split.Input.Schema)
		for _, sub := range p.Split.Slots.Subqueries {
			list = append(list, sub.Input.Schema)
		}
	}
	return list
}
