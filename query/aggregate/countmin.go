package aggregate

import (
	"math"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/stats/sketch"
)

var countMinSketchDef = &Def{
	Name:    "countMinSketch",
	InTable: true,
	Doc: "countMinSketch() is a column of a table that tells about how often any value was " +
		"seen, in a memory that does not grow: never too low, and too high by more than " +
		"epsOfTotalCount (0.0001) of the number of all values only with a probability of 1 - " +
		"confidence (0.99). These and topk, the number of most frequent values to remember (0), " +
		"are given as countMinSketch({epsOfTotalCount: 0.001, confidence: 0.9, topk: 3}). `into " +
		"table` adds values with countMinSketchAdd(x); the column answers " +
		"countMinSketchFrequency(x), a long, and countMinSketchTopk(), an array with properties " +
		"value and frequency.",
	Examples: []Example{{"How often was this word seen?", `
deploy
create schema Word(w string);
create schema Ask(w string);
create table Words(seen countMinSketch({topk: 2}));
into table Words select countMinSketchAdd(w) as seen from Word;
@name('out') select Words.seen.countMinSketchFrequency(w) as n from Ask;
----
ok

play
Word {"w":"a"}
Word {"w":"b"}
Word {"w":"a"}
Ask {"w":"a"}
Ask {"w":"c"}
----
4 out new {"n":2}
5 out new {"n":0}
`}},
	Compile: func(c Call) (Plan, error) {
		p := &countMin{epsilon: usualEpsilon, confidence: usualConfidence}
		if len(c.Args) == 1 && c.Args[0].Options != nil {
			if err := p.options(&c, c.Args[0].Options); err != nil {
				return nil, err
			}
			c.Args = nil
		}
		if err := c.check(0, 0); err != nil {
			return nil, err
		}
		// Nothing enters by this call: the statements that feed the table's column do that.
		return p.complete(&c, func(*expr.Env) (string, bool) { return "", false })
	},
}

var countMinSketchAddDef = &Def{
	Name:    "countMinSketchAdd",
	InTable: true,
	Doc: "countMinSketchAdd(x) stands in `into table` and adds the value of x to the table's " +
		"column countMinSketch(); null is not added. What leaves the data window is taken out " +
		"again.",
	Examples: countMinSketchDef.Examples,
	Compile: func(c Call) (Plan, error) {
		if err := c.plain(); err != nil {
			return nil, err
		}
		p := &countMin{epsilon: usualEpsilon, confidence: usualConfidence}
		return p.complete(&c, textOf(&c.Args[0].Fn))
	},
}

const (
	usualEpsilon    = 0.0001
	usualConfidence = 0.99
)

// countMin is the plan of countMinSketch, and of countMinSketchAdd, which feeds its column.
type countMin struct {
	*input[string]
	epsilon    float64
	confidence float64
	topk       int
	entry      *event.Schema // of an element of countMinSketchTopk
}

func (p *countMin) complete(
	c *Call, value func(*expr.Env) (string, bool),
) (Plan, error) {
	if err := c.noDistinct(); err != nil {
		return nil, err
	}
	p.input = newInput(c, event.Object, value)
	p.name = "countminsketch" // both are one kind
	p.entry = event.MustSchema(c.Name,
		event.Field{Name: "value", Type: event.String},
		event.Field{Name: "frequency", Type: event.Long})
	p.column = func(*input[string]) Column { return &countMinColumn{p: p, feeder: p} }
	return p, nil
}

// options reads the argument {name: value, ...}.
func (p *countMin) options(c *Call, o *ast.ObjectLiteral) error {
	for _, f := range o.Fields {
		lit, _ := f.Value.(*ast.Literal)
		switch {
		case lit == nil:
			return c.errorf("%s must be a constant", f.Name)
		case f.Name == "epsOfTotalCount":
			p.epsilon = lit.Float
		case f.Name == "confidence":
			p.confidence = lit.Float
		case f.Name == "topk":
			p.topk = int(lit.Int)
		case f.Name == "seed", f.Name == "agent": // known from Esper; hashing here needs neither
		default:
			return c.errorf("unknown option '%s'", f.Name)
		}
	}
	switch {
	case !(p.epsilon > 0 && p.epsilon < 1):
		return c.errorf("epsOfTotalCount must lie between 0 and 1")
	case !(p.confidence > 0 && p.confidence < 1):
		return c.errorf("confidence must lie between 0 and 1")
	case p.topk < 0 || p.topk > mostTop:
		return c.errorf("topk must lie between 0 and %d", mostTop)
	}
	return nil
}

// newSketch chooses the table's size by the theorem of its authors.
func (p *countMin) newSketch() *sketch.CountMin {
	width, depth := math.Ceil(math.E/p.epsilon), math.Ceil(math.Log(1/(1-p.confidence)))
	return sketch.NewCountMin(int(width), int(depth))
}

