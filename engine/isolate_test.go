package engine_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/query/expr"
)

// bench is an engine with what its statements deliver and complain about.
type bench struct {
	*engine.Engine
	t    *testing.T
	rows []string // "statement row", in order of delivery
	errs []*engine.StatementError
}

// newBench returns an engine that poisons events and knows the function boom, which panics for
// negative numbers and otherwise returns its argument.
func newBench(t *testing.T, change ...func(*engine.Config)) *bench {
	t.Helper()
	b := &bench{t: t}
	boom, err := expr.FuncOf("boom", func(n int64) int64 {
		if n < 0 {
			panic("boom")
		}
		return n
	})
	require.NoError(t, err)
	cfg := engine.Config{
		PoisonEvents: true, Functions: []*expr.Func{boom},
		OnError: func(e *engine.StatementError) { b.errs = append(b.errs, e) },
	}
	for _, c := range change {
		c(&cfg)
	}
	b.Engine, err = engine.New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// deploy deploys a module and notes the rows of all its statements.
func (b *bench) deploy(epl string, opts ...engine.DeployOption) *engine.Deployment {
	b.t.Helper()
	d, err := b.Deploy(context.Background(), epl, opts...)
	require.NoError(b.t, err)
	for _, s := range d.Statements() {
		s.Listen(b.note)
	}
	return d
}

func (b *bench) note(u engine.Update) {
	for _, r := range u.New {
		b.rows = append(b.rows, u.Statement.Name()+" "+r.String())
	}
	for _, r := range u.Old {
		b.rows = append(b.rows, u.Statement.Name()+" old "+r.String())
	}
}

// send sends an event that is written in JSON.
func (b *bench) send(typ, json string) {
	b.t.Helper()
	require.NoError(b.t, b.SendJSON(typ, []byte(json)))
}

// take returns the rows that were delivered since the last call.
func (b *bench) take() []string {
	rows := b.rows
	b.rows = nil
	return rows
}

// TestErrorsStayWithTheirStatement: wherever a user's function panics, the other statements go on.
func TestErrorsStayWithTheirStatement(t *testing.T) {
	for name, epl := range map[string]string{
		"select":     `select boom(n) as x from A`,
		"where":      `select n from A where boom(n) > 0`,
		"filter":     `select n from A(boom(n) > 0)`,
		"filter two": `select n from A(n < 100, boom(n) > 0)`,
		"having":     `select sum(n) as s from A having boom(max(n, n)) >= 0`,
		"aggregate":  `select sum(boom(n)) as s from A#keepall`,
		"group by":   `select count(*) as c from A#keepall group by boom(n)`,
		"order by":   `select n from A#keepall order by boom(n)`,
		"unique":     `select n from A#unique(boom(n))`,
		"expiry":     `select n from A#expr(boom(newest_event.n) >= 0)`,
		"pattern":    `select a.n as n from pattern[every a=A(boom(n) > 0)]`,
		"tagged":     `select b.n as n from pattern[every a=A -> b=A(boom(n) > a.n - 10)]`,
		"match":      `select * from A match_recognize (measures x.n as n pattern (x) define x as boom(x.n) > 0)`,
		"context": `create context C partition by n from A(boom(n) >= 0);
			context C select n, count(*) as c from A`,
		"insert": `insert into B select boom(n) as n from A`,
		"on set": `create variable long v = 0; on A set v = boom(n)`,
		"split":  `on A insert into B select n where boom(n) > 0 insert into D select n`,
		"join":   `select x.n as n from A#keepall as x, A#keepall as y where boom(x.n) = y.n`,
		"output": `create variable long v = 0; select n from A output when boom(n) > 0 then set v = 1`,
		"time":   `select n from A#time(boom(n) sec)`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.deploy(`@public create schema A(n long)`)
			b.deploy(`@name('before') select n from A`)
			bad, err := b.Deploy(context.Background(), epl)
			if err != nil {
				t.Skip(err)
			}
			b.deploy(`@name('after') select n from A`)
			for _, json := range []string{`{"n":1}`, `{"n":-1}`, `{"n":2}`} {
				b.take()
				require.NotPanics(t, func() { b.send("A", json) })
				require.Equal(t, []string{"before " + json, "after " + json}, b.take())
			}
			require.NotPanics(t, func() { _ = b.Advance(100_000) })
			require.NotEmpty(t, b.errs)
			errors := uint64(0)
			for _, s := range bad.Statements() {
				errors += s.Counters().Errors
			}
			assert.EqualValues(t, len(b.errs), errors)
			assert.NotEqual(t, "before", b.errs[0].Statement)
			require.NoError(t, b.Undeploy(bad.Name()))
		})
	}
}
