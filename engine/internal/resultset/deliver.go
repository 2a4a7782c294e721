package resultset

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/keys"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/expr"
)

// Pending tells whether rows are gathered.
func (s *Set) Pending() bool { return len(s.out[0].rows)+len(s.out[1].rows) > 0 }

// Grouped tells whether rows belong to groups.
func (s *Set) Grouped() bool { return s.grouped() != nil }

// Ordered tells whether rows are ordered.
func (s *Set) Ordered() bool { return len(s.plan.Order) > 0 }

// Selects tells whether a delivery may have fewer rows than were gathered.
func (s *Set) Selects() bool { return s.plan.Distinct || s.plan.Limit != nil }

// Selective tells whether having may keep rows back.
func (s *Set) Selective() bool { return s.plan.Having != nil }

// Counts returns the number of rows gathered, insert and remove stream.
func (s *Set) Counts() (in, out int) { return len(s.out[newRows].rows), len(s.out[oldRows].rows) }

// Take returns the gathered rows, ordered, without repetitions and cut as the statement says. They
// are valid until the next Push.
func (s *Set) Take() event.Delta {
	var d event.Delta
	if s.wantNew {
		d.New = s.finish(&s.out[newRows])
		s.notePosted(d.New)
	}
	if s.wantOld {
		d.Old = s.finish(&s.out[oldRows])
	}
	return d
}

// Done forgets the rows that Take gave.
func (s *Set) Done() {
	s.out[0].reset(s.keep)
	s.out[1].reset(s.keep)
}

func (s *Set) finish(b *buffer) []*event.Event {
	rows := b.rows
	if s.plan.Distinct && len(rows) > 1 {
		b.distinct(len(s.plan.Order))
		rows = b.rows
	}
	if len(s.plan.Order) > 0 && len(rows) > 1 {
		b.sort(s.plan.Order)
	}
	if s.plan.Limit != nil {
		rows = cut(rows, s.plan.Limit, s.env)
	}
	return rows
}

// cut applies limit and offset; a negative or absent limit is none.
func cut(rows []*event.Event, l *query.LimitPlan, env *expr.Env) []*event.Event {
	if l.Offset != nil {
		if n, ok := l.Offset(env); ok && n > 0 {
			rows = rows[min(int64(len(rows)), n):]
		}
	}
	if n, ok := l.Rows(env); ok && n >= 0 && n < int64(len(rows)) {
		rows = rows[:n]
	}
	return rows
}

// distinct keeps the first of equal rows.
func (b *buffer) distinct(width int) {
	seen := make(map[string]bool, len(b.rows))
	var key []byte
	n := 0
	for i, row := range b.rows {
		key = key[:0]
		cols := row.Schema().Columns()
		for c := range cols {
			key = keys.AppendValue(key, row.Any(&cols[c]))
		}
		if seen[string(key)] {
			continue
		}
		seen[string(key)] = true
		b.rows[n] = row
		copy(b.order[n*width:(n+1)*width], b.order[i*width:(i+1)*width])
		n++
	}
	clear(b.rows[n:])
	b.rows, b.order = b.rows[:n], b.order[:n*width]
}

// sort orders the rows; null is lowest, rows with equal keys keep their order.
func (b *buffer) sort(by []query.OrderKey) {
	index := make([]int, len(b.rows))
	for i := range index {
		index[i] = i
	}
	w := len(by)
	slices.SortStableFunc(index, func(i, j int) int {
		for k := range by {
			c := Compare(b.order[i*w+k], b.order[j*w+k])
			if by[k].Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	rows, order := slices.Clone(b.rows), slices.Clone(b.order)
	for to, from := range index {
		b.rows[to] = rows[from]
		copy(b.order[to*w:(to+1)*w], order[from*w:(from+1)*w])
	}
}

// Compare orders two values of the same type; null is lowest, false before true.
func Compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch x := a.(type) {
	case string:
		y, _ := b.(string)
		return strings.Compare(x, y)
	case bool:
		y, _ := b.(bool)
		return compareBool(x, y)
	case time.Time:
		y, _ := b.(time.Time)
		return x.Compare(y)
	case *big.Int:
		if y, ok := b.(*big.Int); ok {
			return x.Cmp(y)
		}
	case event.Decimal:
		if y, ok := b.(event.Decimal); ok {
			return x.Cmp(y)
		}
	}
	return compareNumbers(a, b)
}

func compareNumbers(a, b any) int {
	i, ok1 := event.ToInt(a)
	j, ok2 := event.ToInt(b)
	if ok1 && ok2 {
		return cmp.Compare(i, j)
	}
	x, _ := event.ToFloat(a)
	y, _ := event.ToFloat(b)
	return compareFloats(x, y)
}

// compareFloats orders NaN above everything, as Java does.
func compareFloats(x, y float64) int {
	switch {
	case x != x && y != y:
		return 0
	case x != x:
		return 1
	case y != y:
		return -1
	}
	return cmp.Compare(x, y)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
