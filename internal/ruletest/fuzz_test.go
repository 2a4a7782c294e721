package ruletest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/internal/ruletest"
	"github.com/cephei-go/cephei/query"
)

// common are event types that every module of the fuzzer can use.
const common = `create schema M(host string, n int, l long, v double, ok boolean, at long, tags string[]);
create schema N(host string, n int, v double, m M);
`

// FuzzDeploy deploys modules, sends them some events and moves the clock. A module is the text
// itself or, with a seed, the text with tokens left out, doubled or taken from other rule tests, as
// random bytes seldom give anything that compiles. Nothing may panic, hang or grow.
func FuzzDeploy(f *testing.F) {
	for i, text := range modules(f) {
		f.Add(text, uint64(0))
		f.Add(text, uint64(i+1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		r := rand.New(rand.NewPCG(seed, uint64(len(text))))
		if seed != 0 {
			text = mutated(r, text)
		}
		within(t, text, 20*time.Second, func() error {
			_, err := live(text, r)
			return err
		})
	})
}

// TestMutatedModules is FuzzDeploy with fixed seeds; CEPHEI_MUTATIONS sets their number.
func TestMutatedModules(t *testing.T) {
	n := 1500
	if testing.Short() {
		n = 300
	}
	if given, err := strconv.Atoi(os.Getenv("CEPHEI_MUTATIONS")); err == nil {
		n = given
	}
	list := modules(t)
	ran := 0
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		text := mutated(r, list[r.IntN(len(list))])
		within(t, text, 20*time.Second, func() error {
			done, err := live(text, r)
			if done {
				ran++
			}
			return err
		})
	}
	t.Logf("%d of %d modules could be deployed", ran, n)
	require.Greater(t, ran, n/10, "the mutations say nothing")
}

// within runs f and fails when it takes too long or returns an error.
func within(t *testing.T, text string, limit time.Duration, f func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatalf("%s\n\n%v", text, err)
		}
	case <-ctx.Done():
		t.Fatalf("%s\n\nhangs", text)
	}
}

// life is an engine under test with what it said.
type life struct {
	eng  *engine.Engine
	cfg  engine.Config
	errs []error
	rows int
}

// live deploys a module and plays events. It tells whether the module could be deployed, and what
// went wrong.
func live(text string, r *rand.Rand) (deployed bool, err error) {
	l := &life{}
	l.cfg = engine.Config{
		PoisonEvents: true, MaxCascade: 50, MaxInserted: 5000,
		Limits: grammar.Limits{MaxBytes: 1 << 14, MaxStatements: 50},
		OnError: func(e *engine.StatementError) {
			if e.Panic != nil {
				l.errs = append(l.errs, fmt.Errorf("%w\n%s", e, e.Stack))
			}
		},
	}
	if l.eng, err = engine.New(l.cfg); err != nil {
		return false, err
	}
	if _, err := l.eng.Deploy(context.Background(), common); err != nil {
		return false, err
	}
	if deployed, err = l.deploy(text); err != nil || !deployed {
		return deployed, err
	}
	for i := range 40 {
		l.step(text, r)
		if i == 20 {
			if err := l.reopen(); err != nil {
				return true, err
			}
		}
		if err := l.check(); err != nil {
			return true, err
		}
	}
	return true, l.end()
}

// deploy deploys a module, or, if that is refused, what can be deployed of it.
func (l *life) deploy(text string) (some bool, err error) {
	text = bounded(text)
	dep, err := l.eng.Deploy(context.Background(), text)
	if err == nil {
		l.attach(dep)
		return true, nil
	}
	if err := internal(err); err != nil {
		return false, err
	}
	list := strings.Split(text, ";")
	if len(list) > 20 {
		return false, nil
	}
	for _, st := range list {
		if dep, err := l.eng.Deploy(context.Background(), st); err == nil {
			l.attach(dep)
			some = true
		}
	}
	return some, nil
}

// bounded limits the attempts of patterns: `every every` doubles them with each event, by its rule.
func bounded(text string) string {
	list := strings.Split(text, ";")
	for i, st := range list {
		if strings.Contains(strings.ToLower(st), "pattern") {
			list[i] = "@Hint('pattern_max=100') " + st
		}
	}
	return strings.Join(list, ";")
}

