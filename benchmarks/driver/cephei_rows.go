package driver

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cephei-go/cephei/benchmarks/workload"
	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
)

// reader folds the rows of a statement, column by column, without making anything.
type reader struct{ columns []readColumn }

type readColumn struct {
	column *event.Column
	class  event.Class
	// tolerant columns are added up instead of folded: their last digits depend on the method.
	tolerant bool
}

// newReader reads the named columns of a statement's rows, or all of them.
func newReader(s *event.Schema, names []string) (*reader, error) {
	if s == nil {
		return nil, errors.New("the statement has no rows")
	}
	if names == nil {
		for k := range s.Columns() {
			names = append(names, s.Columns()[k].Name)
		}
	}
	r := &reader{}
	for _, name := range names {
		c := s.Column(name)
		if c == nil {
			return nil, fmt.Errorf("no column %q", name)
		}
		class := c.Type.Class()
		if class == event.ClassAny || class == event.ClassBool {
			return nil, fmt.Errorf("column %q of type %s has no checksum", name, c.Type)
		}
		r.columns = append(r.columns, readColumn{c, class, strings.HasPrefix(name, "f_")})
	}
	return r, nil
}

func (r *reader) add(sum *workload.Sum, row engine.Row) {
	h := workload.Begin()
	for k := range r.columns {
		c := &r.columns[k]
		bits, ok := uint64(workload.NullBits), false
		switch c.class {
		case event.ClassStr:
			var v string
			if v, ok = row.Str(c.column); ok {
				bits = workload.StringBits(v)
			}
		case event.ClassInt:
			var v int64
			if v, ok = row.Int(c.column); ok {
				bits = uint64(v)
			}
		default:
			var v float64
			if v, ok = row.Float(c.column); ok {
				bits = workload.FloatBits(v)
			}
			if ok && c.tolerant {
				sum.F += v
				continue
			}
		}
		h = workload.Fold(h, bits)
	}
	sum.Add(h)
}
