package window

import (
	"cmp"
	"math"
	"slices"
)

// The dumb twins: each window once more, as short as it can be said, on slices that are searched
// from end to end. Nothing is shared with the real ones.

// row is an event to a twin.
type row struct {
	id int64
	k  string
	v  int
	ts int64
	at int64 // when it came
}

// dumb is a twin. It answers what is posted.
type dumb interface {
	update(now int64, in, out []row) (posted []row, left []row)
	// tick is told every time the clock moves.
	tick(now int64) (posted, left []row, fired bool)
	list() []row
}

func indexOf(rows []row, r row) int {
	return slices.IndexFunc(rows, func(x row) bool { return x.id == r.id })
}

// take removes rows from a list and tells which were in it.
func take(list *[]row, out []row) (left []row) {
	for _, r := range out {
		if i := indexOf(*list, r); i >= 0 {
			left = append(left, (*list)[i])
			*list = slices.Delete(slices.Clone(*list), i, i+1)
		}
	}
	return left
}

// never is part of the twins that the clock does not move.
type never struct{}

func (never) tick(int64) (posted, left []row, fired bool) { return nil, nil, false }

// dumbSlide is keepall, length, expr(current_count <= n), firstlength: what is beyond n goes.
type dumbSlide struct {
	never
	n     int
	first bool
	rows  []row
}

func (d *dumbSlide) list() []row { return d.rows }
func (d *dumbSlide) update(_ int64, in, out []row) (posted, left []row) {
	if d.first {
		left = take(&d.rows, out)
		for _, r := range in {
			if len(d.rows) < d.n {
				d.rows = append(d.rows, r)
				posted = append(posted, r)
			}
		}
		return posted, left
	}
	d.rows = append(slices.Clone(d.rows), in...)
	left = take(&d.rows, out)
	for len(d.rows) > d.n {
		left = append(left, d.rows[0])
		d.rows = d.rows[1:]
	}
	return in, left
}

// dumbTime is time and, with accum, time_accum.
type dumbTime struct {
	p     int64
	accum bool
	set   int64 // when the last one changed: what is due then already is due the next time
	rows  []row
}

func (d *dumbTime) list() []row { return d.rows }
func (d *dumbTime) update(now int64, in, out []row) (posted, left []row) {
	was := d.lastAt()
	d.rows = append(slices.Clone(d.rows), in...)
	left = take(&d.rows, out)
	if d.lastAt() != was {
		d.set = now
	}
	return in, left
}

func (d *dumbTime) lastAt() int64 {
	if len(d.rows) == 0 {
		return 0
	}
	return d.rows[len(d.rows)-1].at
}

func (d *dumbTime) tick(now int64) (posted, left []row, fired bool) {
	if d.accum {
		if n := len(d.rows); n > 0 && d.rows[n-1].at+d.p <= now && d.set < now {
			left, d.rows = d.rows, nil
		}
		return nil, left, len(left) > 0
	}
	for len(d.rows) > 0 && d.rows[0].at+d.p <= now {
		left = append(left, d.rows[0])
		d.rows = d.rows[1:]
	}
	return nil, left, len(left) > 0
}

// dumbExtTimed is ext_timed.
type dumbExtTimed struct {
	never
	p    int64
	rows []row
}

func (d *dumbExtTimed) list() []row { return d.rows }
func (d *dumbExtTimed) update(_ int64, in, out []row) (posted, left []row) {
	d.rows = append(slices.Clone(d.rows), in...)
	left = take(&d.rows, out)
	for len(in) > 0 && len(d.rows) > 0 && d.rows[0].ts <= in[len(in)-1].ts-d.p {
		left = append(left, d.rows[0])
		d.rows = d.rows[1:]
	}
	return in, left
}

// dumbBatch is all batches by number or by the engine's clock.
type dumbBatch struct {
	n          int   // post at this many; 0 is never
	p          int64 // post after this long; 0 is never
	grid       bool  // on the grid of the first border, not from the last batch
	force      bool
	due, start int64 // 0 is not set; times start above 0
	rows, last []row
}

func (d *dumbBatch) list() []row { return d.rows }

