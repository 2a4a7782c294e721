package engine

import (
	"slices"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// joiner joins the streams of a statement. Of one update it makes, from what its streams held
// before, the tuples of what leaves; then all change; then the tuples of what entered. Each is a set:
// a tuple of two events that came together is one.
//
// A tuple is found from the event that changed outwards, stream by stream, by hash where an equality
// leads there and by looking at all rows where none does. For outer joins the streams are taken in
// the order of the text, and what does not hold the event that changed is no result.
type joiner struct {
	agent  *agent
	plan   *query.JoinPlan
	sides  []*side
	env    *expr.Env
	staged []event.Delta
	tuple  []*event.Event
	seen   map[string]bool // tuples of the update, where there can be twins
	key    []byte
	out    [2][]*event.Event // tuples laid end to end: left, entered
	twins  bool
	// triggered is set when a stream is unidirectional: only its events make tuples.
	triggered bool
}

// side is the rows of one stream, with an index for each equality that leads to it.
type side struct {
	rows    []*event.Event // in order of arrival; nil where one has left
	at      map[*event.Event]int
	holes   int
	indexes []*joinIndex
	uni     bool
}

// joinIndex finds the rows of a side by the value of one key.
type joinIndex struct {
	equal   *query.JoinEqual
	own     int // which of the two keys is the side's own
	set     *keys.Set
	buckets [][]*event.Event // by number of the key
}

func newJoiner(a *agent, p *query.JoinPlan) *joiner {
	n := len(p.Kinds)
	j := &joiner{agent: a, plan: p, staged: make([]event.Delta, n), tuple: make([]*event.Event, n)}
	j.triggered = slices.Contains(p.Uni, true)
	j.env = &expr.Env{
		Ev: make([]*event.Event, n), Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
	}
	for i := range n {
		s := &side{at: make(map[*event.Event]int), uni: p.Uni[i]}
		for k := range p.Equal {
			e := &p.Equal[k]
			for own, stream := range e.Streams {
				if stream == i {
					s.indexes = append(s.indexes, newJoinIndex(e, own))
				}
			}
		}
		j.sides = append(j.sides, s)
	}
	return j
}

// newJoinIndex makes the index of a side under one of the two keys of an equality. The set's key is the
// side's own when rows come and go (Env.Group 0), and the other stream's when it is asked.
func newJoinIndex(e *query.JoinEqual, own int) *joinIndex {
	x := &joinIndex{equal: e, own: own}
	ks := [2]expr.Fn{e.Keys[own], e.Keys[1-own]}
	f := expr.Fn{Type: ks[0].Type}
	switch f.Type.Class() {
	case event.ClassInt:
		f.Int = func(env *expr.Env) (int64, bool) { return ks[env.Group].Int(env) }
	case event.ClassFloat:
		f.Float = func(env *expr.Env) (float64, bool) { return ks[env.Group].Float(env) }
	case event.ClassStr:
		f.Str = func(env *expr.Env) (string, bool) { return ks[env.Group].Str(env) }
	default:
		f.Bool = func(env *expr.Env) (bool, bool) { return ks[env.Group].Bool(env) }
	}
	x.set = keys.NewSet(keys.New(f))
	return x
}

// joinPort stages what the windows of one stream let in and out.
type joinPort struct {
	j *joiner
	i int
}

// Push keeps the delta until the present event has been through all streams.
func (p joinPort) Push(d *event.Delta) {
	s := &p.j.staged[p.i]
	s.New = append(s.New, d.New...)
	s.Old = append(s.Old, d.Old...)
	p.j.agent.mark()
}

// run joins what was staged and gives the tuples on.
func (j *joiner) run() {
	moved := 0
	for i := range j.staged {
		moved += len(j.staged[i].New) + len(j.staged[i].Old)
	}
	if moved == 0 {
		return
	}
	j.twins = moved > 1
	j.out[0], j.out[1] = j.out[0][:0], j.out[1][:0]
	for i := range j.staged {
		j.each(i, j.staged[i].Old, 0)
	}
	clear(j.seen)
	for i, s := range j.sides {
		if !s.uni {
			s.change(j.env, i, &j.staged[i])
		}
	}
	for i := range j.staged {
		j.each(i, j.staged[i].New, 1)
	}
	clear(j.seen)
	for i := range j.staged {
		j.staged[i].Reset()
	}
	if len(j.out[0])+len(j.out[1]) > 0 {
		j.agent.push(&event.Delta{New: j.out[1], Old: j.out[0]})
	}
	if j.triggered {
		j.agent.set.Forget() // totals begin anew with each trigger
	}
}

// each makes the tuples that hold one of the events on side i.
func (j *joiner) each(i int, events []*event.Event, stream int) {
	if j.triggered && !j.plan.Uni[i] {
		return
	}
	for _, ev := range events {
		clear(j.env.Ev)
		switch {
		case !j.plan.Outer:
			j.env.Ev[i] = ev
			j.inner(1<<i, stream)
		case len(j.sides) == 2:
			j.pair(i, ev, stream)
		default:
			j.outer(0, i, ev, stream)
		}
	}
}

// pair is the outer join of two streams, from the event of either.
func (j *joiner) pair(i int, ev *event.Event, stream int) {
	other := 1 - i
	j.env.Ev[i] = ev
	var index *joinIndex
	if ix := j.sides[other].indexes; len(ix) > 0 {
		index = ix[0]
	}
	matched := false
	j.candidates(other, index, func(row *event.Event) {
		j.env.Ev[other] = row
		if f := j.plan.On[1]; f == nil || f(j.env) {
			matched = true
			j.emit(stream)
		}
	})
	j.env.Ev[other] = nil
	keeps := j.plan.Kinds[1]
	if !matched && (keeps == query.FullJoin || keeps == query.LeftJoin && i == 0 || keeps == query.RightJoin && i == 1) {
		j.emit(stream)
	}
}

// inner extends the tuple in env by one stream after the other, best first.
func (j *joiner) inner(bound uint, stream int) {
	next, index := j.nextSide(bound)
	if next < 0 {
		j.emit(stream)
		return
	}
	j.candidates(next, index, func(ev *event.Event) {
		j.env.Ev[next] = ev
		if f := j.plan.On[next]; f == nil || !j.complete(next, bound) || f(j.env) {
			j.inner(bound|1<<next, stream)
		}
	})
	j.env.Ev[next] = nil
}

// complete tells whether the on clause of a stream can be judged: all before it are bound. The clause
// of an inner join is judged again with the whole tuple.
func (j *joiner) complete(step int, bound uint) bool { return bound&(1<<step-1) == 1<<step-1 }

// nextSide picks the stream to go to: one that an equality leads to, else the next in the text.
func (j *joiner) nextSide(bound uint) (int, *joinIndex) {
	first := -1
	for i, s := range j.sides {
		if bound&(1<<i) != 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		for _, x := range s.indexes {
			if bound&(1<<x.equal.Streams[1-x.own]) != 0 {
				return i, x
			}
		}
	}
	return first, nil
}

// candidates yields the rows of a side that may match the tuple in env.
func (j *joiner) candidates(i int, x *joinIndex, yield func(*event.Event)) {
	s := j.sides[i]
	if x != nil {
		for _, ev := range x.find(j.env) {
			yield(ev)
		}
		return
	}
	for _, ev := range s.rows {
		if ev != nil {
			yield(ev)
		}
	}
}

// outer takes the streams in the order of the text; fixed is the side that holds only ev.
func (j *joiner) outer(step, fixed int, ev *event.Event, stream int) {
	if step == len(j.sides) {
		if fixed < 0 || j.env.Ev[fixed] == ev {
			j.emit(stream)
		}
		return
	}
	if step == 0 {
		j.rowsOf(0, fixed, ev, func(row *event.Event) {
			j.env.Ev[0] = row
			j.outer(1, fixed, ev, stream)
		})
		j.env.Ev[0] = nil
		j.unmatched(1, fixed, ev, stream)
		return
	}
	j.outerStep(step, fixed, ev, stream)
}

// outerStep joins the tuple so far with one more stream.
func (j *joiner) outerStep(step, fixed int, ev *event.Event, stream int) {
	matched := false
	j.rowsOf(step, fixed, ev, func(row *event.Event) {
		j.env.Ev[step] = row
		if f := j.plan.On[step]; f == nil || f(j.env) {
			matched = true
			j.outer(step+1, fixed, ev, stream)
		}
	})
	j.env.Ev[step] = nil
	k := j.plan.Kinds[step]
	if !matched && (k == query.LeftJoin || k == query.FullJoin) {
		j.outer(step+1, fixed, ev, stream)
	}
}

// unmatched makes the tuples that begin with a row of a right or full joined stream which matches
// nothing before it.
func (j *joiner) unmatched(step, fixed int, ev *event.Event, stream int) {
	for ; step < len(j.sides); step++ {
		k := j.plan.Kinds[step]
		if k != query.RightJoin && k != query.FullJoin {
			if k != query.LeftJoin {
				return // an inner join drops what begins without a left side
			}
			continue
		}
		j.rowsOf(step, fixed, ev, func(row *event.Event) {
			clear(j.env.Ev)
			if j.anyBefore(step, row) {
				return
			}
			clear(j.env.Ev)
			j.env.Ev[step] = row
			j.outer(step+1, fixed, ev, stream)
		})
		clear(j.env.Ev)
	}
}

// anyBefore tells whether a row matches any tuple of the streams before it, whatever those hold.
func (j *joiner) anyBefore(step int, row *event.Event) bool {
	found := false
	var walk func(int)
	walk = func(i int) {
		if found {
			return
		}
		if i == step {
			j.env.Ev[step] = row
			found = j.plan.On[step] == nil || j.plan.On[step](j.env)
			return
		}
		hit := false
		j.candidates(i, j.toward(i, step, row), func(ev *event.Event) {
			j.env.Ev[i] = ev
			if f := j.plan.On[i]; i == 0 || f == nil || f(j.env) {
				hit = true
				walk(i + 1)
			}
		})
		j.env.Ev[i] = nil
		if !hit && i > 0 {
			walk(i + 1)
		}
	}
	j.env.Ev[step] = row
	walk(0)
	return found
}

// toward returns an index that leads from the row of a later stream to stream i, or nil.
func (j *joiner) toward(i, step int, row *event.Event) *joinIndex {
	j.env.Ev[step] = row
	for _, x := range j.sides[i].indexes {
		if x.equal.Step == step && x.equal.Streams[1-x.own] == step {
			return x
		}
	}
	return nil
}

// rowsOf yields what a side may contribute: the event in hand where it is the side that changed.
func (j *joiner) rowsOf(i, fixed int, ev *event.Event, yield func(*event.Event)) {
	if i == fixed {
		yield(ev)
		return
	}
	var index *joinIndex
	for _, x := range j.sides[i].indexes {
		if other := x.equal.Streams[1-x.own]; x.equal.Step == i && other < i && j.env.Ev[other] != nil {
			index = x
		}
	}
	j.candidates(i, index, yield)
}

// emit notes the tuple in env, once.
func (j *joiner) emit(stream int) {
	if j.plan.On != nil && !j.plan.Outer {
		for _, f := range j.plan.On {
			if f != nil && !f(j.env) {
				return
			}
		}
	}
	if j.twins {
		j.key = j.key[:0]
		for _, ev := range j.env.Ev {
			j.key = appendPointer(j.key, ev)
		}
		if j.seen[string(j.key)] {
			return
		}
		if j.seen == nil {
			j.seen = make(map[string]bool)
		}
		j.seen[string(j.key)] = true
	}
	j.out[stream] = append(j.out[stream], j.env.Ev...)
}

// contents returns the tuples of what all streams hold now.
func (j *joiner) contents() []*event.Event {
	out := j.out[1]
	j.out[1] = nil
	j.twins = true
	clear(j.env.Ev)
	if j.plan.Outer {
		j.outer(0, -1, nil, 1)
	} else {
		for _, ev := range j.sides[0].rows {
			if ev != nil {
				clear(j.env.Ev)
				j.env.Ev[0] = ev
				j.inner(1, 1)
			}
		}
	}
	clear(j.seen)
	found := j.out[1]
	j.out[1] = out
	return found
}
