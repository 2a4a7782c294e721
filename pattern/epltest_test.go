package pattern

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

var utc = time.UTC

// block is a directive of an epltest file with its input and its expected output.
type block struct {
	directive   string
	input, want []string
}

func readBlocks(t testing.TB, text string) []block {
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
	require.NoError(t, sc.Err())
	return out
}

// play runs an epltest text whose statements are schemas and plain selects from patterns.
func play(t *testing.T, text string, reload bool) {
	r := newRig(t)
	r.reload = reload
	for i, b := range readBlocks(t, text) {
		switch b.directive {
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
			r.out = nil
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
		default:
			t.Fatalf("directive %q", b.directive)
		}
	}
	r.leftOver()
}

func (r *rig) step(step string) {
	if at, ok := strings.CutPrefix(step, "@"); ok {
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			tm, err := time.Parse(time.RFC3339, at)
			require.NoError(r.t, err)
			ms = tm.UnixMilli()
		}
		r.advance(ms)
		return
	}
	name, props, _ := strings.Cut(step, " ")
	s := r.cat.schemas[name]
	require.NotNil(r.t, s, name)
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

func (r *rig) deploy(text string) error {
	m, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return err
	}
	for _, st := range m.Statements {
		switch st := st.(type) {
		case *ast.CreateSchema:
			err = r.createSchema(st)
		case *ast.Select:
			err = r.selects(st)
		default:
			err = fmt.Errorf("statement %T", st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *rig) createSchema(st *ast.CreateSchema) error {
	var fields []event.Field
	for _, c := range st.Columns {
		t, ok := event.TypeNamed(c.Type.Name)
		if !ok {
			return fmt.Errorf("type %s", c.Type.Name)
		}
		fields = append(fields, event.Field{Name: c.Name, Type: t})
	}
	var parents []*event.Schema
	for _, p := range st.Inherits {
		parents = append(parents, r.cat.schemas[p])
	}
	s, err := event.NewSchema(st.Name, fields, parents...)
	if err == nil {
		r.schema(s)
	}
	return err
}

func (r *rig) selects(st *ast.Select) error {
	src := st.From[0].Source.(*ast.PatternSource)
	c := &compiler{r.cat}
	p, err := Compile(src.Pattern, c, Builtin())
	if err != nil {
		return err
	}
	for _, a := range src.Annotations {
		switch a.Name {
		case "DiscardPartialsOnMatch":
			p.Discard = true
		case "SuppressOverlappingMatches":
			p.Suppress = true
		}
	}
	scope := c.scope(p.Tags, nil)
	type column struct {
		name string
		fn   expr.AnyFn
	}
	var cols []column
	for _, it := range st.Items {
		if _, ok := it.X.(*ast.Star); ok {
			for _, tag := range p.Tags {
				f, err := expr.Compile(&ast.Chain{Elements: []ast.ChainElement{{Name: tag.Name}}}, scope)
				if err != nil {
					return err
				}
				cols = append(cols, column{tag.Name, f.AsAny()})
			}
			continue
		}
		f, err := expr.Compile(it.X, scope)
		if err != nil {
			return err
		}
		name := it.As
		if name == "" {
			name = it.X.String()
		}
		cols = append(cols, column{name, f.AsAny()})
	}
	name := st.Name()
	w := r.run(name, p, func(env *expr.Env) string {
		row := map[string]any{}
		for _, c := range cols {
			row[c.name] = plain(c.fn(env))
		}
		b, err := json.Marshal(row)
		require.NoError(r.t, err)
		return string(b)
	})
	if name == "" {
		w.sink = func([]Match) {}
		w.in.out = w.sink
	}
	w.in.Start()
	return nil
}

// plain turns a value into what JSON can show.
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
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return v
}

// canonical sorts the rows of each step and the properties of each row.
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

// TestRules runs the rules in testdata, whose answers are Esper's, plain and with each instance
// saved and loaded after each step.
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

// TestExamples runs the examples of all guards and observers.
func TestExamples(t *testing.T) {
	run := func(name, doc string, examples []Example) {
		require.NotEmpty(t, doc, name)
		require.NotEmpty(t, examples, name)
		for _, e := range examples {
			t.Run(name+"/"+e.Title, func(t *testing.T) { play(t, e.Test, false) })
		}
	}
	for _, d := range Builtin().Guards {
		run(d.Name, d.Doc, d.Examples)
	}
	for _, d := range Builtin().Observers {
		run(d.Name, d.Doc, d.Examples)
	}
}
