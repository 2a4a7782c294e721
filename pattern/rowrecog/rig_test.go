package rowrecog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

type catalog map[string]*event.Schema

func (c catalog) Variable(string) *expr.Variable      { return nil }
func (c catalog) Schema(name string) *event.Schema    { return c[name] }
func (c catalog) Declared(string) *ast.ExpressionDecl { return nil }
func (c catalog) Function(string) *expr.Func          { return nil }

// compiler is the part of the planner that match_recognize needs.
type compiler struct {
	cat    catalog
	schema *event.Schema
}

func (c *compiler) scope(vars []Variable, single string) *expr.Scope {
	s := &expr.Scope{Catalog: c.cat, LocalSlots: new(int)}
	for _, v := range vars {
		s.Streams = append(s.Streams, expr.Stream{
			Name: v.Name, Schema: c.schema, Slot: v.Slot, Array: v.Array && v.Name != single, Qualified: true,
		})
	}
	return s
}

func (c *compiler) Define(x ast.Expr, v Variable, earlier, vars []Variable) (Define, error) {
	d := Define{Own: LooksAtOwn(x, v, vars)}
	s := c.scope(append(slices.Clone(earlier), v), v.Name)
	s.Intercept = func(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
		ch, ok := e.(*ast.Chain)
		if !ok || ch.Root != nil || !ch.Elements[0].IsCall || ch.Elements[0].Name != "prev" {
			return expr.Fn{}, false, nil
		}
		n := 1
		if args := ch.Elements[0].Args; len(args) > 1 {
			n = int(args[1].(*ast.Literal).Int)
		}
		d.Prev = max(d.Prev, n)
		inner := c.scope([]Variable{{Name: v.Name, Slot: PrevSlot(vars, n)}}, "")
		f, err := expr.Compile(ch.Elements[0].Args[0], inner)
		return f, true, err
	}
	f, err := expr.Compile(x, s)
	if err == nil && f.Type.Kind != event.KindBool {
		err = ast.Errorf(x.Position(), "type", "not a condition")
	}
	if err == nil {
		d.Cond = f.Bool
	}
	return d, err
}

func (c *compiler) Partition(x ast.Expr) (expr.Fn, error) {
	return expr.Compile(x, &expr.Scope{Catalog: c.cat, Streams: []expr.Stream{{Schema: c.schema}}})
}

func (c *compiler) Constant(x ast.Expr) (expr.Fn, error) {
	return expr.Compile(x, &expr.Scope{Catalog: c.cat})
}

func (c *compiler) Interval(x ast.Expr) (*expr.Period, error) {
	if _, ok := x.(*ast.TimePeriod); !ok {
		return nil, ast.Errorf(x.Position(), "type", "a time period is expected")
	}
	return expr.CompilePeriod(x, &expr.Scope{Catalog: c.cat})
}

// measure compiles an expression over the variables, with first and last.
func (c *compiler) measure(x ast.Expr, vars []Variable) (expr.AnyFn, error) {
	s := c.scope(vars, "")
	s.Intercept = func(e ast.Expr, s *expr.Scope) (expr.Fn, bool, error) {
		ch, ok := e.(*ast.Chain)
		if !ok || ch.Root != nil || !ch.Elements[0].IsCall {
			return expr.Fn{}, false, nil
		}
		name := ch.Elements[0].Name
		if name != "first" && name != "last" {
			return expr.Fn{}, false, nil
		}
		inner := ch.Elements[0].Args[0].(*ast.Chain)
		i := slices.IndexFunc(vars, func(v Variable) bool { return v.Name == inner.Elements[0].Name })
		f, err := expr.Compile(inner, c.scope(vars, vars[i].Name))
		if err != nil {
			return f, true, err
		}
		get := f.AsAny()
		return expr.FromAny(f.Type, func(env *expr.Env) any {
			slot := vars[i].Slot
			if len(env.Arr[slot]) == 0 {
				return nil
			}
			env.Ev[slot] = env.Arr[slot][0]
			if name == "last" {
				env.Ev[slot] = env.Arr[slot][len(env.Arr[slot])-1]
			}
			v := get(env)
			env.Ev[slot] = nil
			return v
		}), true, nil
	}
	f, err := expr.Compile(x, s)
	if err != nil {
		return nil, err
	}
	return f.AsAny(), nil
}

// statement is one match_recognize that runs, with a simple data window.
type statement struct {
	name   string
	plan   *Plan
	host   Host
	m      *Matcher
	sink   Sink
	schema *event.Schema
	kind   string // of the window
	size   int64
	rows   []*event.Event
	times  []int64
	batch  []*event.Event
	show   func(Match) string
}

type rig struct {
	t      testing.TB
	cat    catalog
	sched  *event.Schedule
	rt     *expr.Runtime
	arena  *event.Arena
	stmts  []*statement
	out    []string
	reload bool
}

