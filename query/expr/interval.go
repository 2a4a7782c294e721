package expr

import (
	"math"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// span is a stretch of time from start to end; of a moment both are the same.
type span struct{ start, end int64 }

// spanFn gives a stretch of time; ok is false when a part of it is null.
type spanFn func(*Env) (v span, ok bool)

// relation is the record of one of the thirteen relations of intervals. Further arguments are
// distances: at most so many, and holds gets those that there are.
type relationOf struct {
	name, doc, example string
	distances          []int // the numbers of distances that are allowed
	holds              func(l, r span, d []int64) bool
}

// relations lists the relations between the left interval l and the right interval r.
func relations() []relationOf {
	upTo2, one, pairs := []int{0, 1, 2}, []int{0, 1}, []int{0, 1, 2, 4}
	return []relationOf{
		{
			"after", "The left begins after the right ends; distances are the least and the greatest time " +
				"between.", "(5L).after(3L)", upTo2,
			func(l, r span, d []int64) bool { return follows(l.start-r.end, d) },
		},
		{
			"before", "The left ends before the right begins; distances are the least and the greatest " +
				"time between.", "(3L).before(5L)", upTo2,
			func(l, r span, d []int64) bool { return follows(r.start-l.end, d) },
		},
		{"coincides", "Both begin and both end together; distances are how far the beginnings and the " +
			"ends may be apart.", "(3L).coincides(4L, 1 msec)", upTo2, coincides},
		{
			"during", "The left lies inside of the right; distances are the greatest, or the least and the " +
				"greatest, between the beginnings and between the ends.", "not (3L).during(3L)", pairs,
			func(l, r span, d []int64) bool { return lies(l.start-r.start, r.end-l.end, d) },
		},
		{
			"finishedby", "Both end together and the left begins first; the distance is how far the ends " +
				"may be apart.", "not (3L).finishedby(3L)", one,
			func(l, r span, d []int64) bool { return l.start < r.start && near(l.end, r.end, d) },
		},
		{
			"finishes", "Both end together and the right begins first; the distance is how far the ends " +
				"may be apart.", "not (3L).finishes(3L)", one,
			func(l, r span, d []int64) bool { return r.start < l.start && near(l.end, r.end, d) },
		},
		{
			"includes", "The right lies inside of the left; distances as for during.",
			"not (3L).includes(3L)", pairs,
			func(l, r span, d []int64) bool { return lies(r.start-l.start, l.end-r.end, d) },
		},
		{
			"meets", "The left ends where the right begins; the distance is how far apart that may be.",
			"(3L).meets(3L)", one, func(l, r span, d []int64) bool { return near(l.end, r.start, d) },
		},
		{
			"metby", "The left begins where the right ends; the distance is how far apart that may be.",
			"(3L).metby(3L)", one, func(l, r span, d []int64) bool { return near(l.start, r.end, d) },
		},
		{
			"overlappedby", "The left begins inside of the right and ends after it; distances are the " +
				"greatest, or the least and the greatest, length of the overlap.",
			"not (3L).overlappedby(3L)", upTo2, func(l, r span, d []int64) bool {
				return r.start < l.start && l.start < r.end && r.end < l.end && within(r.end-l.start, d)
			},
		},
		{
			"overlaps", "The left ends inside of the right and begins before it; distances are the " +
				"greatest, or the least and the greatest, length of the overlap.",
			"not (3L).overlaps(3L)", upTo2, func(l, r span, d []int64) bool {
				return l.start < r.start && r.start < l.end && l.end < r.end && within(l.end-r.start, d)
			},
		},
		{
			"startedby", "Both begin together and the left ends last; the distance is how far the " +
				"beginnings may be apart.", "not (3L).startedby(3L)", one,
			func(l, r span, d []int64) bool { return near(l.start, r.start, d) && l.end > r.end },
		},
		{
			"starts", "Both begin together and the left ends first; the distance is how far the " +
				"beginnings may be apart.", "not (3L).starts(3L)", one,
			func(l, r span, d []int64) bool { return near(l.start, r.start, d) && l.end < r.end },
		},
	}
}

// follows tells whether a gap is there at all, or within the distances given.
func follows(gap int64, d []int64) bool {
	if len(d) == 0 {
		return gap > 0
	}
	most := int64(math.MaxInt64)
	if len(d) > 1 {
		most = d[1]
	}
	return gap >= d[0] && gap <= most
}

// near tells whether two times are equal, or no farther apart than the distance.
func near(a, b int64, d []int64) bool {
	if len(d) == 0 {
		return a == b
	}
	return max(a-b, b-a) <= d[0]
}

// coincides takes one distance for both ends, or one for each.
func coincides(l, r span, d []int64) bool {
	end := d
	if len(d) > 1 {
		end = d[1:]
	}
	return near(l.start, r.start, d) && near(l.end, r.end, end)
}

// lies tells whether both gaps of an inner interval are there, or within the distances: the greatest
// for both; the least and greatest for both; or those of each.
func lies(start, end int64, d []int64) bool {
	switch len(d) {
	case 0:
		return start > 0 && end > 0
	case 1:
		return start > 0 && end > 0 && start <= d[0] && end <= d[0]
	case 2:
		return follows(start, d) && follows(end, d)
	}
	return follows(start, d[:2]) && follows(end, d[2:])
}

// within tells whether a length is not over the greatest, or between the least and the greatest.
func within(length int64, d []int64) bool {
	switch len(d) {
	case 0:
		return true
	case 1:
		return length <= d[0]
	}
	return length >= d[0] && length <= d[1]
}

// intervalMethods lists the relations as date-time methods.
func intervalMethods() []DateMethod {
	var out []DateMethod
	for _, r := range relations() {
		out = append(out, DateMethod{Name: r.name, Doc: r.doc, Example: r.example})
	}
	return out
}

// isRelation tells whether there is a relation of the name.
func isRelation(name string) bool { return relationNamed(name) != nil }

// relationNamed finds a relation by its name in any case.
func relationNamed(name string) *relationOf {
	list := relations()
	for i := range list {
		if strings.EqualFold(list[i].name, name) {
			return &list[i]
		}
	}
	return nil
}

// compileRelation makes a relation between what v is and the first argument: moments, or events
// whose type has timestamps.
func compileRelation(v *value, el *ast.ChainElement, s *Scope) (Fn, error) {
	rel := relationNamed(el.Name)
	l, err := spanOf(v.fn, el.Pos, el.Name)
	if err != nil {
		return Fn{}, err
	}
	if len(el.Args) == 0 {
		return Fn{}, argError(el.Pos, "'%s' takes a moment or an event", el.Name)
	}
	arg, err := Compile(el.Args[0], s)
	if err != nil {
		return Fn{}, err
	}
	r, err := spanOf(arg, el.Args[0].Position(), el.Name)
	if err != nil {
		return Fn{}, err
	}
	dist, err := distances(rel, el, s)
	if err != nil {
		return Fn{}, err
	}
	holds, d := rel.holds, make([]int64, len(dist)) // used again by each evaluation
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) {
		a, ok := l(e)
		b, ok2 := r(e)
		if !ok || !ok2 {
			return false, false
		}
		for i, p := range dist {
			// A distance of months is as long as those months are, counted from the right
			// interval's beginning.
			to, ok := p.Shift(e, b.start, 1)
			if !ok {
				return false, false
			}
			d[i] = to - b.start
		}
		return holds(a, b, d), true
	}}, nil
}

