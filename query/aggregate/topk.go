package aggregate

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats/sketch"
)

var topkDef = &Def{
	Name: "topk",
	Doc: "topk(x, k) is the array of the k most frequent values of x, each with properties " +
		"value and count, the most frequent first and equal ones in order; k is a constant. " +
		"Over a data window the counts are exact. Without one they are kept in ten times k " +
		"counters, 100 at least: a count may then be too high, by no more than one in as many " +
		"events as there are counters. Null is no value. Values that are neither numbers nor " +
		"strings appear as text.",
	Examples: []Example{{"The two busiest paths of the last five requests", `
deploy
create schema Req(path string);
@name('out') select topk(path, 2).selectFrom(x => x.value) as busy from Req#length(5);
----
ok

play
Req {"path":"/a"}
Req {"path":"/b"}
Req {"path":"/b"}
Req {"path":"/c"}
Req {"path":"/c"}
Req {"path":"/c"}
----
1 out new {"busy":["/a"]}
2 out new {"busy":["/a","/b"]}
3 out new {"busy":["/b","/a"]}
4 out new {"busy":["/b","/a"]}
5 out new {"busy":["/b","/c"]}
6 out new {"busy":["/c","/b"]}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.check(2, 2); err != nil {
			return nil, err
		}
		if err := c.noStar(); err != nil {
			return nil, err
		}
		if err := c.noDistinct(); err != nil {
			return nil, err
		}
		k, err := c.constIndex(1)
		if err != nil {
			return nil, err
		}
		if k < 1 || k > mostTop {
			return nil, c.errorf("argument 2 must lie between 1 and %d", mostTop)
		}
		return compileTopK(&c, k), nil
	},
}

// mostTop bounds the k of topk.
const mostTop = 10_000

// frequent is the plan of topk.
type frequent[K cmp.Ordered] struct {
	*input[K]
	k      int
	schema *event.Schema // of an element
	box    func(K) any   // as the element's value
	text   func(K) string
	parse  func(string) (K, error)
}

func compileTopK(c *Call, k int) Plan {
	f := &c.Args[0].Fn
	switch f.Type.Class() {
	case event.ClassInt:
		return planOfTopK(c, &frequent[int64]{
			k: k, box: func(v int64) any { return event.BoxInt(f.Type.Kind, v) },
			text:  func(v int64) string { return strconv.FormatInt(v, 10) },
			parse: func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) },
		}, f.Type, f.Int)
	case event.ClassFloat:
		return planOfTopK(c, &frequent[float64]{
			k: k, box: func(v float64) any { return box(f.Type.Kind, v) },
			text:  func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) },
			parse: func(s string) (float64, error) { return strconv.ParseFloat(s, 64) },
		}, f.Type, func(e *expr.Env) (float64, bool) {
			v, ok := f.Float(e)
			return v + 0, ok && v == v // NaN is no value, -0 is 0
		})
	default:
		return planOfTopK(c, &frequent[string]{
			k: k, box: func(v string) any { return v }, text: func(v string) string { return v },
			parse: func(s string) (string, error) { return s, nil },
		}, event.String, textOf(f))
	}
}

// textOf reads a value as text.
func textOf(f *expr.Fn) func(*expr.Env) (string, bool) {
	if f.Type.Class() == event.ClassStr {
		return f.Str
	}
	value := boxed(f)
	return func(e *expr.Env) (string, bool) {
		v, ok := value(e)
		return keyText(v), ok
	}
}

func planOfTopK[K cmp.Ordered](
	c *Call, p *frequent[K], t event.Type, value func(*expr.Env) (K, bool),
) Plan {
	p.schema = event.MustSchema(c.Name,
		event.Field{Name: "value", Type: t}, event.Field{Name: "count", Type: event.Long})
	p.input = newInput(c, event.ArrayOf(event.EventOf(p.schema)), value)
	exact := c.Source.Windowed
	p.column = func(*input[K]) Column {
		if exact {
			return &frequentColumn[K]{p: p}
		}
		return &sketchColumn[K]{p: p}
	}
	return p
}

// element makes an element of the result.
func (p *frequent[K]) element(v K, n int64) *event.Event {
	ev := p.schema.NewNull()
	cols := p.schema.Columns()
	ev.SetAny(&cols[0], p.box(v))
	ev.SetInt(&cols[1], n)
	return ev
}

// keyCounts is how often each value is in the window.
//
//	order  any     cost  O(1) an event     space  16 to 48 bytes a different value
type keyCounts[K comparable] struct{ counts multiset[K] }

var _ keeper = (*keyCounts[bool])(nil)

// Save writes the state.
func (s *keyCounts[K]) Save(e *event.Encoder) { s.counts.save(e) }

// Load reads the state.
func (s *keyCounts[K]) Load(d *event.Decoder) { s.counts.load(d) }

// Bytes tells the memory of the counts.
func (s *keyCounts[K]) Bytes() int { return s.counts.bytes() }

// frequentColumn counts exactly.
//
//	cost  O(1) an event; O(different values * log k) to read the result
type frequentColumn[K cmp.Ordered] struct {
	store[keyCounts[K], *keyCounts[K]]
	p   *frequent[K]
	top []counted[K] // used again by every reading
}

// Enter implements Column.
func (c *frequentColumn[K]) Enter(g uint32, env *expr.Env) {
	if v, ok := c.p.take(env); ok {
		c.states[g].counts.enter(v)
	}
}

// Leave implements Column.
func (c *frequentColumn[K]) Leave(g uint32, env *expr.Env) {
	if v, ok := c.p.take(env); ok {
		c.states[g].counts.leave(v)
	}
}

// Any implements expr.AggReader.
func (c *frequentColumn[K]) Any(g uint32) any {
	all := []any{}
	for _, t := range c.choose(g) {
		all = append(all, c.p.element(t.key, t.n))
	}
	return all
}

// choose finds the most frequent values: a short sorted list that better ones are put into.
func (c *frequentColumn[K]) choose(g uint32) []counted[K] {
	c.top = c.top[:0]
	for _, x := range c.states[g].counts.items {
		if len(c.top) == c.p.k {
			if moreFrequent(c.top[len(c.top)-1], x) <= 0 {
				continue
			}
			c.top = c.top[:len(c.top)-1]
		}
		i, _ := slices.BinarySearchFunc(c.top, x, moreFrequent[K])
		c.top = slices.Insert(c.top, i, x)
	}
	return c.top
}

// moreFrequent orders by count, the greatest first, and then by value.
func moreFrequent[K cmp.Ordered](a, b counted[K]) int {
	return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.key, b.key))
}

// sketchColumn counts in a fixed number of counters.
//
//	order  nothing leaves     cost  O(log counters) an event, O(counters) to read the result
//	space  100 bytes a counter
//	error  a count is at most total/counters too high; a value more frequent than that is found
//	source sketch.TopK
type sketchColumn[K cmp.Ordered] struct {
	store[keySketch, *keySketch]
	p *frequent[K]
}

// keySketch is made with the first value. It remembers its capacity in order to be loaded.
type keySketch struct {
	top      *sketch.TopK
	capacity int
}

func (s *keySketch) start(capacity int) {
	s.capacity, s.top = capacity, sketch.NewTopK(capacity)
}

// Enter implements Column.
func (c *sketchColumn[K]) Enter(g uint32, env *expr.Env) {
	v, ok := c.p.take(env)
	if !ok {
		return
	}
	s := &c.states[g]
	if s.top == nil {
		const least, times = 100, 10
		s.start(max(least, times*c.p.k))
	}
	s.top.Add(c.p.text(v))
}

// Leave implements Column.
func (c *sketchColumn[K]) Leave(uint32, *expr.Env) {}

// Any implements expr.AggReader.
func (c *sketchColumn[K]) Any(g uint32) any {
	all := []any{}
	s := &c.states[g]
	if s.top == nil {
		return all
	}
	// The sketch orders equal counts by the text, and would cut by it.
	var top []counted[K]
	for _, e := range s.top.Top(s.capacity) {
		if v, err := c.p.parse(e.Key); err == nil {
			top = append(top, counted[K]{v, int64(e.Count)})
		}
	}
	slices.SortFunc(top, moreFrequent[K])
	for _, t := range top[:min(c.p.k, len(top))] {
		all = append(all, c.p.element(t.key, t.n))
	}
	return all
}

// Save writes the state.
func (s *keySketch) Save(e *event.Encoder) {
	e.Int(s.capacity)
	if s.top != nil {
		s.top.Save(e)
	}
}

// Load reads the state.
func (s *keySketch) Load(d *event.Decoder) {
	if n := d.Len(); n > 0 {
		s.start(n)
		loadStats(d, s.top.Load(d))
	}
}

// Bytes tells the memory of the counters.
func (s *keySketch) Bytes() int {
	if s.top == nil {
		return 0
	}
	return modelBytes(s.top)
}
