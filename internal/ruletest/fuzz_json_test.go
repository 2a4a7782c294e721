package ruletest_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// everything is an event type with columns of all types.
const everything = `create schema Part(a int, b string[], c double);
create schema E(bo boolean, byt byte, sh short, i int, lo long, fl float, d double, bi bigint,
  bd bigdecimal, ch char, s string, da java.util.Date, ca java.util.Calendar, ldt java.time.LocalDateTime,
  ma java.util.Map, ob Object, part Part, parts Part[], ints int[], strs string[],
  dd double[], obs Object[]);
@name('out') select irstream *, i + lo as sum, d * 2 as twice, s || 'x' as text, part.a as ia, ints[0] as first
  from E#length(3);
@name('agg') select s, count(*) as n, sum(i) as si, avg(d) as ad, max(bd) as m, window(byt) as w
  from E(i in [0:100] or s like 'a%' or i is null)#length(5) group by s;
`

// FuzzJSONEvent sends arbitrary bytes as an event with columns of all types. What is no JSON object
// is refused, and so is an object whose values do not fit; nothing may panic; and an event that was
// taken gives rows that are JSON.
func FuzzJSONEvent(f *testing.F) {
	for _, s := range []string{
		`{}`, `null`, `[]`, ``, `{"i":1`, `{"i":1}{}`, `{"i":1.5}`, `{"i":"1"}`, `{"i":9223372036854775808}`,
		`{"bo":true,"byt":1,"sh":2,"i":3,"lo":4,"fl":1.5,"d":2.5,"bi":99999999999999999999,"bd":1.25,"ch":"x","s":"a"}`,
		`{"da":"2026-01-01T00:00:00.000Z","ca":"2026-01-01T00:00:00+02:00","ldt":"2026-01-01T00:00:00"}`,
		`{"da":1,"ca":2,"ldt":3}`, `{"ma":{"a":{"b":[1,2.5,"x",null]}},"ob":[1,{"a":2}]}`,
		`{"part":{"a":1,"b":["x",null],"c":1e308},"parts":[{"a":1},null]}`,
		`{"ints":[1,2,null],"strs":["a"],"dd":[1e400],"obs":[1,"a",{}]}`,
		`{"s":"\u0000\ud800","ch":"","unknown":{"x":1}}`, `{"i":1,"i":2}`, `{"d":1e99999999,"bd":1e99999999}`,
		`{"d":"NaN","fl":"Infinity"}`, "{\"s\":\"\xff\"}", `{"bi":1e30}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		if len(object) > 1<<14 {
			return
		}
		within(t, string(object), 20*time.Second, func() error { return sendTwice(t, object) })
	})
}

func sendTwice(t *testing.T, object []byte) error {
	var failed error
	eng, err := engine.New(engine.Config{PoisonEvents: true, OnError: func(e *engine.StatementError) {
		if e.Panic != nil {
			failed = e
		}
	}})
	if err != nil {
		return err
	}
	dep, err := eng.Deploy(context.Background(), everything)
	if err != nil {
		return err
	}
	rows := 0
	for _, name := range []string{"out", "agg"} {
		dep.Statement(name).Listen(func(u engine.Update) {
			for _, row := range append(u.New, u.Old...) {
				rows++
				if b := row.AppendJSON(nil); !json.Valid(b) {
					t.Errorf("%q gives %q, which is no JSON", object, b)
				}
			}
		})
	}
	taken := eng.SendJSON("E", object) == nil
	if taken && !json.Valid(object) {
		t.Errorf("%q is no JSON, but was taken", object)
	}
	again := eng.SendJSON("E", object) == nil
	require.Equal(t, taken, again)
	if !taken && rows > 0 {
		t.Errorf("%q was refused, but gave rows", object)
	}
	if failed != nil {
		return failed
	}
	return eng.Close()
}
