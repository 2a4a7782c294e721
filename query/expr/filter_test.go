package expr

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// wide has a column of every form that filters are fused over, twice.
func wide() *event.Schema {
	return event.MustSchema("W",
		event.Field{Name: "s", Type: event.String}, event.Field{Name: "t", Type: event.String},
		event.Field{Name: "i", Type: event.Int}, event.Field{Name: "j", Type: event.Int},
		event.Field{Name: "l", Type: event.Long}, event.Field{Name: "m", Type: event.Long},
		event.Field{Name: "d", Type: event.Double}, event.Field{Name: "e", Type: event.Double},
		event.Field{Name: "f", Type: event.Float}, event.Field{Name: "b", Type: event.Bool},
		event.Field{Name: "h", Type: event.Short})
}

// wideEvent draws values from few, so that conditions are met often.
func wideEvent(rng *rand.Rand, s *event.Schema) *event.Event {
	ev := s.NewNull()
	texts := []string{"", "a", "b", "ab", "é"}
	floats := []float64{-1.5, 0, 1, 1.5, 2, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1)}
	for i := range s.Columns() {
		c := &s.Columns()[i]
		if rng.Intn(5) == 0 {
			continue
		}
		switch c.Type.Class() {
		case event.ClassStr:
			ev.SetStr(c, texts[rng.Intn(len(texts))])
		case event.ClassInt:
			ev.SetInt(c, int64(rng.Intn(4))-1)
		case event.ClassFloat:
			ev.SetFloat(c, floats[rng.Intn(len(floats))])
		case event.ClassBool:
			ev.SetBool(c, rng.Intn(2) == 0)
		}
	}
	return ev
}

func drawTerm(rng *rand.Rand) string {
	pick := func(list ...string) string { return list[rng.Intn(len(list))] }
	number := pick("-1", "0", "1", "2", "1.5", "2L", "0.0", "-1.5", "1e300", "9223372036854775807")
	op := pick("=", "!=", "<", "<=", ">", ">=", "is", "is not")
	switch rng.Intn(10) {
	case 0:
		return pick("s", "t") + pick(" = ", " != ", " is ", " < ", " >= ") + pick("'a'", "''", "'b'", "t", "s")
	case 1:
		return pick("i", "l", "d", "f", "h") + " " + op + " " + number
	case 2:
		return number + " " + op + " " + pick("i", "l", "d", "f")
	case 3:
		return pick("i", "l", "d") + " " + op + " " + pick("j", "m", "e")
	case 4:
		return pick("b", "not b", "b = true", "b != true", "b is false", "false = b")
	case 5:
		return pick("s", "i", "d", "b", "l") + pick(" is null", " is not null")
	case 6:
		return pick("i", "l", "d") + pick(" in ", " not in ") + "(" + number + ", 1, " + pick("0", "2", "1.5") + ")"
	case 7:
		return pick("i", "l", "d", "f") + pick(" between ", " not between ") + pick("0", "2", "1.5") + " and " + pick("1", "2", "-1.5")
	case 8:
		return pick("s", "t") + pick(" like ", " not like ", " regexp ") + pick("'a'", "'a%'", "'%b'", "'%b%'", "'a.*'", "'_'", "''")
	default:
		return "(" + pick("i = 1 or i = 2", "s = 'a' or s in ('b', 'ab')", "i = 1 or l = 1", "i in [0:2)", "d in (1.5:0]") + ")"
	}
}

// TestFusedAndIndexedFilters compares, over random conjunctions and events, the fused filter and the
// conditions for the index with the general three-valued evaluation.
func TestFusedAndIndexedFilters(t *testing.T) {
	rng := rand.New(rand.NewSource(7))
	s := wide()
	sc := &Scope{Streams: []Stream{{Name: "w", Schema: s}}}
	indexed, fusedCount := 0, 0
	for range 3000 {
		var terms []string
		for range 1 + rng.Intn(3) {
			terms = append(terms, drawTerm(rng))
		}
		text := strings.Join(terms, " and ")
		e, err := grammar.ParseExpr(text, grammar.Limits{})
		require.NoError(t, err, text)
		f, err := Compile(e, sc)
		require.NoError(t, err, text)
		conds, rest, err := Decompose(e, sc)
		require.NoError(t, err, text)
		truth := f.Truth()
		if len(f.leaves) > 0 {
			fusedCount++
		}
		indexed += len(conds)
		for range 20 {
			ev := wideEvent(rng, s)
			env := &Env{Ev: []*event.Event{ev}}
			v, ok := f.Bool(env)
			require.Equal(t, v && ok, truth(env), "fused: %s over %s", text, ev)
			require.Equal(t, v && ok, dumb(t, conds, rest, sc, env), "indexed: %s over %s", text, ev)
		}
	}
	require.Greater(t, indexed, 2000)
	require.Greater(t, fusedCount, 1000)
}

// dumb checks the conditions as an index would answer them, key by key, and then the rest.
func dumb(t *testing.T, conds []Cond, rest []ast.Expr, sc *Scope, env *Env) bool {
	for i := range conds {
		if !meets(env.Ev[0].Any(conds[i].Column), &conds[i], env) {
			return false
		}
	}
	for _, e := range rest {
		f, err := Compile(e, sc)
		require.NoError(t, err)
		if v, ok := f.AsBool()(env); !v || !ok {
			return false
		}
	}
	return true
}

