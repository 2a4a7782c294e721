package window

import "github.com/cephei-go/cephei/event"

// members are the windows of an intersection or union. Each pushes to a port of its own, and what
// is done with it hangs on what the combination is doing at the moment.
type members struct {
	c     *core
	plans []Plan
	views []View
	mode  mode
	in    []*event.Delta // what is pushed into members, by depth: pushing may come back here
	depth int
	outs  []memberOut
	marks []uint64 // of the arrivals: bit i says that member i refused it
}

type mode uint8

const (
	acting  mode = iota // a member pushes of its own accord: a timer
	keeping             // arrivals are handed in: what the members push is kept
	deaf                // what the members push is known already
)

// memberOut is what one member answered to arrivals.
type memberOut struct {
	old      []*event.Event
	accepted []*event.Event // of a window that refuses arrivals
}

// port is the sink of one member.
type port struct {
	owner interface{ from(i int, d *event.Delta) }
	i     int
}

// Push tells the owner which member pushed.
func (p *port) Push(d *event.Delta) { p.owner.from(p.i, d) }

func (m *members) make(h *Host, owner interface{ from(i int, d *event.Delta) }, plans []Plan) {
	m.plans = plans
	m.outs = make([]memberOut, len(plans))
	for i, p := range plans {
		m.views = append(m.views, p.New(h, &port{owner, i}))
	}
}

// keep notes what a member answered; the slices of its delta are used again.
func (m *members) keep(i int, d *event.Delta) {
	o := &m.outs[i]
	o.old = append(o.old, d.Old...)
	if m.plans[i].Traits().First {
		o.accepted = append(o.accepted, d.New...)
	}
}

// offer hands arrivals to a member and keeps what it answers.
func (m *members) offer(i int, evs []*event.Event) {
	o := &m.outs[i]
	o.old, o.accepted = o.old[:0], o.accepted[:0]
	m.hand(keeping, i, evs, nil)
}

// remove takes events out of a member.
func (m *members) remove(i int, evs []*event.Event) {
	if len(evs) > 0 {
		m.hand(deaf, i, nil, evs)
	}
}

// removeElsewhere takes events out of all members but i.
func (m *members) removeElsewhere(i int, evs []*event.Event) {
	for j := range m.views {
		if j != i {
			m.remove(j, evs)
		}
	}
}

func (m *members) hand(how mode, i int, in, out []*event.Event) {
	if m.depth == len(m.in) {
		m.in = append(m.in, &event.Delta{})
	}
	d, was := m.in[m.depth], m.mode
	d.New, d.Old = append(d.New[:0], in...), append(d.Old[:0], out...)
	m.depth++
	m.mode = how
	m.views[i].Push(d)
	m.mode = was
	m.depth--
}

// maxMembers is how many windows may stand in a row: one bit each.
const maxMembers = 64

// refusals marks, for each arrival, the members that refused it, and tells whether any did. A member
// posts what it accepts in the order in which it was offered.
func (m *members) refusals(evs []*event.Event) bool {
	m.marks = m.marks[:0]
	for range evs {
		m.marks = append(m.marks, 0)
	}
	refused := false
	for i := range m.views {
		if !m.plans[i].Traits().First {
			continue
		}
		accepted := m.outs[i].accepted
		for k, ev := range evs {
			if len(accepted) > 0 && accepted[0] == ev {
				accepted = accepted[1:]
				continue
			}
			m.marks[k] |= 1 << i
			refused = true
		}
	}
	return refused
}

func (m *members) save(e *event.Encoder) {
	for _, v := range m.views {
		v.Save(e)
	}
}

func (m *members) load(d *event.Decoder) {
	for _, v := range m.views {
		v.Load(d)
	}
}

func (m *members) close() {
	for _, v := range m.views {
		v.Close()
	}
}

func (m *members) bytes() int {
	b := viewBytes
	for _, v := range m.views {
		b += v.Bytes()
	}
	return b
}
