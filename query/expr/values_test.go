package expr

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
)

// TestValues pins values that follow from the rules of EPL: the coercion ladder, null, Java's
// numbers and strings.
func TestValues(t *testing.T) {
	big1, _ := new(big.Int).SetString("12345678901234567890", 10)
	for _, c := range []struct {
		text string
		want any
	}{
		// the ladder: rule 30
		{"1 + 2", int32(3)},
		{"1 + 2L", int64(3)},
		{"1 + 1.5f", 2.5},
		{"1.5f * 2f", float32(3)},
		{"7 / 2", 3.5},
		{"7 % 4", int32(3)},
		{"-7 % 4", int32(-3)},
		{"7.5 % 2", 1.5},
		{"2147483647 + 1", int32(math.MinInt32)},
		{"9223372036854775807 + 1", int64(math.MinInt64)},
		{"1 / 0", math.Inf(1)},
		{"cast('12345678901234567890', biginteger)", big1},
		{"cast('1.50', bigdecimal) + 1", decimal.RequireFromString("2.50")},
		{"cast(10, bigdecimal) / 4", decimal.RequireFromString("2.5")},
		{"cast(2, biginteger) * 1.5 = cast('3.0', bigdecimal)", true},
		// null: rules 28 and 29
		{"null is null", true},
		{"1 = null", nil},
		{"1 in (2, null)", nil},
		{"1 not in (2, null)", nil},
		{"1 in (1, null)", true},
		{"cast(null, int) between 1 and 2", false},
		{"cast(null, int) not between 1 and 2", false},
		{"5 not between cast(null, int) and 2", true},
		{"5 between 9 and 1", true},
		{"5 in [5:9)", true},
		{"true or cast(null, boolean)", true},
		{"false or cast(null, boolean)", nil},
		{"false and cast(null, boolean)", false},
		{"not cast(null, boolean)", nil},
		{"case cast(null, int) when 1 then 'a' when null then 'b' end", "b"},
		// numbers as text
		{"cast(1e10, string)", "1.0E10"},
		{"cast(1e-5, string)", "1.0E-5"},
		{"cast(123.0, string)", "123.0"},
		{"cast(9999999.0, string)", "9999999.0"},
		{"cast(12345678.0, string)", "1.2345678E7"},
		{"cast(0.1f, string)", "0.1"},
		// cast: as Java narrows
		{"cast(3.99, int)", int32(3)},
		{"cast(-3.99, long)", int64(-3)},
		{"cast(1e30, int)", int32(math.MaxInt32)},
		{"cast(0.0 / 0, int)", int32(0)},
		{"cast(300, byte)", int8(44)},
		{"cast('  7.5 ', double)", 7.5},
		{"cast('12L', long)", int64(12)},
		{"cast('TRUE', boolean)", true},
		{"cast('2026-03-02T10:00:00Z', date).toMillisec()", int64(1772445600000)},
		{"cast('02.03.26 5:07 PM', long, dateformat: 'dd.MM.yy h:mm a')", int64(1772471220000)},
		{"cast('2 Mar 2026', long, dateformat: 'd MMM yyyy')", int64(1772409600000)},
		// like and regexp match whole strings
		{"'abc' like '%'", true},
		{"'abc' like 'a_c'", true},
		{"'50%' like '50\\\\%'", true},
		{"'505' like '50\\\\%'", false},
		{"12 like '1%'", true},
		{"'é' like '_'", true},
		{"'aXbXc' like 'a%b%c'", true},
		{"'abc' regexp 'b'", false},
		{"'abc' regexp 'a|abc'", true},
		// bits, concat, sets
		{"6 & 3", int32(2)},
		{"6 | 3", int32(7)},
		{"6 ^ 3", int32(5)},
		{"true ^ true", false},
		{"'a' || 'b'", "ab"},
		{"2 > all (1, 0)", true},
		{"2 = any (1, 2)", true},
		{"2 != some (2, 2)", false},
		{"{1, 2} = {1, 2}", true},
		{"2 in ({1, 2, 3})", true},
		{"3 in (1, 2, 3, 4, 5, 6, 7, 8, 9)", true},
		{"'x' in ('a', 'b')", false},
		// arrays
		{"{1, 2.5}", []any{1.0, 2.5}},
		{"{1, 2, 3}[1]", int32(2)},
		{"({1, 2, 3})[7]", nil},
		{"new int[2]", []any{int32(0), int32(0)}},
		{"new string[1]", []any{nil}},
		{"new long[] {1, 2}", []any{int64(1), int64(2)}},
		{"(new {a = 1, b = 'x'}).b", "x"},
		// types
		{"typeof(new int[2])", "Integer[]"},
		{"instanceof('a', string)", true},
		{"instanceof(1, string, int)", true},
		{"instanceof(1.5, java.lang.Number)", true},
		{"instanceof(null, string)", false},
		// strings
		{"('Hello').toUpperCase()", "HELLO"},
		{"(' a ').trim().length()", int32(1)},
		{"('hello').substring(1, 3)", "el"},
		{"('hello').substring(9)", nil},
		{"('hello').indexOf('l')", int32(2)},
		{"('hello').indexOf('z')", int32(-1)},
		{"('a.b.c').replace('.', '-')", "a-b-c"},
		{"('abc').matches('[a-c]+')", true},
		{"('a1b2').replaceAll('[0-9]', '$')", "a$b$"},
		{"('a,b').split(',')", []any{"a", "b"}},
		{"('abc').startsWith('ab') and ('abc').endsWith('bc') and ('abc').contains('b')", true},
		{"('').isEmpty()", true},
		{"('ab').charAt(1)", "b"},
	} {
		got := evaluate(t, newRunner(), c.text, nil)
		if d, ok := c.want.(decimal.Decimal); ok {
			require.True(t, Equal(d, got), "%s: %v", c.text, got)
			continue
		}
		require.Equal(t, c.want, got, c.text)
	}
}

