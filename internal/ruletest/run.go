package ruletest

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// Way is a way of running a file. Every way must give the same rows.
type Way string

// The ways.
const (
	Plain    Way = "plain"    // as it stands
	Restored Way = "restored" // the engine is saved and restored after each step
	Printed  Way = "printed"  // statements are printed from their syntax tree and parsed again
	Twin     Way = "twin"     // each module is deployed a second time beside, to share operators with
)

// Ways lists all ways.
var Ways = []Way{Plain, Restored, Printed, Twin}

// Failure is a block whose output was not what it must be.
type Failure struct {
	Block *Block
	Way   Way
	Got   []string
	Err   error // why the block could not be run; nil when only the rows differ
}

// Outcome is what came of a file.
type Outcome struct {
	File     *File
	Failures []Failure
}

// Run runs a file in one way. It stops at the first block that cannot be run, and goes on after
// rows that differ.
func Run(f *File, way Way) Outcome {
	r := &runner{way: way, labels: make(map[string][]string), out: Outcome{File: f}}
	if err := r.open(); err != nil {
		r.out.Failures = append(r.out.Failures, Failure{Way: way, Err: err})
		return r.out
	}
	defer func() { _ = r.eng.Close() }()
	for _, b := range f.Blocks {
		got, ok, err := r.guarded(b)
		if err != nil || !ok {
			r.out.Failures = append(r.out.Failures, Failure{Block: b, Way: way, Got: got, Err: err})
		}
		if err != nil {
			break
		}
	}
	return r.out
}

// guarded runs one block; a panic of the engine fails this case and no other.
func (r *runner) guarded(b *Block) (got []string, ok bool, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("panic: %v\n%s", thrown, debug.Stack())
		}
	}()
	r.now = b
	return r.block(b)
}

// runner runs one file.
type runner struct {
	way     Way
	eng     *engine.Engine
	labels  map[string][]string // deployments of a label: the module and its twin
	number  int
	now     *Block
	step    int // 0 outside of play
	lines   []string
	failed  bool // the present step raised an error
	ordered map[string]bool
	out     Outcome
}

func (r *runner) config() engine.Config {
	return engine.Config{
		PoisonEvents: true,
		OnError:      func(*engine.StatementError) { r.failed = true },
	}
}

func (r *runner) open() (err error) {
	r.ordered = make(map[string]bool)
	r.eng, err = engine.New(r.config())
	return err
}

// block runs one block and tells whether its output is right.
func (r *runner) block(b *Block) (got []string, ok bool, err error) {
	switch b.Directive {
	case "deploy":
		got = r.deploy(b)
	case "undeploy":
		got = r.undeploy(b)
	case "play":
		got, err = r.play(b)
		return got, err == nil && samePlay(b.Want, got, func(st string) bool {
			return b.Ordered() || r.ordered[st]
		}), err
	case "iterate":
		name := b.Name()
		got = r.iterate(name)
		return got, sameRows(b.Want, got, b.Ordered() || r.ordered[name]), nil
	case "query":
		text := strings.Join(b.Input, "\n")
		got = r.query(text)
		return got, sameRows(b.Want, got, b.Ordered() || hasOrderBy(text)), nil
	}
	r.reopen()
	return got, len(b.Want) == 1 && len(got) > 0 && firstWord(got[0]) == firstWord(b.Want[0]), nil
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

func hasOrderBy(text string) bool {
	return strings.Contains(strings.ToLower(strings.Join(strings.Fields(text), " ")), "order by")
}

func (r *runner) deploy(b *Block) []string {
	text := strings.Join(b.Input, "\n")
	if r.way == Printed {
		text = printed(text)
	}
	r.number++
	name := fmt.Sprintf("deploy %d", r.number)
	dep, err := r.eng.Deploy(context.Background(), text, engine.WithName(name))
	if err != nil {
		return []string{"error", err.Error()}
	}
	if b.Arg != "" {
		r.labels[b.Arg] = []string{name}
	}
	r.attach(dep)
	for _, st := range dep.Statements() {
		if st.Named() {
			r.ordered[st.Name()] = hasOrderBy(st.Text())
		}
	}
	if r.way == Twin {
		r.deployTwin(b, text, name)
	}
	return []string{"ok"}
}

// deployTwin deploys the statements that can stand twice a second time, without listeners.
func (r *runner) deployTwin(b *Block, text, name string) {
	mod, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return
	}
	for i, st := range mod.Statements {
		sel, ok := st.(*ast.Select)
		if !ok || sel.Insert != nil || sel.IntoTable != "" {
			continue
		}
		twin := fmt.Sprintf("%s twin %d", name, i)
		if _, err := r.eng.Deploy(context.Background(), ast.Format(st), engine.WithName(twin)); err == nil {
			if b.Arg != "" {
				r.labels[b.Arg] = append(r.labels[b.Arg], twin)
			}
		}
	}
}