// Method implements Methods.
func (p *countMin) Method(name string, args []expr.Fn) (*Method, error) {
	switch strings.ToLower(name) {
	case "countminsketchfrequency":
		if len(args) != 1 {
			return nil, ast.Errorf(p.pos, CodeArgument, "countMinSketchFrequency takes one argument")
		}
		key := boxed(&args[0])
		return methodFromAny(event.Long, func(c expr.AggReader, g uint32, env *expr.Env) any {
			cc, ok := unwrap(c).(*countMinColumn)
			v, given := key(env)
			if !ok || !given {
				return nil
			}
			return cc.states[g].count(keyText(v))
		}), nil
	case "countminsketchtopk":
		t := event.ArrayOf(event.EventOf(p.entry))
		return methodFromAny(t, func(c expr.AggReader, g uint32, _ *expr.Env) any {
			if cc, ok := unwrap(c).(*countMinColumn); ok {
				return cc.entries(g)
			}
			return nil
		}), nil
	}
	return nil, nil //nolint:nilnil // the planner says what is unknown, and where
}

type countMinColumn struct {
	store[countMinState, *countMinState]
	p      *countMin // whose sketches these are
	feeder *countMin // whose argument is evaluated
}

// countMinState is the table of a group, made with the first value, and the candidates for its most
// frequent ones: as long as a value enters now and then it is among them, because every new value
// drives out the one that is rarest by then.
//
//	order  any; what leaves is taken out of the table
//	cost   O(depth) a value, O(topk log topk) for one that is no candidate yet
//	space  4 bytes times width and depth: 655 kB with the usual options
//	empty  every frequency is 0
//	source G. Cormode, S. Muthukrishnan, An improved data stream summary, 2005
type countMinState struct {
	p    *countMin
	cm   *sketch.CountMin
	best []string // candidates for the most frequent, p.topk at most
}

// Grow implements Column.
func (c *countMinColumn) Grow(n int) {
	c.store.Grow(n)
	for i := range c.states {
		c.states[i].p = c.p
	}
}

// Enter implements Column.
func (c *countMinColumn) Enter(g uint32, env *expr.Env) {
	if v, ok := c.feeder.take(env); ok {
		c.states[g].enter(v)
	}
}

// Leave implements Column.
func (c *countMinColumn) Leave(g uint32, env *expr.Env) {
	if v, ok := c.feeder.take(env); ok && c.states[g].cm != nil {
		c.states[g].cm.Leave(v, 1)
	}
}

func (c *countMinColumn) swap(p Plan) (Plan, bool) {
	old := c.feeder
	q, ok := p.(*countMin)
	if ok {
		c.feeder = q
	}
	return old, ok
}

// entries gives the most frequent values.
func (c *countMinColumn) entries(g uint32) any {
	s := &c.states[g]
	s.rank()
	all := []any{}
	for _, v := range s.best {
		ev := c.p.entry.NewNull()
		ev.SetStr(&c.p.entry.Columns()[0], v)
		ev.SetInt(&c.p.entry.Columns()[1], s.count(v))
		all = append(all, ev)
	}
	return all
}

func (s *countMinState) enter(v string) {
	if s.cm == nil {
		s.cm = s.p.newSketch()
	}
	s.cm.Enter(v, 1)
	if s.p.topk == 0 || slices.Contains(s.best, v) {
		return
	}
	s.best = append(s.best, v)
	if len(s.best) > s.p.topk {
		s.rank()
		s.best = s.best[:s.p.topk]
	}
}

func (s *countMinState) count(v string) int64 {
	if s.cm == nil {
		return 0
	}
	return int64(s.cm.Count(v))
}

// rank puts the most frequent candidate first; equal ones are in order of their value.
func (s *countMinState) rank() {
	slices.SortFunc(s.best, func(a, b string) int {
		if d := s.count(b) - s.count(a); d != 0 {
			return int(max(-1, min(1, d)))
		}
		return strings.Compare(a, b)
	})
}

// Reset empties the group.
func (s *countMinState) Reset() { s.cm, s.best = nil, nil }

// Save writes the state.
func (s *countMinState) Save(e *event.Encoder) {
	e.Bool(s.cm != nil)
	if s.cm == nil {
		return
	}
	s.cm.Save(e)
	e.Int(len(s.best))
	for _, v := range s.best {
		e.String(v)
	}
}

// Load reads the state.
func (s *countMinState) Load(d *event.Decoder) {
	if !d.Bool() {
		return
	}
	s.cm = s.p.newSketch()
	loadStats(d, s.cm.Load(d))
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		s.best = append(s.best, d.String())
	}
}

// Bytes tells the memory of the table.
func (s *countMinState) Bytes() int {
	if s.cm == nil {
		return 0
	}
	return modelBytes(s.cm) / 2 // counters are half as wide as what is saved of them
}
