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
// The keys of a row are looked up once, when it enters. What it finds is the meeting of all rows with
// that key, from where its partners are chains to follow; a row that leaves is taken out of them. So
// a join of any number of streams takes one look-up a key for each event.
//
// A tuple is found from the event that changed outwards, along the path that the plan has for its
// stream. Outer joins of more than two streams take the streams in the order of the text
// (join_outer.go).
type joiner struct {
	agent  *agent
	plan   *query.JoinPlan
	sides  []*side
	meets  []*meeting // by key of the plan
	env    *expr.Env
	node   []int32 // of each stream bound: its row's number on that side
	staged []event.Delta
	out    [2][]*event.Event // tuples laid end to end: left, entered

	moved   []int // the streams that change in this update
	changed bool  // and have done so
	listing bool  // contents are asked for
	several bool  // more than one stream changes in this update
	from    int   // the stream from whose event tuples are made
	seen    map[string]bool
	key     []byte
	// triggered is set when a stream is unidirectional: only its events make tuples.
	triggered bool
	// forgetful is set when nobody is told what leaves.
	forgetful bool
	rows      *shortRows // the short way; nil when the statement needs the general one
}

// Indexes of joiner.out.
const (
	tuplesLeft    = 0
	tuplesEntered = 1
)

func newJoiner(a *agent, p *query.JoinPlan) *joiner {
	n := len(p.Kinds)
	j := &joiner{agent: a, plan: p, staged: make([]event.Delta, n), node: make([]int32, n)}
	j.triggered = slices.Contains(p.Uni, true)
	j.forgetful = !a.st.plan.Select.TellsLeft()
	j.rows = newJoinRows(a)
	j.env = &expr.Env{
		Ev: make([]*event.Event, n), Local: a.env.Local, State: a.env.State, Rt: a.core.rt, IsNew: true,
		Params: a.env.Params,
	}
	for i := range p.Keys {
		k := &p.Keys[i]
		j.meets = append(j.meets, &meeting{plan: k, set: keys.NewSet(k.Keys[0])})
	}
	for i := range n {
		s := newSide(i, p.Uni[i] || i == p.Unkept)
		for _, k := range p.KeyOf[i] {
			s.keys = append(s.keys, sideKey{j.meets[k.Key], k.Own})
		}
		s.table = newJoinTable(a, a.st.plan.Select.Inputs[i], p)
		j.sides = append(j.sides, s)
	}
	return j
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
	j.moved = j.moved[:0]
	for i := range j.staged {
		if !j.staged[i].Empty() {
			j.moved = append(j.moved, i)
		}
	}
	if len(j.moved) == 0 {
		return
	}
	j.several, j.changed = len(j.moved) > 1, false
	j.out[tuplesLeft], j.out[tuplesEntered] = j.out[tuplesLeft][:0], j.out[tuplesEntered][:0]
	defer j.caught()
	j.update()
	j.end()
	if j.rows != nil {
		j.rows.tell()
		return
	}
	if len(j.out[tuplesLeft])+len(j.out[tuplesEntered]) > 0 {
		j.agent.push(&event.Delta{New: j.out[tuplesEntered], Old: j.out[tuplesLeft]})
	}
	if j.triggered {
		j.agent.set.Forget() // totals begin anew with each trigger
	}
}

// caught is deferred: a condition that throws loses tuples, but the sides have changed all the same,
// and rows that were made before go out.
func (j *joiner) caught() {
	thrown := recover()
	if thrown == nil {
		return
	}
	if !j.changed {
		j.change()
	}
	j.end()
	j.agent.core.failed(j.agent.st, thrown)
	if j.rows != nil {
		j.rows.tell()
	}
}

// update makes the tuples of what leaves, changes the sides and makes the tuples of what entered.
func (j *joiner) update() {
	for _, i := range j.moved {
		if old := j.staged[i].Old; len(old) > 0 {
			j.sides[i].locate(j.env, old, j.several)
		}
	}
	if !j.forgetful {
		for _, i := range j.moved {
			j.each(i, j.sides[i].out, tuplesLeft)
		}
		clear(j.seen)
	}
	j.change()
	for _, i := range j.moved {
		j.each(i, j.sides[i].in, tuplesEntered)
	}
}