func meets(v any, c *Cond, env *Env) bool {
	if v == nil || c.Op == CondNull {
		return (v == nil) == (c.Op == CondNull)
	}
	if c.Op == CondContains {
		text, _ := v.(string)
		word, _ := c.Values[0].Str(env)
		return word != "" && strings.Contains(text, word)
	}
	for i := range c.Values {
		if key := c.Values[i].AsAny()(env); key != nil && Equal(v, key) {
			return true
		}
	}
	if c.Op != CondRange {
		return c.Op == CondNotNull
	}
	if x, nan := v.(float64); nan && x != x {
		return false // an index keeps NaN out of its ranges
	}
	if x, nan := v.(float32); nan && x != x {
		return false
	}
	return beyond2(v, c.Low, c.LowOpen, 1, env) && beyond2(v, c.High, c.HighOpen, -1, env)
}

func beyond2(v any, bound *Fn, open bool, sign int, env *Env) bool {
	if bound == nil {
		return true
	}
	key := bound.AsAny()(env)
	cmp, ok := Compare(v, key)
	return ok && (cmp*sign > 0 || cmp == 0 && !open)
}

// TestDecompose pins what is indexed and what is not.
func TestDecompose(t *testing.T) {
	s := event.MustSchema("E", event.Field{Name: "host", Type: event.String},
		event.Field{Name: "ms", Type: event.Int}, event.Field{Name: "ok", Type: event.Bool},
		event.Field{Name: "d", Type: event.Double})
	r := newRunner()
	require.NoError(t, r.deploy("create constant variable string[] HOSTS = {'a', 'b'}; create variable int lim = 3"))
	sc := &Scope{Catalog: r, Streams: []Stream{
		{Schema: s, Slot: 1}, {Name: "a", Schema: s, Slot: 0, Qualified: true},
	}}
	for _, c := range []struct{ text, conds, rest string }{
		{"host = 'a' and ms > 5", "host=[a] ms(5,", ""},
		{"ms = 5L and d = 1", "ms=[5] d=[1]", ""},
		{"ms = 5.0", "ms=[5]", ""},
		{"ms = 5.5", "", "ms = 5.5"},
		{"ms > 5.5 and ms <= 7.5", "ms[6, ms,7]", ""},
		{"5 < ms", "ms(5,", ""},
		{"host in (HOSTS)", "host in[a b]", ""},
		{"host in ('a', 'b') and not ok", "host in[a b] ok=[false]", ""},
		{"ok", "ok=[true]", ""},
		{"ms between 9 and 1", "ms[1,9]", ""},
		{"ms in [1:9)", "ms[1,9)", ""},
		{"ms = 1 or ms in (2, 3)", "ms in[1 2 3]", ""},
		{"ms = 1 or host = 'a'", "", "ms = 1 or host = 'a'"},
		{"ms is null", "ms null", ""},
		{"host is not null", "host notnull", ""},
		{"ms != 1", "", "ms != 1"},
		{"ms not in (1, 2)", "", "ms not in (1, 2)"},
		{"ms > lim", "", "ms > lim"},
		{"host = a.host", "host=[tag]", ""},
		{"ms > a.ms * 2", "ms(tag,", ""},
		{"ms = a.d", "", "ms = a.d"},
		{"d = a.ms", "d=[tag]", ""},
		{"ms = d", "", "ms = d"},
		{"host like 'a%'", "", "host like 'a%'"},
		{"ms + 1 = 2", "", "ms + 1 = 2"},
		{"host = null", "", "host = null"},
	} {
		e, err := grammar.ParseExpr(c.text, grammar.Limits{})
		require.NoError(t, err)
		conds, rest, err := Decompose(e, sc)
		require.NoError(t, err, c.text)
		var got, left []string
		for i := range conds {
			got = append(got, showCond(&conds[i]))
		}
		for _, e := range rest {
			left = append(left, e.String())
		}
		require.Equal(t, c.conds, strings.Join(got, " "), c.text)
		require.Equal(t, c.rest, strings.Join(left, " and "), c.text)
	}
}

func showCond(c *Cond) string {
	key := func(f *Fn) string {
		switch {
		case f == nil:
			return ""
		case !f.Const:
			return "tag"
		}
		return fmt.Sprint(constValue(f))
	}
	var keys []string
	for i := range c.Values {
		keys = append(keys, key(&c.Values[i]))
	}
	switch c.Op {
	case CondNull:
		return c.Column.Name + " null"
	case CondNotNull:
		return c.Column.Name + " notnull"
	case CondEq:
		return c.Column.Name + "=[" + keys[0] + "]"
	case CondIn:
		return c.Column.Name + " in[" + strings.Join(keys, " ") + "]"
	}
	low, high := "[", "]"
	if c.LowOpen {
		low = "("
	}
	if c.HighOpen {
		high = ")"
	}
	switch {
	case c.Low == nil:
		low = ""
	case c.High == nil:
		high = ""
	}
	return c.Column.Name + low + key(c.Low) + "," + key(c.High) + high
}
