package decode

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// decoded gives lines to a decoder and returns what came of each: its values in JSON, "-" for none,
// or the error.
func decoded(d Decoder, lines ...string) []string {
	var out []string
	for _, l := range lines {
		m, err := d.Decode([]byte(l))
		switch {
		case err != nil:
			out = append(out, "error: "+err.Error())
		case m == nil:
			out = append(out, "-")
		default:
			text, _ := json.Marshal(m)
			out = append(out, string(text))
		}
	}
	return out
}

func TestJSON(t *testing.T) {
	require.Equal(t, []string{
		`{"a":1.50,"b":"x","c":null,"d":[1,{"e":2}]}`, "-", "-",
		"error: no JSON object", "error: no JSON object", "error: no JSON object",
		"error: the JSON object has no end", "error: text after the JSON object",
		"error: no JSON object: invalid character 'x' looking for beginning of value", "{}",
	}, decoded(JSON{},
		`{"a":1.50,"b":"x","c":null,"d":[1,{"e":2}]}`, "", "  \t", "null", "[1]", "text",
		`{"a":1`, `{"a":1} {}`, `{"a":x}`, " {} "))
}

func TestCSV(t *testing.T) {
	require.Equal(t, []string{
		"-", `{"a":"1","b":"x y","c":""}`, `{"a":"q\"q","b":"a,b","c":"z"}`, "-", "-",
		"error: 2 fields where there are 3 columns", "error: 4 fields where there are 3 columns",
		"error: a quoted field has no end in its line",
		"error: a quote inside a field that does not begin with one",
		"error: text between a closing quote and the separator",
		`{"a":" 1","b":"2 ","c":"3"}`,
	}, decoded(&CSV{},
		"\uFEFFa, b,c", "1,x y,", `"q""q","a,b",z`, "", "\uFEFFa, b,c", "1,2", "1,2,3,4", `1,"2,3`, `1,2"3,4`,
		`1,"2"x,3`, " 1,2 ,3"))
}

func TestCSVOptions(t *testing.T) {
	require.Equal(t, []string{`{"x":"a","y":"b"}`, "-"},
		decoded(&CSV{Comma: '\t', Columns: []string{"x", "y"}}, "a\tb", ""))
	require.Equal(t, []string{
		"error: the header names column 2 'a', which is empty or twice there",
		"error: the header names column 1 '', which is empty or twice there",
	}, decoded(&CSV{Comma: '│'}, "a│a", "│b"))
	require.Equal(t, []string{"-", `{"a":"1","b":"2"}`}, decoded(&CSV{Comma: '│'}, "a│b", `1│"2"`))
}

func TestLines(t *testing.T) {
	l, err := NewLines(`^login (?P<user>\w+)( from (?P<ip>[\d.]+))?$`, `^(?P<user>\w+) left`)
	require.NoError(t, err)
	require.Equal(t, []string{
		`{"ip":"10.0.0.1","user":"ann"}`, `{"ip":null,"user":"bob"}`, `{"user":"eve"}`,
		"error: no expression matches the line", "-",
	}, decoded(l, "login ann from 10.0.0.1", "login bob", "eve left", "nothing", ""))

	whole, err := NewLines()
	require.NoError(t, err)
	require.Equal(t, []string{`{"line":"any text"}`}, decoded(whole, "any text"))

	_, err = NewLines("(")
	require.Error(t, err)
	_, err = NewLines(`(\d+)`)
	require.ErrorContains(t, err, "has no named group")
}

func TestLinesAlternatives(t *testing.T) {
	l, err := NewLines(`^(?:a=(?P<v>\d+)|b=(?P<v>\d+))$`)
	require.NoError(t, err)
	require.Equal(t, []string{`{"v":"1"}`, `{"v":"2"}`}, decoded(l, "a=1", "b=2"))
}

func testSchema() *event.Schema {
	enum := event.Type{Kind: event.KindArray, Elem: &event.Int}
	return event.MustSchema("T",
		event.Field{Name: "b", Type: event.Bool}, event.Field{Name: "i", Type: event.Int},
		event.Field{Name: "y", Type: event.Byte}, event.Field{Name: "l", Type: event.Long},
		event.Field{Name: "d", Type: event.Double}, event.Field{Name: "s", Type: event.String},
		event.Field{Name: "c", Type: event.Char}, event.Field{Name: "t", Type: event.Date},
		event.Field{Name: "a", Type: enum}, event.Field{Name: "big", Type: event.BigInt},
		event.Field{Name: "m", Type: event.Map}, event.Field{Name: "o", Type: event.Object},
	)
}

