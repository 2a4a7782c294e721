package pattern

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
)

// The twin knows the whole history and computes, for an expression begun at a place of it, the list
// of all that it will ever say: when it is true, with which tags, and when it is over. It has no
// state, no index and no timers, and it is slow. Where two things that exclude each other fall on
// the very same moment it gives up (errTie): their order is pinned by the rules in testdata.

var (
	errTie  = errors.New("a tie")
	errMuch = errors.New("too much")
)

// happening is one step of a history.
type happening struct {
	ev   *event.Event // nil: the clock moves
	id   int
	time int64
}

// place is a moment: a step, and within a step of the clock the time that something was due.
type place struct {
	step int
	due  int64
}

func (p place) before(q place) bool { return p.step < q.step || p.step == q.step && p.due < q.due }

// said is one thing that an expression says.
type said struct {
	at    place
	tags  tagset
	fails bool
	last  bool
	again bool // of fails: a fresh attempt may do better
}

type tagset map[string][]int // ids of events; one unless the tag repeats

func (t tagset) with(o tagset) tagset {
	out := maps.Clone(t)
	if out == nil {
		out = tagset{}
	}
	maps.Copy(out, o)
	return out
}

// expression is a pattern as the twin sees it. text is its EPL.
type expression interface {
	run(w *world, at place, tags tagset) []said
	text() string
}

type world struct {
	steps  []happening
	budget int
}

func (w *world) time(p place) int64 {
	if p.step < 0 {
		return 0
	}
	return w.steps[p.step].time
}

func (w *world) spend(n int) {
	if w.budget -= n; w.budget < 0 {
		panic(errMuch)
	}
}

// due is when a timer set at a place for a time fires; ok is false when the history ends before.
func (w *world) due(at place, time int64) (place, bool) {
	for i := at.step + 1; i < len(w.steps); i++ {
		if w.steps[i].ev == nil && w.steps[i].time >= time {
			return place{i, time}, true
		}
	}
	return place{}, false
}

// atom is `tag=T(cond)`.
type atom struct {
	tag, typ, cond string
	ok             func(ev *event.Event, w *world, tags tagset) bool
}

func (a *atom) text() string {
	s := a.typ
	if a.cond != "" {
		s += "(" + a.cond + ")"
	}
	return a.tag + "=" + s
}

func (a *atom) run(w *world, at place, tags tagset) []said {
	w.spend(1)
	for i := at.step + 1; i < len(w.steps); i++ {
		h := w.steps[i]
		if h.ev != nil && h.ev.Schema().Name() == a.typ && a.ok(h.ev, w, tags) {
			return []said{{at: place{step: i}, tags: tags.with(tagset{a.tag: {h.id}}), last: true}}
		}
	}
	return nil
}

type intervalX struct{ ms int64 }

func (x *intervalX) text() string { return fmt.Sprintf("timer:interval(%d msec)", x.ms) }

func (x *intervalX) run(w *world, at place, tags tagset) []said {
	if x.ms == 0 {
		return []said{{at: at, tags: tags, last: true}}
	}
	if p, ok := w.due(at, w.time(at)+x.ms); ok {
		return []said{{at: p, tags: tags, last: true}}
	}
	return nil
}

// line is a run whose words are not all spoken yet.
type line struct {
	kid  int
	rest []said
	keys *twinKeys
}

// earliest returns the line that speaks next; tie tells that another speaks at the same moment.
func earliest(lines []*line) (l *line, tie bool) {
	for _, x := range lines {
		if len(x.rest) == 0 {
			continue
		}
		switch {
		case l == nil || x.rest[0].at.before(l.rest[0].at):
			l, tie = x, false
		case x.rest[0].at == l.rest[0].at:
			tie = true
		}
	}
	return l, tie
}

// speak takes the next word of a line; over tells that it was the last.
func (l *line) speak() (s said, over bool) {
	s, l.rest = l.rest[0], l.rest[1:]
	return s, s.fails || s.last
}

func without(lines []*line, l *line) []*line {
	return slices.DeleteFunc(slices.Clone(lines), func(x *line) bool { return x == l })
}

// sequenceX is `a -> b`; limit is that of the arrow, or -1.
type sequenceX struct {
	kids  []expression
	limit []int
}

func (x *sequenceX) text() string {
	s := x.kids[0].text()
	for i, k := range x.kids[1:] {
		if x.limit[i] >= 0 {
			s += fmt.Sprintf(" -[%d]> ", x.limit[i])
		} else {
			s += " -> "
		}
		s += k.text()
	}
	return "(" + s + ")"
}