func (d *dumbBatch) schedule(now int64) {
	if d.p == 0 {
		return
	}
	if !d.grid {
		d.due = now + d.p
		return
	}
	for d.due = d.start; d.due <= now; d.due += d.p {
	}
}

func (d *dumbBatch) update(now int64, in, out []row) (posted, left []row) {
	take(&d.rows, out)
	if len(in) == 0 {
		return nil, nil
	}
	if d.start == 0 {
		d.start = now
	}
	d.rows = append(slices.Clone(d.rows), in...)
	if d.n > 0 && len(d.rows) >= d.n {
		return d.flush(now)
	}
	if d.due == 0 {
		d.schedule(now)
	}
	return nil, nil
}

func (d *dumbBatch) flush(now int64) (posted, left []row) {
	posted, left = d.rows, d.last
	d.due = 0
	if len(posted) > 0 || len(left) > 0 || d.force {
		d.schedule(now)
	}
	d.last, d.rows = posted, nil
	return posted, left
}

func (d *dumbBatch) tick(now int64) (posted, left []row, fired bool) {
	if d.due == 0 || d.due > now {
		return nil, nil, false
	}
	posted, left = d.flush(now)
	return posted, left, len(posted) > 0 || len(left) > 0 || d.force
}

// dumbExtBatch is ext_timed_batch.
type dumbExtBatch struct {
	never
	p          int64
	begun      bool
	first      int64 // the first time stamp ever
	open       int64 // that of the event that opened the batch
	rows, last []row
}

func (d *dumbExtBatch) list() []row { return d.rows }
func (d *dumbExtBatch) update(_ int64, in, out []row) (posted, left []row) {
	take(&d.rows, out)
	full := false
	var batch []row
	for _, r := range in {
		if !d.begun {
			d.begun, d.first, d.open = true, r.ts, r.ts
		}
		border := d.first
		for border > d.open {
			border -= d.p
		}
		for border <= d.open {
			border += d.p
		}
		if r.ts >= border {
			full = full || len(d.rows) > 0
			batch = append(batch, d.rows...)
			d.rows, d.open = nil, r.ts
		}
		d.rows = append(slices.Clone(d.rows), r)
	}
	if !full {
		return nil, nil
	}
	left, d.last = d.last, batch
	return batch, left
}

// dumbUnique is unique and firstunique, lastevent and firstevent.
type dumbUnique struct {
	never
	first bool
	key   func(r row) string
	rows  []row
}

func (d *dumbUnique) list() []row { return d.rows }
func (d *dumbUnique) update(_ int64, in, out []row) (posted, left []row) {
	if d.first {
		left = take(&d.rows, out)
	}
	for _, r := range in {
		i := slices.IndexFunc(d.rows, func(x row) bool { return d.key(x) == d.key(r) })
		if i >= 0 && d.first {
			continue
		}
		if i >= 0 {
			left = append(left, take(&d.rows, []row{d.rows[i]})...)
		}
		d.rows = append(d.rows, r)
		posted = append(posted, r)
	}
	if !d.first {
		left = append(left, take(&d.rows, out)...)
	}
	return posted, left
}

// dumbFirstTime is firsttime.
type dumbFirstTime struct {
	end    int64
	closed bool
	rows   []row
}

func (d *dumbFirstTime) list() []row { return d.rows }
func (d *dumbFirstTime) update(now int64, in, out []row) (posted, left []row) {
	left = take(&d.rows, out)
	if !d.closed {
		d.rows = append(d.rows, in...)
		posted = in
	}
	return posted, left
}

func (d *dumbFirstTime) tick(now int64) (posted, left []row, fired bool) {
	d.closed = d.closed || now >= d.end
	return nil, nil, false
}

// dumbSort is sort and, with unique, rank: v descending.
type dumbSort struct {
	never
	n      int
	unique bool
	rows   []row // in order
}

func (d *dumbSort) list() []row { return d.rows }
func (d *dumbSort) update(_ int64, in, out []row) (posted, left []row) {
	left = take(&d.rows, out)
	for _, r := range in {
		if d.unique {
			left = append(left, d.rank(r)...)
			continue
		}
		i := slices.IndexFunc(d.rows, func(x row) bool { return x.v <= r.v })
		if i < 0 {
			i = len(d.rows)
		}
		d.rows = slices.Insert(slices.Clone(d.rows), i, r)
		for len(d.rows) > d.n {
			left = append(left, d.rows[d.n])
			d.rows = d.rows[:d.n]
		}
	}
	return in, left
}

