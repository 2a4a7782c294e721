package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
)

// upcast is the stream of an ancestor of a type. Where the ancestor's columns lie elsewhere, since the
// type inherits from several, the event takes another form for those who listen there.
type upcast struct {
	to   *stream
	form *event.Schema // nil when an event goes as it is
	copy *event.Copier // from an event to its form
}

func (c *core) newUpcast(to *stream, from *event.Schema) upcast {
	up := upcast{to: to}
	if prefix(to.schema, from) {
		return up
	}
	up.form, up.copy = from.Form(to.schema), &event.Copier{}
	c.arena.Attach(up.form)
	for i := range up.form.Columns() {
		col := &up.form.Columns()[i]
		up.copy.Add(col, from.Column(col.Name))
	}
	return up
}

// event returns an event as the ancestor's stream reads it.
func (u *upcast) event(ev *event.Event) *event.Event {
	if u.form == nil {
		return ev
	}
	form := u.form.NewNull()
	u.copy.Copy(form, ev)
	return form
}

// formOf returns an event as a stream reads it, of its own type or of an ancestor.
func (c *core) formOf(ev *event.Event, st *stream) *event.Event {
	upward := c.streamOf(ev).upward
	for i := range upward {
		if upward[i].to == st {
			return upward[i].event(ev)
		}
	}
	return ev
}

// formed is an event in the form that one entry of a filter index reads.
type formed struct {
	entry *filter.Entry
	ev    *event.Event
}

// matchAs adds those in an index who want the event, and notes the form that they read when it is not
// the event itself.
func (c *core) matchAs(x *filter.Index, form, ev *event.Event, matched []*filter.Entry) []*filter.Entry {
	n := len(matched)
	matched = x.Match(form, matched)
	if form != ev {
		for _, e := range matched[n:] {
			c.forms = append(c.forms, formed{e, form})
		}
	}
	return matched
}

// formFor returns the event as an entry reads it.
func (c *core) formFor(e *filter.Entry, ev *event.Event) *event.Event {
	for i := range c.forms {
		if c.forms[i].entry == e {
			return c.forms[i].ev
		}
	}
	return ev
}

// nameForms names the forms of a type after the ancestors that they are for.
func (s *stream) nameForms(names map[*event.Schema]string) {
	for i := range s.upward {
		if up := &s.upward[i]; up.form != nil {
			names[up.form] = names[s.schema] + "\x00\x00" + up.to.schema.Name()
			nameNested(names, up.form)
		}
	}
}