func (x *sequenceX) run(w *world, at place, tags tagset) (out []said) {
	limited := slices.ContainsFunc(x.limit, func(n int) bool { return n >= 0 })
	lines := []*line{{rest: x.kids[0].run(w, at, tags)}}
	for {
		l, tie := earliest(lines)
		if l == nil {
			return out
		}
		if tie && limited {
			panic(errTie)
		}
		w.spend(1)
		s, over := l.speak()
		if over {
			lines = without(lines, l)
		}
		switch {
		case s.fails:
		case l.kid == len(x.kids)-1:
			out = append(out, said{at: s.at, tags: s.tags, last: len(lines) == 0})
		case x.limit[l.kid] < 0 || count(lines, l.kid+1) < x.limit[l.kid]:
			lines = append(lines, &line{kid: l.kid + 1, rest: x.kids[l.kid+1].run(w, s.at, s.tags)})
		}
		if len(lines) == 0 {
			if n := len(out); n == 0 || !out[n-1].last {
				out = append(out, said{at: s.at, fails: true, again: true})
			}
			return out
		}
	}
}

func count(lines []*line, kid int) (n int) {
	for _, l := range lines {
		if l.kid == kid {
			n++
		}
	}
	return n
}

// everyX is every, and every-distinct when it has a key.
type everyX struct {
	x      expression
	key    string // tag whose v is the key
	expiry int64
}

type twinKeys struct {
	until map[int64]int64
}

func (x *everyX) text() string {
	switch {
	case x.key != "" && x.expiry > 0:
		return fmt.Sprintf("every-distinct(%s.v, %d msec) (%s)", x.key, x.expiry, x.x.text())
	case x.key != "":
		return fmt.Sprintf("every-distinct(%s.v) (%s)", x.key, x.x.text())
	}
	return "every (" + x.x.text() + ")"
}

func (x *everyX) run(w *world, at place, tags tagset) (out []said) {
	var lines []*line
	spawn := func(at place, keys *twinKeys) {
		rest := x.x.run(w, at, tags)
		w.spend(len(rest) + 1)
		if len(rest) > 0 && rest[0].at == at { // true or false at once
			return
		}
		lines = append(lines, &line{rest: rest, keys: keys})
	}
	spawn(at, &twinKeys{until: map[int64]int64{}})
	if len(lines) == 0 {
		return []said{{at: at, fails: true}}
	}
	for {
		l, _ := earliest(lines)
		if l == nil {
			return out
		}
		s, over := l.speak()
		if over {
			lines = without(lines, l)
		}
		fresh := true
		if !s.fails && x.key != "" {
			fresh = x.fresh(w, s, l.keys)
		}
		if !s.fails || s.again {
			spawn(s.at, &twinKeys{until: maps.Clone(l.keys.until)})
		}
		dead := len(lines) == 0
		switch {
		case !s.fails && fresh:
			out = append(out, said{at: s.at, tags: s.tags, last: dead})
		case dead:
			out = append(out, said{at: s.at, fails: true})
		}
		if dead {
			return out
		}
	}
}

func (x *everyX) fresh(w *world, s said, keys *twinKeys) bool {
	ids := s.tags[x.key]
	k := int64(-1)
	if len(ids) > 0 {
		k, _ = w.steps[ids[0]].ev.Int(w.steps[ids[0]].ev.Schema().Column("v"))
	}
	now := w.time(s.at)
	if until, ok := keys.until[k]; ok && (x.expiry == 0 || until > now) {
		return false
	}
	keys.until[k] = now + x.expiry
	return true
}

type notX struct{ x expression }

func (x *notX) text() string { return "not (" + x.x.text() + ")" }

func (x *notX) run(w *world, at place, tags tagset) []said {
	out := []said{{at: at, tags: tags}}
	for _, s := range x.x.run(w, at, tags) {
		if s.last && !s.fails {
			if s.at == at {
				return []said{{at: at, fails: true, again: true}}
			}
			return append(out, said{at: s.at, fails: true, again: true})
		}
	}
	return out
}

type andX struct{ kids []expression }

func texts(kids []expression, op string) string {
	var parts []string
	for _, k := range kids {
		parts = append(parts, k.text())
	}
	return "(" + strings.Join(parts, op) + ")"
}

func (x *andX) text() string { return texts(x.kids, " and ") }

func (x *andX) run(w *world, at place, tags tagset) (out []said) {
	var lines []*line
	got := make([][]tagset, len(x.kids))
	for i, k := range x.kids {
		lines = append(lines, &line{kid: i, rest: k.run(w, at, tags)})
	}
	for {
		l, tie := earliest(lines)
		if l == nil {
			return out
		}
		if tie && anyFails(lines, l.rest[0].at) {
			panic(errTie)
		}
		s, over := l.speak()
		if s.fails {
			return append(out, said{at: s.at, fails: true, again: s.again})
		}
		if over {
			lines = without(lines, l)
		}
		complete := true
		combos := []tagset{s.tags}
		for i, list := range got {
			if i == l.kid {
				continue
			}
			complete = complete && len(list) > 0
			var next []tagset
			for _, a := range combos {
				for _, b := range list {
					next = append(next, a.with(b))
				}
			}
			combos = next
			w.spend(len(combos))
		}
		got[l.kid] = append(got[l.kid], s.tags)
		if !complete {
			continue
		}
		last := !slices.ContainsFunc(lines, func(l *line) bool {
			_, not := x.kids[l.kid].(*notX)
			return !not
		})
		for i, c := range combos {
			out = append(out, said{at: s.at, tags: c, last: last && i == len(combos)-1})
		}
		if last {
			return out
		}
	}
}

