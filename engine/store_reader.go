package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// storeReader reads the rows of a named window or table when they are asked for: those that an equality
// leads to, and of these the ones that the filter behind the name lets through.
type storeReader struct {
	finder rowFinder
	filter expr.Filter // nil lets all through
	env    *expr.Env   // of the filter
	rows   []*event.Event
}

// newStoreReader prepares the reader of an input. Find may be nil: then all rows are looked through.
func newStoreReader(a *agent, in *query.Input, find *query.Lookup) *storeReader {
	if find == nil {
		find = &query.Lookup{Slot: in.Slot}
	}
	r := &storeReader{finder: a.core.store(in.Store, a.part).finder(find), filter: in.Filter.Full}
	if r.filter != nil {
		r.env = &expr.Env{
			Ev: make([]*event.Event, 1), Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
		}
	}
	return r
}

// find returns the rows with the keys that env shows. They are valid until the store changes or the
// reader is asked again.
func (r *storeReader) find(env *expr.Env) []*event.Event {
	rows := r.finder.find(env)
	if r.filter == nil {
		return rows
	}
	r.rows = r.rows[:0]
	for _, row := range rows {
		if row == nil {
			continue
		}
		if r.env.Ev[0] = row; r.filter(r.env) {
			r.rows = append(r.rows, row)
		}
	}
	return r.rows
}

// passes asks the filter about a row.
func (r *storeReader) passes(row *event.Event) bool {
	if r.filter == nil {
		return true
	}
	r.env.Ev[0] = row
	return r.filter(r.env)
}

func (r *storeReader) close() { r.finder.close() }