// printed returns the module as its syntax tree prints it; a text that does not parse stays.
func printed(text string) string {
	mod, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return text
	}
	return ast.Format(mod)
}

func (r *runner) undeploy(b *Block) []string {
	names := r.labels[b.Arg]
	for _, name := range slices.Backward(names) {
		if err := r.eng.Undeploy(name); err != nil {
			return []string{"error", err.Error()}
		}
	}
	delete(r.labels, b.Arg)
	return []string{"ok"}
}

// attach listens to the statements with a name.
func (r *runner) attach(dep *engine.Deployment) {
	if strings.Contains(dep.Name(), " twin ") {
		return
	}
	for _, st := range dep.Statements() {
		if st.Named() {
			st.Listen(r.listen)
		}
	}
}

func (r *runner) listen(u engine.Update) {
	if r.step == 0 {
		return
	}
	r.print(u.Statement.Name(), "new", u.New)
	r.print(u.Statement.Name(), "old", u.Old)
}

func (r *runner) print(name, stream string, rows []engine.Row) {
	for _, row := range rows {
		r.lines = append(r.lines, fmt.Sprintf("%d %s %s %s", r.step, name, stream, row))
	}
}

func (r *runner) play(b *Block) ([]string, error) {
	r.lines = nil
	defer func() { r.step = 0 }()
	for i, line := range b.Input {
		st, err := parseStep(line)
		if err != nil {
			return r.lines, fmt.Errorf("line %d: %w", b.Line+1+i, err)
		}
		r.step, r.failed = i+1, false
		if err := r.do(st); err != nil || r.failed {
			r.lines = append(r.lines, fmt.Sprintf("%d error", r.step))
		}
		r.step = 0
		r.reopen()
	}
	return r.lines, nil
}

func (r *runner) do(st step) error {
	switch {
	case st.typ != "":
		return r.eng.SendJSON(st.typ, []byte(st.object))
	case st.set:
		return r.eng.Advance(st.ms)
	default:
		return r.eng.Advance(r.eng.Now() + st.ms)
	}
}

// reopen saves the engine and goes on with a restored one, when that is the way.
func (r *runner) reopen() {
	if r.way != Restored {
		return
	}
	var buf bytes.Buffer
	if err := r.eng.Checkpoint(&buf); err != nil {
		r.fail("checkpoint", err)
		return
	}
	eng, err := engine.Restore(&buf, r.config())
	if err != nil {
		r.fail("restore", err)
		return
	}
	_ = r.eng.Close()
	r.eng = eng
	for _, dep := range eng.Deployments() {
		r.attach(dep)
	}
}

func (r *runner) fail(what string, err error) {
	err = fmt.Errorf("%s: %w", what, err)
	r.out.Failures = append(r.out.Failures, Failure{Block: r.now, Way: r.way, Err: err})
}

func (r *runner) iterate(name string) []string {
	var out []string
	for _, dep := range r.eng.Deployments() {
		st := dep.Statement(name)
		if st == nil || strings.Contains(dep.Name(), " twin ") {
			continue
		}
		if st.Listable() != nil {
			return []string{"error"}
		}
		for row := range st.Rows() {
			out = append(out, row.String())
		}
	}
	return out
}

func (r *runner) query(text string) []string {
	rows, err := r.eng.Query(context.Background(), text)
	if err != nil {
		return []string{"error"}
	}
	var out []string
	for _, row := range rows {
		out = append(out, string(row.AppendJSON(nil)))
	}
	return out
}
