package window

import (
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// flags are the keywords of batches by time.
type flags struct {
	force bool // force_update: post empty intervals too
	eager bool // start_eager: the first interval starts with the statement
}

const flagUsage = "write 'force_update' or 'start_eager' or both, with a comma between"

// flags reads the keywords in argument i. start_eager implies force_update.
func (c *Call) flags(i int) (flags, error) {
	var f flags
	if err := c.plain(i, "the keywords"); err != nil {
		return f, err
	}
	fn := c.Args[i].Fn
	if !fn.Const || fn.Type.Kind != event.KindString {
		return f, c.errorf(i, codeArgs, "keywords must be a constant string: %s", flagUsage)
	}
	text, _ := fn.Str(&expr.Env{})
	for word := range strings.SplitSeq(text, ",") {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "force_update":
			f.force = true
		case "start_eager":
			f.eager, f.force = true, true
		default:
			return f, c.errorf(i, codeValue, "unknown keyword '%s': %s", strings.TrimSpace(word), flagUsage)
		}
	}
	return f, nil
}

// reference is the point of a grid of intervals, taken once; the zero reference means none.
type reference struct {
	fn     expr.IntFn
	schema *event.Schema
}

// reference reads the reference point, a number of milliseconds, in argument i.
func (c *Call) reference(i int) (reference, error) {
	if err := c.plain(i, "the reference point"); err != nil {
		return reference{}, err
	}
	fn := c.Args[i].Fn
	if !fn.Type.IsInteger() {
		return reference{}, c.errorf(i, codeType,
			"the reference point must be a whole number of milliseconds, not %s", fn.Type)
	}
	return reference{fn.Int, c.Schema}, nil
}

// of takes the reference point for a new window.
func (r *reference) of(h *Host) (int64, bool) {
	if r.fn == nil {
		return 0, false
	}
	return r.fn(probe(r.schema, h))
}
