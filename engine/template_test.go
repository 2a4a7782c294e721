package engine_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

const templateTypes = `create schema S(k string, n int, x double, b bool)`

// written puts the values in where the parameters stand.
func written(epl string, params map[string]any) string {
	for name, v := range params {
		text := fmt.Sprint(v)
		if s, ok := v.(string); ok {
			text = "'" + s + "'"
		}
		epl = strings.ReplaceAll(epl, "?:"+name, text)
	}
	return epl
}

// TestSameTextAgain: statements of one text with different parameters do what their texts with the
// values written out do, whatever the parameters stand in, and when they are restored too.
func TestSameTextAgain(t *testing.T) {
	for _, epl := range []string{
		`@name('o') select ?:k as p, n from S(k=?:k)`,
		`@name('o') select ?:n as p, x from S(n=?:n)`,
		`@name('o') select k, ?:x as p from S where x < ?:x and n in (?:n, 2)`,
		`@name('o') select ?:n + n as p from S(k=?:k)`,
		`@name('o') select k, n from S(n between ?:n and 3)#length(?:n)`,
		`@name('o') select ?:k as p, sum(n) as s from S(k=?:k)#length(2) having sum(n) > ?:n`,
		`@name('o') select ?:k as p, average from S(k=?:k)#length(2)#weighted_avg(x, n)`,
		`@name('o') select ?:k as p, count(*) as c from S(k=?:k) output every ?:n events`,
		`@name('o') select ?:k as p, a.n as n from S(k=?:k)#lastevent as a, S(n > ?:n)#lastevent as b`,
		`@name('o') select ?:k as p, a.n as n from pattern[every a=S(k=?:k)]`,
		`@name('o') select ?:k as p, (select max(n) from S(k=?:k)#keepall) as m from S(n > ?:n)`,
		`@name('o') select ?:k as p, n from S(k=?:k) where exists (select * from S(n=?:n)#keepall)`,
		`@name('o') select ?:b as p, n from S(b=?:b)`,
		`@name('o') insert into T select ?:k as p, n from S(k=?:k)`,
		`@name('o') select ?:k as p, n from S(k=?:k, {1, 2, 3}.anyOf(v => v = n))`,
	} {
		t.Run(epl, func(t *testing.T) {
			open, plain := newBench(t), newBench(t)
			open.deploy(templateTypes)
			plain.deploy(templateTypes)
			for i := range 5 {
				params := map[string]any{
					"k": string(rune('a' + i%3)), "n": int32(1 + i%2), "x": 0.5 + float64(i), "b": i%2 == 0,
				}
				open.deploy(epl, engine.WithParams(params))
				plain.deploy(written(epl, params))
			}
			for round := range 2 {
				for i := range 60 {
					e := fmt.Sprintf(`{"k":"%c","n":%d,"x":%d,"b":%v}`, 'a'+i%4, i%5, i%7, i%3 == 0)
					open.send("S", e)
					plain.send("S", e)
				}
				rows := plain.take()
				require.NotEmpty(t, rows)
				require.Equal(t, rows, open.take())
				require.Empty(t, open.errs)
				if round == 0 {
					open, plain = open.restored(), plain.restored()
				}
			}
		})
	}
}

// restored returns the bench with its engine saved and restored.
func (b *bench) restored() *bench {
	b.t.Helper()
	var saved bytes.Buffer
	require.NoError(b.t, b.Checkpoint(&saved))
	n := &bench{t: b.t}
	var err error
	n.Engine, err = engine.Restore(&saved, engine.Config{
		PoisonEvents: true, OnError: func(e *engine.StatementError) { n.errs = append(n.errs, e) },
	})
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = n.Close() })
	for _, d := range n.Deployments() {
		for _, s := range d.Statements() {
			s.Listen(n.note)
		}
	}
	return n
}

// TestSameTextOtherMeaning: a text is compiled anew when its parameters have other types or its
// names mean something else.
func TestSameTextOtherMeaning(t *testing.T) {
	const epl = `@name('o') select ?:p as p, k from S(n=?:n)`
	b := newBench(t)
	s := b.deploy(`create schema S(k string, n int)`)
	with := func(p, n any) { b.deploy(epl, engine.WithParams(map[string]any{"p": p, "n": n})) }
	for range 3 {
		with("text", int32(1))
	}
	with(2.5, int32(1))
	with(nil, int64(1))
	with(true, nil)
	b.send("S", `{"k":"x","n":1}`)
	require.Equal(t, []string{
		`o {"p":"text","k":"x"}`, `o {"p":"text","k":"x"}`, `o {"p":"text","k":"x"}`,
		`o {"p":2.5,"k":"x"}`, `o {"p":null,"k":"x"}`,
	}, b.take())
	for _, d := range b.Deployments()[1:] {
		require.NoError(t, b.Undeploy(d.Name()))
	}
	require.NoError(t, b.Undeploy(s.Name()))
	b.deploy(`create schema S(n long, k int)`)
	with("again", int32(7))
	b.send("S", `{"k":3,"n":7}`)
	require.Equal(t, []string{`o {"p":"again","k":3}`}, b.take())
	require.Empty(t, b.errs)
}