func (d *dumbSort) rank(r row) (left []row) {
	if i := slices.IndexFunc(d.rows, func(x row) bool { return x.k == r.k }); i >= 0 {
		left = append(left, d.rows[i])
		if d.rows[i].v == r.v {
			d.rows = slices.Clone(d.rows)
			d.rows[i] = r
			return left
		}
		take(&d.rows, left)
	}
	if len(d.rows) == d.n {
		low := d.rows[d.n-1].v
		if r.v < low {
			return append(left, r)
		}
		oldest := slices.IndexFunc(d.rows, func(x row) bool { return x.v == low })
		left = append(left, take(&d.rows, []row{d.rows[oldest]})...)
	}
	i := slices.IndexFunc(d.rows, func(x row) bool { return x.v < r.v })
	if i < 0 {
		i = len(d.rows)
	}
	d.rows = slices.Insert(slices.Clone(d.rows), i, r)
	return left
}

// dumbOrder is time_order, and timetolive with p = 0.
type dumbOrder struct {
	p    int64
	rows []row
}

func (d *dumbOrder) list() []row { return d.rows }
func (d *dumbOrder) update(now int64, in, out []row) (posted, left []row) {
	for _, r := range in {
		if r.ts+d.p <= now {
			left = append(left, r)
			continue
		}
		d.rows = append(slices.Clone(d.rows), r)
	}
	slices.SortStableFunc(d.rows, func(a, b row) int { return cmp.Compare(a.ts, b.ts) })
	return in, append(left, take(&d.rows, out)...)
}

func (d *dumbOrder) tick(now int64) (posted, left []row, fired bool) {
	for len(d.rows) > 0 && d.rows[0].ts+d.p <= now {
		left = append(left, d.rows[0])
		d.rows = d.rows[1:]
	}
	return nil, left, len(left) > 0
}

// dumbSum is expr(sum(v) <= n).
type dumbSum struct {
	never
	n    int
	rows []row
}

func (d *dumbSum) list() []row { return d.rows }
func (d *dumbSum) update(_ int64, in, out []row) (posted, left []row) {
	d.rows = append(slices.Clone(d.rows), in...)
	left = take(&d.rows, out)
	for {
		sum := 0
		for _, r := range d.rows {
			sum += r.v
		}
		if sum <= d.n || len(d.rows) == 0 {
			return in, left
		}
		left = append(left, d.rows[0])
		d.rows = d.rows[1:]
	}
}

// dumbTogether is an intersection or a union, with the members' contents as the only truth.
type dumbTogether struct {
	union bool
	batch int // the member of an intersection that is a batch, or -1
	parts []dumb
	known []row // of a union: what was posted as new and not as old
}

func (d *dumbTogether) list() []row {
	if d.union {
		return d.known
	}
	return d.parts[max(d.batch, 0)].list()
}

// drop takes rows out of all members.
func (d *dumbTogether) drop(now int64, rows []row) {
	for _, p := range d.parts {
		p.update(now, nil, rows)
	}
}

// first tells whether a member is one that refuses rows.
func first(p dumb) bool {
	switch p := p.(type) {
	case *dumbSlide:
		return p.first
	case *dumbUnique:
		return p.first
	case *dumbFirstTime:
		return true
	}
	return false
}

func (d *dumbTogether) update(now int64, in, out []row) (posted, left []row) {
	if d.union {
		return d.updateUnion(now, in, out)
	}
	if len(out) > 0 {
		inside := slices.Clone(d.list())
		left = take(&inside, out)
		d.drop(now, out)
	}
	if len(in) == 0 {
		return nil, d.only(left)
	}
	refused := map[int64]bool{}
	var gone []row
	for i, p := range d.parts {
		if i == d.batch {
			continue
		}
		got, lost := p.update(now, in, nil)
		for _, r := range in {
			if first(p) && indexOf(got, r) < 0 {
				refused[r.id] = true
			}
		}
		for _, r := range lost {
			if indexOf(gone, r) < 0 {
				gone = append(gone, r)
			}
		}
	}
	d.drop(now, gone)
	for _, r := range in {
		if refused[r.id] {
			d.drop(now, []row{r})
		} else {
			posted = append(posted, r)
		}
	}
	gone = slices.DeleteFunc(gone, func(r row) bool { return refused[r.id] })
	if d.batch < 0 {
		return posted, append(left, gone...)
	}
	posted = slices.DeleteFunc(posted, func(r row) bool { return indexOf(gone, r) >= 0 })
	if len(posted) == 0 {
		return nil, nil
	}
	posted, left = d.parts[d.batch].update(now, posted, nil)
	for i, p := range d.parts {
		if i != d.batch {
			p.update(now, nil, posted)
		}
	}
	return posted, left
}