// change lets rows in and out of all sides. First all enter, so that no number of a key that is
// forgotten with its last row means another one before the update is over.
func (j *joiner) change() {
	j.changed = true
	for _, i := range j.moved {
		s := j.sides[i]
		for _, ev := range j.staged[i].New {
			s.enter(j.env, ev, j.several)
		}
	}
	for _, i := range j.moved {
		s := j.sides[i]
		if s.uni { // what it finds may have come with it
			for _, id := range s.in {
				s.look(j.env, id)
			}
		}
		if len(s.out) > 0 {
			s.leave()
		}
	}
}

// end forgets what was staged.
func (j *joiner) end() {
	clear(j.seen)
	clear(j.env.Ev)
	for _, i := range j.moved {
		j.staged[i].Reset()
		j.sides[i].settle()
	}
	j.moved = j.moved[:0]
}

// each makes the tuples that hold one of the rows of side i.
func (j *joiner) each(i int, rows []int32, stream int) {
	if len(rows) == 0 || j.triggered && !j.plan.Uni[i] {
		return
	}
	j.from, j.env.IsNew = i, stream == tuplesEntered
	for _, id := range rows {
		clear(j.env.Ev)
		if j.plan.Paths != nil {
			j.bind(i, id)
			j.follow(j.plan.Paths[i], stream)
		} else {
			j.outer(0, fixed{i, id}, stream)
		}
	}
}

func (j *joiner) bind(i int, id int32) {
	j.env.Ev[i], j.node[i] = j.sides[i].nodes[id].ev, id
}

// follow extends the tuple in env along the rest of a path. A tuple of several events that moved is
// made from the one of them whose stream comes first.
func (j *joiner) follow(path []query.JoinStep, stream int) {
	if len(path) == 0 {
		j.tuple(stream)
		return
	}
	st := &path[0]
	i, s := st.Stream, j.sides[st.Stream]
	elsewhere := j.several && i < j.from && (!j.triggered || s.uni)
	matched := false
	for id := j.first(st); id != 0; {
		n := &s.nodes[id]
		j.env.Ev[i], j.node[i] = n.ev, id
		if j.passes(st.Tests) {
			matched = true
			if !elsewhere || !n.moves {
				j.follow(path[1:], stream)
			}
		}
		id = s.after(id, st.Slot)
	}
	j.env.Ev[i] = nil
	if st.Optional && !matched {
		j.follow(path[1:], stream)
	}
}

// tuple notes the tuple in env.
func (j *joiner) tuple(stream int) {
	if j.rows != nil && !j.listing {
		j.rows.add(j.env)
		return
	}
	j.out[stream] = append(j.out[stream], j.env.Ev...)
}

// first returns the first row that a step leads to; 0 is none.
func (j *joiner) first(st *query.JoinStep) int32 {
	if st.Slot < 0 || j.sides[st.Stream].table != nil {
		return j.firstRow(st.Stream, st.Slot)
	}
	return j.sides[st.From].partner(j.node[st.From], st.FromSlot)
}

func (j *joiner) passes(tests []expr.Filter) bool {
	for _, f := range tests {
		if !f(j.env) {
			return false
		}
	}
	return true
}

// contents returns the tuples of what all streams hold now.
func (j *joiner) contents() []*event.Event {
	out := j.out[tuplesEntered]
	j.out[tuplesEntered] = nil
	clear(j.env.Ev)
	j.several, j.listing, j.env.IsNew = false, true, true
	if j.plan.Outer {
		j.several = true
		j.outer(0, fixed{stream: -1}, tuplesEntered)
	} else {
		s := j.sides[0]
		for id := j.firstRow(0, -1); id != 0; id = s.nodes[id].next {
			j.bind(0, id)
			j.follow(j.plan.Paths[0], tuplesEntered)
		}
	}
	clear(j.seen)
	j.listing = false
	found := j.out[tuplesEntered]
	j.out[tuplesEntered] = out
	return found
}

// save writes the rows of all sides.
func (j *joiner) save(enc *event.Encoder) {
	for _, s := range j.sides {
		s.save(enc)
	}
}

func (j *joiner) load(dec *event.Decoder) {
	for _, s := range j.sides {
		s.load(dec, j.env)
	}
}

// stop lets the rows go.
func (j *joiner) stop() {
	for _, s := range j.sides {
		if s.table != nil {
			s.table.close()
		}
		s.stop()
	}
}

// bytes estimates the memory held beside the rows themselves.
func (j *joiner) bytes() int {
	n := 0
	for _, m := range j.meets {
		n += m.bytes()
	}
	for _, s := range j.sides {
		n += s.bytes()
	}
	return n
}