func newRig(t testing.TB) *rig {
	s := event.NewSchedule(0)
	return &rig{
		t: t, cat: catalog{}, sched: s, rt: &expr.Runtime{Schedule: s, Zone: time.UTC},
		arena: &event.Arena{Poison: true},
	}
}

func (r *rig) schema(s *event.Schema) { r.arena.Attach(s); r.cat[s.Name()] = s }

func (r *rig) deploy(text string) error {
	mod, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return err
	}
	for _, st := range mod.Statements {
		switch st := st.(type) {
		case *ast.CreateSchema:
			var fields []event.Field
			for _, c := range st.Columns {
				t, ok := event.TypeNamed(c.Type.Name)
				if !ok {
					return fmt.Errorf("type %s", c.Type.Name)
				}
				fields = append(fields, event.Field{Name: c.Name, Type: t})
			}
			r.schema(event.MustSchema(st.Name, fields...))
		case *ast.Select:
			if err := r.selects(st); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *rig) selects(st *ast.Select) error {
	if len(st.From) != 1 {
		return fmt.Errorf("a join")
	}
	schema := r.cat[st.From[0].Source.(*ast.FilterSource).EventType]
	c := &compiler{r.cat, schema}
	p, err := Compile(st.Match, schema, c)
	if err != nil {
		return err
	}
	names := []string{}
	fns := []expr.AnyFn{}
	for _, it := range st.Match.Measures {
		if it.As == "" {
			return fmt.Errorf("a measure without name")
		}
		f, err := c.measure(it.X, p.Variables)
		if err != nil {
			return err
		}
		names, fns = append(names, it.As), append(fns, f)
	}
	w := &statement{name: st.Name(), plan: p, schema: schema}
	w.host = Host{Rt: r.rt, Slot: r.sched.NewSlot()}
	if views := st.From[0].Views; len(views) > 0 {
		w.kind, w.host.Windowed = views[0].Name, true
		if len(views[0].Args) > 0 {
			switch a := views[0].Args[0].(type) {
			case *ast.Literal:
				w.size = a.Int
			case *ast.TimePeriod:
				per, _ := expr.CompilePeriod(a, &expr.Scope{})
				w.size = per.Ms
			}
		}
	}
	env := &expr.Env{Rt: r.rt, Ev: make([]*event.Event, p.Slots()), Arr: make([][]*event.Event, p.Slots())}
	w.show = func(m Match) string {
		m.Load(env)
		row := map[string]any{}
		for i, f := range fns {
			row[names[i]] = plain(f(env))
		}
		b, err := json.Marshal(row)
		require.NoError(r.t, err)
		return string(b)
	}
	w.sink = func(found []Match) {
		for _, m := range found {
			r.out = append(r.out, w.name+" new "+w.show(m))
		}
	}
	w.m = p.New(&w.host, w.sink)
	r.stmts = append(r.stmts, w)
	return nil
}

func (w *statement) push(ev *event.Event, now int64) {
	var d event.Delta
	d.New = []*event.Event{ev}
	switch w.kind {
	case "length_batch":
		ev.Hold()
		w.batch = append(w.batch, ev)
		if int64(len(w.batch)) < w.size {
			return
		}
		d.New, d.Old = w.batch, w.rows
		w.rows, w.batch = w.batch, nil
	case "":
	default:
		ev.Hold()
		w.rows, w.times = append(w.rows, ev), append(w.times, now)
		if w.kind == "length" && int64(len(w.rows)) > w.size {
			d.Old = w.rows[:1:1]
			w.rows = w.rows[1:]
		}
	}
	w.m.Push(&d)
	for _, o := range d.Old {
		o.Drop()
	}
}

func (w *statement) expire(now int64) {
	for w.kind == "time" && len(w.rows) > 0 && w.times[0] <= now-w.size {
		old := w.rows[0]
		w.rows, w.times = w.rows[1:], w.times[1:]
		w.m.Push(&event.Delta{Old: []*event.Event{old}})
		old.Drop()
	}
}

func (r *rig) send(ev *event.Event) {
	for _, w := range r.stmts {
		if w.schema == ev.Schema() {
			w.push(ev, r.rt.Now())
		}
	}
	r.after()
}

func (r *rig) advance(to int64) {
	for _, w := range r.stmts {
		w.expire(to)
	}
	r.sched.Advance(to)
	r.after()
}

func (r *rig) after() {
	r.arena.Sweep()
	if !r.reload {
		return
	}
	for _, w := range r.stmts {
		var b bytes.Buffer
		e := event.NewEncoder(&b)
		for _, ev := range w.rows {
			e.Event(ev)
		}
		w.m.Save(e)
		require.NoError(r.t, e.Flush())
		saved := bytes.Clone(b.Bytes())
		before := w.m.Counters()
		w.m.Close()
		d := event.NewDecoder(&b, r.cat.Schema)
		for i := range w.rows {
			ev := d.Event()
			ev.Hold()
			w.rows[i].Drop()
			w.rows[i] = ev
		}
		w.m = w.plan.New(&w.host, w.sink)
		w.m.Load(d)
		require.NoError(r.t, d.Err())
		require.Equal(r.t, before, w.m.Counters())
		b.Reset()
		e = event.NewEncoder(&b)
		for _, ev := range w.rows {
			e.Event(ev)
		}
		w.m.Save(e)
		require.NoError(r.t, e.Flush())
		require.Equal(r.t, saved, b.Bytes())
	}
}

func (r *rig) step(step string) {
	if at, ok := strings.CutPrefix(step, "@"); ok {
		ms, err := strconv.ParseInt(at, 10, 64)
		require.NoError(r.t, err)
		r.advance(ms)
		return
	}
	name, props, _ := strings.Cut(step, " ")
	s := r.cat[name]
	ev := s.NewNull()
	d := json.NewDecoder(strings.NewReader(props))
	d.UseNumber()
	var m map[string]any
	require.NoError(r.t, d.Decode(&m))
	for k, v := range m {
		c := s.Column(k)
		if n, ok := v.(json.Number); ok {
			i, _ := n.Int64()
			v = event.BoxInt(c.Type.Kind, i)
		}
		ev.SetAny(c, v)
	}
	r.send(ev)
}

func plain(v any) any {
	switch v := v.(type) {
	case *event.Event:
		m := map[string]any{}
		for _, c := range v.Schema().Columns() {
			m[c.Name] = plain(v.Any(&c))
		}
		return m
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, plain(x))
		}
		return out
	}
	return v
}

