package resultset

import "github.com/cephei-go/cephei/event"

// Save writes the aggregations and what is held back.
func (s *Set) Save(e *event.Encoder) {
	if s.shared != nil {
		s.groups.sweep()
	}
	for _, g := range s.all() {
		g.save(e)
	}
	for i := range s.out {
		s.out[i].save(e)
	}
	e.Event(s.posted)
	e.Int(len(s.last))
	for _, ev := range s.last {
		e.Event(ev)
	}
}

// Load reads what Save wrote, into a new set of the same plan.
func (s *Set) Load(d *event.Decoder) {
	for _, g := range s.all() {
		g.load(d)
	}
	for i := range s.out {
		s.out[i].load(d, s.keep)
	}
	if s.posted = d.Event(); s.posted != nil {
		s.posted.Hold()
	}
	var last []*event.Event
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		last = append(last, d.Event())
	}
	if len(last) > 0 {
		s.keepLast(last)
	}
}

// all returns all groups that the set answers for, in a fixed order.
func (s *Set) all() []*groups {
	var list []*groups
	if s.groups != nil && (s.shared == nil || s.shared.sets[0] == s) { // the first one stands for all
		list = append(list, s.groups)
	}
	list = append(list, s.levels...)
	return append(list, s.locals...)
}

// Bytes estimates the memory held.
func (s *Set) Bytes() int {
	n := 0
	for _, g := range s.all() {
		for _, c := range g.columns {
			if g.store == nil {
				n += c.Bytes()
			}
		}
		if g.set != nil {
			n += g.set.Bytes()
		}
		n += 4*cap(g.rows) + 8*cap(g.stamp) + 4*cap(g.inside.ring)
	}
	return n
}

func (g *groups) save(e *event.Encoder) {
	if g.idle != nil {
		defer g.idle.save(e)
	}
	defer g.saveRate(e)
	if g.store != nil {
		g.store.Save(e)
		return
	}
	if g.set == nil {
		g.saveGroup(g.only, e)
		return
	}
	g.set.Save(e)
	if g.queued {
		g.inside.save(e)
	}
	for id := range g.set.Each() {
		g.saveGroup(id, e)
	}
}

// saveRate writes what the output rate keeps of the groups.
func (g *groups) saveRate(e *event.Encoder) {
	e.Int(len(g.noted))
	for i := range g.noted {
		n := &g.noted[i]
		e.Uint64(uint64(n.id))
		e.Bool(n.changed)
		e.Int(int(n.at[0]))
		e.Int(int(n.at[1]))
		e.Int(len(n.row))
		for _, ev := range n.row {
			e.Event(ev)
		}
	}
	e.Int(len(g.first))
	for _, t := range g.first {
		e.Bool(t.spoken)
		e.Int64(t.in)
		e.Int64(t.out)
		e.Int64(t.last)
	}
	g.hushed.save(e)
	e.Int(len(g.emptied))
	for _, id := range g.emptied {
		e.Uint64(uint64(id))
	}
}

func (g *groups) loadRate(d *event.Decoder) {
	for k := d.Len(); k > 0 && d.Err() == nil; k-- {
		n, _ := g.noteOf(uint32(d.Uint64()))
		n.changed = d.Bool()
		n.at = [2]int32{int32(d.Int()), int32(d.Int())}
		var row []*event.Event
		for w := d.Len(); w > 0 && d.Err() == nil; w-- {
			row = append(row, d.Event())
		}
		n.keepRow(row)
	}
	for k := d.Len(); k > 0 && d.Err() == nil; k-- {
		g.first = append(g.first, throttle{d.Bool(), d.Int64(), d.Int64(), d.Int64()})
	}
	g.hushed.load(g, d)
	for k := d.Len(); k > 0 && d.Err() == nil; k-- {
		g.emptied = append(g.emptied, uint32(d.Uint64()))
	}
}

func (g *groups) saveGroup(id uint32, e *event.Encoder) {
	if g.counted {
		n := int32(0)
		if int(id) < len(g.rows) {
			n = g.rows[id]
		}
		e.Int(int(n))
	}
	for _, c := range g.columns {
		c.Save(id, e)
	}
}

func (g *groups) load(d *event.Decoder) {
	if g.idle != nil {
		defer g.loadIdle(d)
	}
	defer g.loadRate(d)
	if g.store != nil {
		g.store.Load(d)
		return
	}
	if g.set == nil {
		g.loadGroup(g.only, d)
		return
	}
	g.set.Load(d)
	g.grow(g.set.Cap())
	if g.queued {
		g.inside.load(g, d)
	}
	for id := range g.set.Each() {
		if d.Err() != nil {
			return
		}
		g.loadGroup(id, d)
	}
}

func (g *groups) loadGroup(id uint32, d *event.Decoder) {
	if g.counted {
		for int(id) >= len(g.rows) {
			g.rows = append(g.rows, 0)
		}
		g.rows[id] = int32(d.Int())
	}
	for _, c := range g.columns {
		c.Load(id, d)
	}
}

func (b *buffer) save(e *event.Encoder) {
	e.Int(len(b.rows))
	for _, r := range b.rows {
		e.Event(r)
	}
	e.Int(len(b.order))
	for _, v := range b.order {
		e.Value(v)
	}
}

func (b *buffer) load(d *event.Decoder, hold bool) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		row := d.Event()
		if hold && row != nil {
			row.Hold()
		}
		b.rows = append(b.rows, row)
	}
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		b.order = append(b.order, d.Value())
	}
}