func TestFit(t *testing.T) {
	s := testSchema()
	for _, c := range []struct{ column, text, want string }{
		{"b", "true", "true"},
		{"b", "NO", "false"},
		{"b", "maybe", "property 'b' of T: 'maybe' is no boolean"},
		{"i", " 12 ", "12"},
		{"i", "+7", "7"},
		{"i", "1.5", "property 'i' of T: '1.5' is no int"},
		{"i", "3000000000", "property 'i' of T: '3000000000' is no int"},
		{"y", "200", "property 'y' of T: '200' is no byte"},
		{"l", "-3000000000", "-3000000000"},
		{"d", "1e3", "1000.0"},
		{"d", "NaN", `"NaN"`},
		{"d", "1,5", "property 'd' of T: '1,5' is no double"},
		{"s", "", `""`},
		{"s", " x ", `" x "`},
		{"c", "é", `"é"`},
		{"c", "", "null"},
		{"t", "2026-01-02T03:04:05Z", `"2026-01-02T03:04:05.000Z"`},
		{"t", "1000", `"1970-01-01T00:00:01.000Z"`},
		{"a", "[1,2]", "[1,2]"},
		{"a", "1,2", "property 'a' of T: '1,2' is no int[] in JSON"},
		{"big", "123456789012345678901234567890", "123456789012345678901234567890"},
		{"m", `{"k":1}`, `{"k":1}`},
		{"o", "12", `"12"`},
		{"i", "", "null"},
		{"d", "  ", "null"},
	} {
		m := map[string]any{c.column: Text(c.text), "unknown": Text("u")}
		if err := Fit(m, s); err != nil {
			require.Equal(t, c.want, err.Error(), "%s=%q", c.column, c.text)
			continue
		}
		ev, err := event.FromMap(s, m)
		require.NoError(t, err)
		require.Equal(t, c.want, string(event.AppendValue(nil, ev.Get(c.column))), "%s=%q", c.column, c.text)
		require.Equal(t, "u", m["unknown"])
	}
}

func TestTimes(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	for _, c := range []struct {
		form, layout string
		zone         *time.Location
		value        any
		want         string
	}{
		{"", "", nil, json.Number("1500"), "1970-01-01T00:00:01.5Z"},
		{"", "", nil, Text("2026-01-02T03:04:05.678+02:00"), "2026-01-02T01:04:05.678Z"},
		{"", "", nil, "2026-01-02 03:04:05", "2026-01-02T03:04:05Z"},
		{"", "", berlin, "2026-07-02 03:04:05", "2026-07-02T01:04:05Z"},
		{"", "", berlin, "2026-07-02T03:04:05Z", "2026-07-02T03:04:05Z"},
		{"ms", "", nil, Text(" 2000 "), "1970-01-01T00:00:02Z"},
		{"s", "", nil, json.Number("1767225600"), "2026-01-01T00:00:00Z"},
		{"s", "", nil, Text("1767225600.123"), "2026-01-01T00:00:00.123Z"},
		{"us", "", nil, Text("1767225600123456"), "2026-01-01T00:00:00.123Z"},
		{"ns", "", nil, Text("1767225600123456789"), "2026-01-01T00:00:00.123Z"},
		{"iso", "", nil, Text("2026-01-01"), "2026-01-01T00:00:00Z"},
		{"", "02/Jan/2006:15:04:05 -0700", nil, Text("31/Dec/2025:23:00:00 -0100"), "2026-01-01T00:00:00Z"},
		{"", "Jan _2 15:04:05", berlin, Text("Jan  5 01:00:00"), "2025-01-05T00:00:00Z"},
	} {
		times, err := NewTimes("at", c.form, c.layout, c.zone)
		require.NoError(t, err)
		times.Year = 2025
		ms, err := times.Read(map[string]any{"at": c.value})
		require.NoError(t, err, "%v", c)
		require.Equal(t, c.want, time.UnixMilli(ms).UTC().Format(time.RFC3339Nano), "%v", c)
	}
}

func TestTimesErrors(t *testing.T) {
	_, err := NewTimes("at", "days", "", nil)
	require.ErrorContains(t, err, "unknown time format 'days'")
	for _, c := range []struct {
		form  string
		value any
		want  string
	}{
		{"", nil, "no time: 'at' is missing"},
		{"", true, "no time: 'at' is neither a number nor a text"},
		{"", Text("soon"), "no time: 'at' is no ISO 8601 time: 'soon'"},
		{"ms", Text("2026-01-01"), "no time: 'at' is no number: '2026-01-01'"},
		{"s", Text("1e300"), "no time: 'at' is out of range"},
		{"ms", Text("9223372036854775807"), "no time: 'at' is out of range"},
		{"s", Text("NaN"), "no time: 'at' is out of range"},
		{"iso", json.Number("1000"), "no time: 'at' is no ISO 8601 time: '1000'"},
	} {
		times, err := NewTimes("at", c.form, "", nil)
		require.NoError(t, err)
		_, err = times.Read(map[string]any{"at": c.value})
		require.EqualError(t, err, c.want)
	}
}

// TestYears reads a log without years over the turn of a year, with a line that comes late.
func TestYears(t *testing.T) {
	times, err := NewTimes("at", "", "Jan _2 15:04:05", nil)
	require.NoError(t, err)
	times.Year = 2024
	var got []string
	for _, text := range []string{
		"Feb 29 12:00:00", "Feb 28 12:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:58",
		"Jan  2 00:00:00",
	} {
		ms, err := times.Read(map[string]any{"at": Text(text)})
		require.NoError(t, err)
		got = append(got, time.UnixMilli(ms).UTC().Format("2006-01-02"))
	}
	require.Equal(t, []string{
		"2024-02-29", "2024-02-28", "2024-12-31", "2025-01-01", "2024-12-31", "2025-01-02",
	}, got)
}