type block struct {
	directive   string
	input, want []string
}

func readBlocks(text string) []block {
	var out []block
	sc := bufio.NewScanner(strings.NewReader(text))
	for sc.Scan() {
		line := sc.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		b := block{directive: line}
		in := &b.input
		for sc.Scan() && sc.Text() != "" {
			if sc.Text() == "----" {
				in = &b.want
				continue
			}
			*in = append(*in, sc.Text())
		}
		out = append(out, b)
	}
	return out
}

func play(t *testing.T, text string, reload bool) {
	r := newRig(t)
	r.reload = reload
	for i, b := range readBlocks(text) {
		word, arg, _ := strings.Cut(b.directive, " ")
		switch word {
		case "deploy":
			err := r.deploy(strings.Join(b.input, "\n"))
			if err != nil && strings.Contains(err.Error(), "unknown method") {
				t.Skip(err) // the expression package is not that far yet
			}
			if b.want[0] == "error" {
				require.Error(t, err, "block %d", i)
			} else {
				require.NoError(t, err, "block %d", i)
			}
		case "play":
			var got []string
			for n, step := range b.input {
				r.out = nil
				r.step(step)
				for _, o := range r.out {
					got = append(got, fmt.Sprint(n+1, " ", o))
				}
			}
			require.Equal(t, canonical(b.want), canonical(got))
		case "iterate":
			var got []string
			for _, w := range r.stmts {
				if w.name == arg && w.kind != "" {
					w.m.Each(slices.Values(w.rows), func(m Match) bool {
						got = append(got, w.show(m))
						return true
					})
				}
			}
			require.Equal(t, canonical(b.want), canonical(got))
			r.after()
		}
	}
	for _, w := range r.stmts {
		w.m.Close()
		require.Zero(t, w.m.pool.live)
		require.Zero(t, w.m.threads)
	}
	require.Zero(t, r.sched.Len())
}

func canonical(lines []string) []string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		i := strings.IndexByte(l, '{')
		var m any
		d := json.NewDecoder(strings.NewReader(l[i:]))
		d.UseNumber()
		if err := d.Decode(&m); err != nil {
			panic(err)
		}
		b, _ := json.Marshal(m)
		out = append(out, l[:i]+string(b))
	}
	sort.Strings(out)
	return out
}

// TestRules runs the rules in testdata, whose answers are Esper's, plain and saved and loaded after
// each step.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/*.epltest")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(f), ".epltest")
		t.Run(name, func(t *testing.T) { play(t, string(text), false) })
		t.Run(name+"/reloaded", func(t *testing.T) { play(t, string(text), true) })
	}
}

// matchEnv is an environment for matches.
type matchEnv struct{ expr.Env }

func (p *Plan) testEnv() *matchEnv {
	return &matchEnv{expr.Env{
		Ev: make([]*event.Event, p.Slots()), Arr: make([][]*event.Event, p.Slots()),
	}}
}