// internal lets through the errors that a text may cause.
func internal(err error) error {
	var many *query.Error
	if !errors.As(err, &many) {
		return nil
	}
	for _, f := range many.Findings {
		if f.Code == "internal" {
			return err
		}
	}
	return nil
}

func (l *life) attach(dep *engine.Deployment) {
	for _, st := range dep.Statements() {
		st.Listen(func(u engine.Update) {
			for _, row := range append(u.New, u.Old...) {
				l.rows += len(row.AppendJSON(nil)) / 1024
				l.rows++
			}
		})
	}
}

var declared = regexp.MustCompile("(?i)(?:schema|into)\\s+`?([a-z_0-9]+)")

// step sends an event or moves the clock.
func (l *life) step(text string, r *rand.Rand) {
	if r.IntN(4) == 0 {
		spans := []int64{0, 1, 500, 1000, 5000, 10_000, 60_000, 3_600_000, 86_400_000, 40 * 86_400_000, -1000}
		_ = l.eng.Advance(l.eng.Now() + spans[r.IntN(len(spans))])
		return
	}
	types := []string{"M", "N"}
	for _, m := range declared.FindAllStringSubmatch(text, 30) {
		types = append(types, m[1], m[1])
	}
	name := types[r.IntN(len(types))]
	if s := l.eng.Schema(name); s != nil {
		_ = l.eng.SendJSON(name, object(r, s, 3))
	}
}

// object makes a random event.
func object(r *rand.Rand, s *event.Schema, depth int) []byte {
	out := []byte{'{'}
	for _, c := range s.Columns() {
		if r.IntN(12) == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%s", c.Name, value(r, c.Type, depth))
	}
	return append(out, '}')
}

// value makes a random value of a type: few different ones, so that keys meet, and the odd extreme.
func value(r *rand.Rand, t event.Type, depth int) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	switch t.Kind {
	case event.KindBool:
		return pick("true", "false")
	case event.KindByte, event.KindShort:
		return pick("0", "1", "2", "3", "-1", "127")
	case event.KindInt:
		return pick("0", "1", "2", "3", "10", "-1", "2147483647", "-2147483648")
	case event.KindLong, event.KindBigInt, event.KindDate, event.KindCalendar:
		return pick("0", "1", "2", "1000", "5000", "-1", "9223372036854775807", "86400000")
	case event.KindFloat, event.KindDouble, event.KindBigDec:
		return pick("0", "1", "2.5", "-3.25", "1e30", "1e-30", "100", "0.1")
	case event.KindArray:
		if t.Elem == nil || depth == 0 {
			return pick("[]", "[1,2]", "null")
		}
		return pick("[]", "["+value(r, *t.Elem, depth-1)+"]",
			"["+value(r, *t.Elem, depth-1)+","+value(r, *t.Elem, depth-1)+"]")
	case event.KindEvent:
		if t.Schema == nil || depth == 0 {
			return "null"
		}
		return string(object(r, t.Schema, depth-1))
	case event.KindMap:
		return pick("{}", `{"a":1}`, `{"a":{"b":[1,2]}}`)
	case event.KindObject:
		return pick("1", "2.5", `"a"`, "[1]", `{"a":1}`, "true", "null")
	}
	return pick(`"a"`, `"b"`, `"c"`, `"A1"`, `""`, `"1"`)
}

// reopen saves the engine and goes on with the restored one.
func (l *life) reopen() error {
	var saved bytes.Buffer
	if err := l.eng.Checkpoint(&saved); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	eng, err := engine.Restore(&saved, l.cfg)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	_ = l.eng.Close()
	l.eng = eng
	for _, dep := range eng.Deployments()[1:] {
		l.attach(dep)
	}
	return nil
}

// check tells whether anything broke or grew beyond what forty events can excuse.
func (l *life) check() error {
	if len(l.errs) > 0 {
		return l.errs[0]
	}
	if l.rows > 2_000_000 {
		return fmt.Errorf("%d rows", l.rows)
	}
	for _, dep := range l.eng.Deployments() {
		for _, st := range dep.Statements() {
			if n := st.Counters().StateBytes; n > 256<<20 || n < 0 {
				return fmt.Errorf("statement %s holds %d bytes", st.Name(), n)
			}
		}
	}
	return nil
}

