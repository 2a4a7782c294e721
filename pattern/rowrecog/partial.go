package rowrecog

import (
	"cmp"
	"slices"
)

// Partial is an attempt under way: why there is no match yet.
type Partial struct {
	Last    string   // the variable of the row that was taken last
	Rows    int      // how many were taken
	Match   Match    // those rows, valid during the call
	Since   int64    // time of the first row, in ms
	Waiting []string // the variables of which the next row may be one, best first
	Due     int64    // of a match that is complete and held back: when its interval is over; else 0
}

// Partials yields the attempts under way and the matches that are held back, by first row, until yield
// returns false.
func (m *Matcher) Partials(yield func(Partial) bool) {
	type found struct {
		begin uint64
		p     Partial
	}
	var all []found
	for n := range m.parts.Each() {
		p := *m.parts.At(n)
		for i, t := range p.threads {
			switch v := m.plan.variable(t.state); {
			case t.rows == nil: // begins with the row at hand
			case i > 0 && p.threads[i-1].rows == t.rows: // another way to go on
				last := &all[len(all)-1].p
				if !slices.Contains(last.Waiting, v) {
					last.Waiting = append(last.Waiting, v)
				}
			default:
				f := found{t.begin, m.partial(t.rows, t.since)}
				f.p.Waiting = []string{v}
				all = append(all, f)
			}
		}
		for _, d := range p.dues {
			for _, e := range d.held {
				f := found{e.begin, m.partial(e.rows, d.since)}
				f.p.Due = d.timer.At()
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(a.begin, b.begin) })
	for i := range all {
		if !yield(all[i].p) {
			return
		}
	}
}

func (m *Matcher) partial(rows *row, since int64) Partial {
	return Partial{
		Last: m.plan.Variables[rows.v].Name, Rows: int(rows.span()), Match: Match{m, rows}, Since: since,
	}
}

// variable is the name of the variable that a state waits for.
func (p *Plan) variable(state int32) string { return p.Variables[p.states[state].v].Name }