// distances compiles the arguments after the first; how many there may be depends on the relation.
func distances(rel *relationOf, el *ast.ChainElement, s *Scope) ([]*Period, error) {
	n := len(el.Args) - 1
	allowed := false
	for _, k := range rel.distances {
		allowed = allowed || k == n
	}
	if !allowed {
		return nil, argError(el.Pos, "'%s' does not take %d distances", el.Name, n)
	}
	out := make([]*Period, n)
	for i := range out {
		p, err := distance(el.Args[i+1], s)
		if err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

// spanOf returns the stretch of time that a value stands for.
func spanOf(f Fn, pos ast.Pos, name string) (spanFn, error) {
	if isMoment(f.Type) {
		at := millis(&f)
		return func(e *Env) (span, bool) {
			t, ok := at(e)
			return span{t, t}, ok
		}, nil
	}
	s := f.Type.Schema
	if f.Type.Kind != event.KindEvent || s == nil || s.StartColumn == "" {
		return nil, typeError(pos, "'%s' needs moments, or events of a type with timestamps, not %s",
			name, f.Type)
	}
	v := value{fn: f}
	start, err := timestampOf(&v, s, s.StartColumn, pos)
	if err != nil || s.EndColumn == "" {
		return func(e *Env) (span, bool) {
			t, ok := start(e)
			return span{t, t}, ok
		}, err
	}
	end, err := timestampOf(&v, s, s.EndColumn, pos)
	return func(e *Env) (span, bool) {
		a, ok := start(e)
		b, ok2 := end(e)
		return span{a, b}, ok && ok2
	}, err
}

// timestampOf reads the column that a schema declares as its beginning or end.
func timestampOf(v *value, s *event.Schema, name string, pos ast.Pos) (IntFn, error) {
	c := s.Column(name)
	if c == nil || !isMoment(c.Type) {
		return nil, typeError(pos, "the timestamp '%s' of %s is no moment", name, s.Name())
	}
	f := readColumn(v.event(), s, c)
	return millis(&f), nil
}