func anyFails(lines []*line, at place) bool {
	return slices.ContainsFunc(lines, func(l *line) bool {
		return slices.ContainsFunc(l.rest, func(s said) bool { return s.at == at && s.fails })
	})
}

type orX struct{ kids []expression }

func (x *orX) text() string { return texts(x.kids, " or ") }

func (x *orX) run(w *world, at place, tags tagset) (out []said) {
	var lines []*line
	for i, k := range x.kids {
		lines = append(lines, &line{kid: i, rest: k.run(w, at, tags)})
	}
	for {
		l, tie := earliest(lines)
		if l == nil {
			return out
		}
		if tie && slices.ContainsFunc(lines, func(m *line) bool {
			return len(m.rest) > 0 && m.rest[0].at == l.rest[0].at && m.rest[0].last
		}) {
			panic(errTie)
		}
		s, over := l.speak()
		if over {
			lines = without(lines, l)
		}
		if !s.fails {
			out = append(out, said{at: s.at, tags: s.tags, last: over})
			if over {
				return out
			}
		}
		if len(lines) == 0 {
			return append(out, said{at: s.at, fails: true, again: true})
		}
	}
}

// repeatX is `[low:high] x until y`; 0 is not written. own are the tags of x.
type repeatX struct {
	low, high int
	x, until  expression
	own       []string
}

func (x *repeatX) text() string {
	bounds := ""
	switch {
	case x.low > 0 && x.low == x.high:
		bounds = fmt.Sprintf("[%d] ", x.low)
	case x.low > 0 && x.high > 0:
		bounds = fmt.Sprintf("[%d:%d] ", x.low, x.high)
	case x.low > 0:
		bounds = fmt.Sprintf("[%d:] ", x.low)
	case x.high > 0:
		bounds = fmt.Sprintf("[:%d] ", x.high)
	}
	s := bounds + "(" + x.x.text() + ")"
	if x.until != nil {
		s += " until (" + x.until.text() + ")"
	}
	return "(" + s + ")"
}

func (x *repeatX) run(w *world, at place, tags tagset) []said {
	var until, round *line
	if x.until != nil {
		until = &line{kid: 1, rest: x.until.run(w, at, tags)}
	}
	round = &line{rest: x.x.run(w, at, tags)}
	got := tagset{}
	n := 0
	for {
		w.spend(1)
		lines := []*line{}
		if until != nil {
			lines = append(lines, until)
		}
		if round != nil {
			lines = append(lines, round)
		}
		l, tie := earliest(lines)
		if l == nil {
			return nil
		}
		if tie {
			panic(errTie)
		}
		s, over := l.speak()
		if s.fails {
			return []said{{at: s.at, fails: true, again: s.again}}
		}
		if l == until {
			if n < x.low {
				return []said{{at: s.at, fails: true, again: true}}
			}
			return []said{{at: s.at, tags: s.tags.with(got), last: true}}
		}
		n++
		for _, t := range x.own {
			if _, before := tags[t]; !before {
				got[t] = append(slices.Clone(got[t]), s.tags[t]...)
			}
		}
		for t, ids := range got {
			if len(ids) == 0 {
				delete(got, t)
			}
		}
		if x.low == x.high && n == x.low {
			return []said{{at: s.at, tags: tags.with(got), last: true}}
		}
		if over {
			round = nil
		}
		if x.high > 0 && n >= x.high {
			round = nil
		} else if round == nil {
			rest := x.x.run(w, s.at, tags)
			if len(rest) > 0 && rest[0].at == s.at {
				panic(errMuch)
			}
			round = &line{rest: rest}
		}
	}
}

// withinX is `x where timer:within`.
type withinX struct {
	x  expression
	ms int64
}

func (x *withinX) text() string {
	return fmt.Sprintf("((%s) where timer:within(%d msec))", x.x.text(), x.ms)
}

func (x *withinX) run(w *world, at place, tags tagset) (out []said) {
	end, ends := w.due(at, w.time(at)+x.ms)
	for _, s := range x.x.run(w, at, tags) {
		if ends && !s.at.before(end) {
			break
		}
		if s.fails {
			return append(out, said{at: s.at, fails: true, again: s.again})
		}
		out = append(out, s)
		if s.last {
			return out
		}
	}
	if ends {
		out = append(out, said{at: end, fails: true, again: true})
	}
	return out
}
