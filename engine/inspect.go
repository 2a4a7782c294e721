package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
)

// Schema returns the event type of that name, or nil.
func (e *Engine) Schema(name string) *event.Schema {
	defer e.shell.enter()()
	return e.core.cat.Schema(name)
}

// Needs returns the deployments whose declarations this one uses, in order of deployment: as long as
// it runs, they cannot be undeployed.
func (d *Deployment) Needs() []*Deployment {
	e := d.engine
	defer e.shell.enter()()
	var list []*Deployment
	for _, other := range e.deployments {
		if other != d && d.uses(other) {
			list = append(list, other)
		}
	}
	return list
}

func (d *Deployment) uses(other *Deployment) bool {
	for _, s := range d.statements {
		for _, o := range s.plan.Uses {
			if slices.Contains(other.objects, o) {
				return true
			}
		}
	}
	return false
}

// Inserts tells whether the statement's rows go into another stream.
func (s *Statement) Inserts() bool { return s.plan.Select != nil && s.plan.Select.Insert != nil }
