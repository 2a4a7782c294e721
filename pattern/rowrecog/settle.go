package rowrecog

import "github.com/cephei-go/cephei/query/ast"

// What the skip clause means for (A B) with B as B.v > A.v over the values 1 2 3: after the match
// (1, 2) the row 2 has begun an attempt of its own.
//
//	past last row    that attempt ends: the rows of a match are used up    (1, 2)
//	to next row      it goes on: only the first row is used up             (1, 2) (2, 3)
//	to current row   even the attempt that matched goes on: (A+ B) is told again with each B

// settle decides which of the attempts that reached the end with this row are told, now or when
// their interval is over, and how the search goes on.
func (m *Matcher) settle(p *partition) {
	if m.plan.period != nil {
		m.settleLater(p)
	} else {
		m.settleNow(p)
	}
	for i := range m.ends {
		m.pool.release(m.ends[i].rows)
		m.ends[i] = ended{}
	}
	m.ends = m.ends[:0]
}

// settleNow tells matches at once. The ends are in order: earliest first row first, then best
// first.
func (m *Matcher) settleNow(p *partition) {
	if len(m.ends) == 0 {
		return
	}
	m.tell(m.ends)
	switch m.plan.skip {
	case ast.SkipDefault, ast.SkipPastLast: // all attempts began at this row or before
		m.drop(p, func(uint64) bool { return true })
	case ast.SkipToNextRow:
		for _, e := range m.ends {
			m.drop(p, func(begin uint64) bool { return begin == e.begin })
		}
	default: // to current row: everything goes on
	}
}

// tell tells those of the ends, which all came with one row, that the clause asks for: all, or the
// best one; when the search does not go on past the match, the best one of each first row.
func (m *Matcher) tell(ends []ended) {
	for i, e := range ends {
		if !m.plan.all && i > 0 && (m.plan.past() || e.begin == ends[i-1].begin) {
			continue
		}
		m.found = append(m.found, Match{m, e.rows.hold()})
	}
}