// end looks at the contents, and undeploys.
func (l *life) end() error {
	deps := l.eng.Deployments()
	for _, dep := range slices.Backward(deps) {
		for _, st := range dep.Statements() {
			_ = st.Explain()
			for row := range st.Rows() {
				_ = row.AppendJSON(nil)
			}
		}
		if err := l.eng.Undeploy(dep.Name()); err != nil {
			return err
		}
	}
	if err := l.check(); err != nil {
		return err
	}
	if ms, ok := l.eng.NextTimer(); ok {
		return fmt.Errorf("a timer for %d is left", ms)
	}
	return l.eng.Close()
}

var (
	tokens  = regexp.MustCompile("'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|[A-Za-z_0-9$.]+|->|=>|[-!<>=|]+|\\S")
	library struct {
		sync.Once
		modules    []string
		statements [][]string
	}
)

// modules returns the modules of the rule tests: all that a file deploys is one.
func modules(t testing.TB) []string {
	library.Do(func() {
		files, err := ruletest.Find([]string{conformance})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			file, err := ruletest.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, b := range file.Blocks {
				if b.Directive == "deploy" && len(b.Want) > 0 && b.Want[0] == "ok" {
					all = append(all, strings.Join(b.Input, "\n"))
				}
			}
			library.modules = append(library.modules, strings.Join(all, ";\n"))
		}
		for _, m := range library.modules {
			for st := range strings.SplitSeq(m, ";") {
				if list := tokens.FindAllString(st, -1); len(list) > 0 {
					library.statements = append(library.statements, list)
				}
			}
		}
	})
	return library.modules
}

// mutated changes statements of a module, those that declare something seldom.
func mutated(r *rand.Rand, text string) string {
	var out []string
	for st := range strings.SplitSeq(text, ";") {
		list := tokens.FindAllString(st, -1)
		if len(list) == 0 {
			continue
		}
		if chance := r.IntN(10); chance == 0 || chance < 8 && !strings.EqualFold(list[0], "create") {
			donor := library.statements[r.IntN(len(library.statements))]
			for range 1 + r.IntN(2) {
				list = mutateOnce(r, list, donor)
			}
		}
		out = append(out, strings.Join(list, " "))
	}
	return strings.Join(out, ";\n")
}

var numbers = regexp.MustCompile(`^[0-9][0-9.]*$`)

// mutateOnce changes one place of a statement.
func mutateOnce(r *rand.Rand, list, donor []string) []string {
	i := r.IntN(max(len(list), 1))
	from := r.IntN(len(donor))
	to := min(len(donor), from+1+r.IntN(6))
	switch r.IntN(10) {
	case 0: // leave out
		return append(list[:i:i], list[min(i+1, len(list)):]...)
	case 1: // double
		return append(list[:min(i+1, len(list)):min(i+1, len(list))], list[i:]...)
	case 2: // insert a stretch
		return append(append(list[:i:i], donor[from:to]...), list[i:]...)
	case 3: // the end of another statement
		return append(list[:i:i], donor[from:]...)
	case 4: // other numbers
		return replaced(list, func(tok string) string {
			if numbers.MatchString(tok) && r.IntN(2) == 0 {
				return []string{"0", "1", "2", "1000000000", "-1", "9223372036854775807", "0.5"}[r.IntN(7)]
			}
			return tok
		})
	}
	// A token for another of its kind, of this statement or of another.
	pool := donor
	if len(list) > 0 && r.IntN(2) == 0 {
		pool = list
	}
	return replaced(list, func(tok string) string {
		if other := pool[r.IntN(len(pool))]; r.IntN(len(list)) < 3 && kindOf(other) == kindOf(tok) {
			return other
		}
		return tok
	})
}

// replaced returns the tokens with some of them replaced.
func replaced(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, tok := range list {
		out[i] = f(tok)
	}
	return out
}

// kindOf tells tokens apart: names, numbers, texts, operators.
func kindOf(tok string) int {
	switch c := tok[0]; {
	case c == '\'' || c == '"':
		return 1
	case c >= '0' && c <= '9':
		return 2
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
		return 3
	case strings.ContainsRune("()[]{}", rune(c)):
		return 4 + int(c)
	}
	return 4
}
