package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/window"
)

// save writes what the agent's operators hold; load reads it in the same order.
func (a *agent) save(enc *event.Encoder) {
	if a.direct != nil {
		a.direct.settle()
	}
	if a.store != nil {
		a.store.save(enc)
	}
	for _, q := range a.subs {
		q.save(enc)
	}
	for _, in := range a.inputs {
		in.save(enc)
	}
	if a.join != nil {
		a.join.save(enc)
	}
	if a.set != nil {
		a.set.Save(enc)
	}
	if a.limit != nil {
		a.limit.save(enc)
	}
}

func (a *agent) load(dec *event.Decoder) {
	if a.store != nil {
		a.store.load(dec)
	}
	for _, q := range a.subs {
		q.restore(dec)
	}
	for _, in := range a.inputs {
		in.load(dec)
	}
	if a.join != nil {
		a.join.load(dec)
	}
	if a.set != nil {
		a.set.Load(dec)
	}
	if a.limit != nil {
		a.limit.load(dec)
	}
}

// bytes estimates the memory held and counts the events in windows.
func (a *agent) bytes() (bytes, events int) {
	if a.set != nil {
		bytes = a.set.Bytes()
	}
	if a.store != nil {
		bytes, events = a.store.size()
	}
	if a.join != nil {
		bytes += a.join.bytes()
	}
	for _, q := range a.subs {
		b, n := q.size()
		bytes, events = bytes+b, events+n
	}
	for _, in := range a.inputs {
		if t, ok := in.view.(window.Turner); ok {
			b, n := t.Held()
			bytes, events = bytes+b, events+n
		} else if in.view != nil {
			bytes += in.view.Bytes()
			if window.HoldsEvents(in.view) {
				bytes += in.view.Len() * in.plan.Schema.EventBytes()
			}
			events += in.view.Len()
		}
	}
	return bytes, events
}