// only is what leaves when there is no batch to wait for.
func (d *dumbTogether) only(left []row) []row {
	if d.batch >= 0 {
		return nil
	}
	return left
}

// holds tells whether a member holds a row: a batch does until it has posted it as old.
func holds(p dumb, r row) bool {
	if b, ok := p.(*dumbBatch); ok && indexOf(b.last, r) >= 0 {
		return true
	}
	return indexOf(p.list(), r) >= 0
}

func (d *dumbTogether) updateUnion(now int64, in, out []row) (posted, left []row) {
	d.drop(now, out)
	left = take(&d.known, out)
	d.known = slices.Clone(d.known)
	accepted := map[int64]bool{}
	for _, p := range d.parts {
		if len(in) == 0 {
			continue
		}
		got, _ := p.update(now, in, nil)
		for _, r := range in {
			if !first(p) || indexOf(got, r) >= 0 {
				accepted[r.id] = true
			}
		}
	}
	for _, r := range in {
		if accepted[r.id] {
			posted = append(posted, r)
			d.known = append(d.known, r)
		}
	}
	return posted, append(left, d.settle()...)
}

// settle lets go of what no member holds.
func (d *dumbTogether) settle() (left []row) {
	for _, r := range slices.Clone(d.known) {
		if !slices.ContainsFunc(d.parts, func(p dumb) bool { return holds(p, r) }) {
			left = append(left, take(&d.known, []row{r})...)
		}
	}
	return left
}

// tick moves the clock for the members; their timers fire in the order of their times, which does
// not matter to what is inside after all of them.
func (d *dumbTogether) tick(now int64) (posted, left []row, fired bool) {
	for i, p := range d.parts {
		got, lost, did := p.tick(now)
		if d.union || !did {
			continue
		}
		for j, q := range d.parts {
			if j == i {
				continue
			}
			if i == d.batch {
				q.update(now, nil, got)
			} else {
				q.update(now, nil, lost)
			}
		}
		if d.batch < 0 || i == d.batch {
			posted, left, fired = append(posted, got...), append(left, lost...), true
		}
	}
	if d.union {
		left = d.settle()
		return nil, left, len(left) > 0
	}
	return posted, left, fired
}

// dumbGroups is groupwin: a twin for each key.
type dumbGroups struct {
	make  func() dumb
	keys  []string
	parts []dumb
}

func (d *dumbGroups) list() (all []row) {
	for _, p := range d.parts {
		all = append(all, p.list()...)
	}
	return all
}

func (d *dumbGroups) update(now int64, in, out []row) (posted, left []row) {
	for _, r := range in {
		if !slices.Contains(d.keys, r.k) {
			d.keys, d.parts = append(d.keys, r.k), append(d.parts, d.make())
		}
	}
	of := func(rows []row, k string) (mine []row) {
		for _, r := range rows {
			if r.k == k {
				mine = append(mine, r)
			}
		}
		return mine
	}
	for i, k := range d.keys {
		mine, gone := of(in, k), of(out, k)
		if len(mine)+len(gone) > 0 {
			got, lost := d.parts[i].update(now, mine, gone)
			posted, left = append(posted, got...), append(left, lost...)
		}
	}
	return posted, left
}

func (d *dumbGroups) tick(now int64) (posted, left []row, fired bool) {
	for _, p := range d.parts {
		got, lost, did := p.tick(now)
		posted, left, fired = append(posted, got...), append(left, lost...), fired || did
	}
	return posted, left, fired
}

const all = math.MaxInt
