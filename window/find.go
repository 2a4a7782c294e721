package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query/expr"
)

// Finder is a view that finds its event by the key that tells its events apart.
type Finder interface {
	View
	// Find returns the event whose key equals the one that k makes of env; nil when there is none.
	// Null equals nothing.
	Find(k *keys.Key, env *expr.Env) *event.Event
}

// KeyColumn returns the column whose value tells the events of a plan's windows apart, which then
// are Finders; nil when there is no such column.
func KeyColumn(p Plan) *event.Column {
	if u, ok := p.(*uniquePlan); ok {
		return u.column
	}
	return nil
}

// Find returns the event with a key.
func (k *keyed) Find(by *keys.Key, env *expr.Env) *event.Event {
	n, ok := k.m.FindEqual(by, env)
	if !ok {
		return nil
	}
	return *k.m.At(n)
}