// TestRefusals pins the codes and suggestions of what is refused.
func TestRefusals(t *testing.T) {
	r := newRunner()
	require.NoError(t, r.deploy("create schema E(host string, ms int, l long, ok boolean, o Object, vals int[])"))
	for _, c := range []struct{ text, code, suggestion string }{
		{"hots = 'a'", CodeUnknownProperty, "did you mean 'host'?"},
		{"Host", CodeUnknownProperty, "did you mean 'host'?"},
		{"completely", CodeUnknownProperty, ""},
		{"nofunc(ms)", CodeUnknownFunction, ""},
		{"coalsece(ms, 1)", CodeUnknownFunction, "did you mean 'coalesce'?"},
		{"host.toUpper()", CodeUnknownMethod, ""},
		{"host.trimm()", CodeUnknownMethod, "did you mean 'trim'?"},
		{"vals.selectFron(v => v)", CodeUnknownMethod, "did you mean 'selectFrom'?"},
		{"l.get('mont')", CodeArguments, "did you mean 'month'?"},
		{"host = 1", CodeType, ""},
		{"host + 1", CodeType, ""},
		{"host || ms", CodeType, ""},
		{"ok > true", CodeType, ""},
		{"ms and ok", CodeType, ""},
		{"not ms", CodeType, ""},
		{"o + 1", CodeType, ""},
		{"ms & l", CodeType, ""},
		{"host regexp 'a(?=b)'", CodeRegexp, ""},
		{"host regexp '('", CodeRegexp, ""},
		{"host like ms", CodeType, ""},
		{"coalesce(host, ms)", CodeType, ""},
		{"coalesce(host)", CodeArguments, ""},
		{"max(host, ms)", CodeType, ""},
		{"cast(ms, nosuch)", CodeUnknownType, ""},
		{"cast(host, int, form: 'x')", CodeArguments, ""},
		{"case when ok then 1 else 'x' end", CodeType, ""},
		{"new {a = 1, a = 2}", CodeArguments, ""},
		{"vals[host]", CodeType, ""},
		{"ms[0]", CodeType, ""},
		{"ms.x", CodeUnknownProperty, ""},
		{"vals.where((a, b, c, d) => true)", CodeArguments, ""},
		{"vals.where(v => v)", CodeType, ""},
		{"vals.union({'a'})", CodeType, ""},
		{"l.plus('x')", CodeType, ""},
		{"host.plus(1 day)", CodeUnknownMethod, ""},
		{"x => 1", CodePlace, ""},
		{"abs(1, 2)", CodeArguments, ""},
		{"new Thing(1)", CodeUnknownType, ""},
	} {
		e, err := grammar.ParseExpr(c.text, grammar.Limits{})
		if err != nil {
			continue // the grammar may refuse it first
		}
		_, err = Compile(e, &Scope{Catalog: r, Streams: []Stream{{Schema: r.schemas["E"]}}})
		require.Error(t, err, c.text)
		found := firstFinding(t, err)
		require.Equal(t, c.code, found.Code, "%s: %v", c.text, err)
		require.Equal(t, c.suggestion, found.Suggestion, c.text)
		require.True(t, found.Pos.IsValid(), c.text)
	}
}

// TestSeveralFindings checks that both sides of an operator are looked at.
func TestSeveralFindings(t *testing.T) {
	e, err := grammar.ParseExpr("hots = 'a' and mss > 1", grammar.Limits{})
	require.NoError(t, err)
	s := event.MustSchema("E", event.Field{Name: "host", Type: event.String},
		event.Field{Name: "ms", Type: event.Int})
	_, err = Compile(e, &Scope{Streams: []Stream{{Schema: s}}})
	require.ErrorContains(t, err, "'host'")
	require.ErrorContains(t, err, "'ms'")
}

// TestThrows checks what ends a row while it runs.
func TestThrows(t *testing.T) {
	r := newRunner()
	require.NoError(t, r.deploy("create schema E(s string, i int)"))
	ev, err := event.FromMap(r.schemas["E"], map[string]any{"s": "x", "i": 0})
	require.NoError(t, err)
	for text, code := range map[string]string{
		"cast(s, int)":                   CodeBadCast,
		"cast(s, date, dateformat: 'y')": CodeBadCast,
		"cast('x', int)":                 CodeBadCast,
		"5 % i":                          CodeZeroDivide,
		"cast(1, bigdecimal) / i":        CodeZeroDivide,
		"new int[i - 1]":                 CodeLimit,
		"(new int[30]).aggregate('x', (r, x) => r || r)":                CodeLimit,
		"(new int[40]).aggregate({1}, (r, x) => r.union(r))":            CodeLimit,
		"(new int[40]).aggregate(cast(3, biginteger), (r, x) => r * r)": CodeLimit,
		"cast('1e100000000', bigdecimal)":                               CodeBadCast,
		"'a' regexp (s || '(')":                                         CodeRegexp,
	} {
		func() {
			defer func() {
				thrown, ok := recover().(*EvalError)
				require.True(t, ok, text)
				require.Equal(t, code, thrown.Code, text)
			}()
			evaluate(t, r, text, ev)
		}()
	}
}
