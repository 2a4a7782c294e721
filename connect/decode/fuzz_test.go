package decode

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"

	"github.com/cephei-go/cephei/event"
)

// FuzzJSON must neither panic nor make an event of what the schema does not allow.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"i":1,"s":"x","at":1000}`, `{"i":1e99}`, `{"a":[1,[2]]}`, `{"m":{"k":{"k":null}}}`, `{`, `[]`,
		`{"at":"2026-01-01T00:00:00Z","d":"NaN"}`, "{\"s\":\"\xff\"}", `{"big":1E400000000}`,
	} {
		f.Add(seed)
	}
	s := testSchema()
	f.Fuzz(func(t *testing.T, line string) {
		m, err := JSON{}.Decode([]byte(line))
		if err != nil || m == nil {
			return
		}
		finish(t, s, m)
	})
}

// finish does what follows decoding.
func finish(t *testing.T, s *event.Schema, m map[string]any) {
	for _, form := range []string{FormAuto, FormSec, FormNs, FormISO} {
		times, err := NewTimes("at", form, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if ms, err := times.Read(m); err == nil && (ms > maxMs || ms < -maxMs) {
			t.Fatalf("time %d of %v", ms, m["at"])
		}
	}
	if Fit(m, s) != nil {
		return
	}
	for k, v := range m {
		if text, ok := v.(Text); ok {
			t.Fatalf("%s is text of no type still: %s", k, text)
		}
	}
	if ev, err := event.FromMap(s, m); err == nil {
		_ = ev.AppendJSON(nil)
	}
}

// FuzzCSV compares with encoding/csv on what both take for a record of one line.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b,c", `"a","b""c",`, `a"b,c`, `"a`, `"a"b`, ",,", `""`, `"",""`, "a,\"b\r\"", " a , b", "\xff,\"\xff\"",
	} {
		f.Add(seed)
	}
	s := testSchema()
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		var c CSV
		err := c.split(line)
		r := csv.NewReader(strings.NewReader(line))
		want, wantErr := r.Read()
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, but encoding/csv: %v", line, err, wantErr)
		}
		if err == nil && strings.Join(c.fields, "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("%q: %q, but encoding/csv: %q", line, c.fields, want)
		}
		named := CSV{Columns: []string{"i", "d", "at"}}
		if m, err := named.Decode([]byte(line)); err == nil && m != nil {
			finish(t, s, m)
		}
	})
}

// FuzzLines checks that groups are parts of the line, whatever the expression.
func FuzzLines(f *testing.F) {
	f.Add(`^(?P<i>\d+) (?P<s>.*)$`, "12 text")
	f.Add(`(?P<b>x)|(?P<t>.)`, "\xff")
	f.Add(`(?P<at>)`, "")
	f.Fuzz(func(t *testing.T, expr, line string) {
		if len(expr) > 100 {
			return
		}
		l, err := NewLines(expr)
		if err != nil {
			return
		}
		m, err := l.Decode([]byte(line))
		if err != nil || m == nil {
			return
		}
		for k, v := range m {
			if text, ok := v.(Text); ok && !strings.Contains(line, string(text)) {
				t.Fatalf("%s is %q, which is no part of %q", k, text, line)
			}
		}
		if !regexp.MustCompile(expr).MatchString(line) {
			t.Fatalf("%q matches %q only here", expr, line)
		}
		finish(t, testSchema(), m)
	})
}
