package manual

import (
	"context"
	"errors"
	"strings"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/internal/ruletest"
	"github.com/cephei-go/cephei/query"
	"github.com/cephei-go/cephei/query/ast"
)

// planned is a feature of the language that may not be built yet, with a text that uses it.
type planned struct {
	feature string
	epl     string
}

// base are the event types of the texts.
const base = `create schema A(id int, v double, k string); create schema B(id int, v double, k string);
create schema Pair(a A, b B); create schema Line(id int, amount double);
create schema Order_(id int, lines Line[]);
`

func features() []planned {
	return []planned{
		{"`update istream`", "update istream A set v = 0 where v is null"},
		{"splitting a stream", "on A insert into C1 select id where v > 1 insert into C2 select id"},
		{"contained events", "select * from Order_[lines]"},
		{"variant streams", "create variant schema V as A, B"},
		{"category contexts", "create context C group by v < 0 as low, group by v >= 0 as high from A"},
		{"hash contexts", "create context C coalesce by consistent_hash_crc32(k) from A granularity 4"},
		{"contexts that start and end", "create context C start A end B"},
		{"overlapping contexts", "create context C initiated by A terminated after 1 min"},
		{"nested contexts", "create context C context D partition by k from A, context E partition by id from A"},
		{"beginning and end of keyed contexts", "create context C partition by k from A terminated by B"},
		{"unidirectional joins", "select * from A as a unidirectional, B#length(2) as b where a.id = b.id"},
		{"data flows", "create dataflow F BeaconSource -> out<A> {}"},
		{"`for grouped_delivery`", "select * from A for grouped_delivery(k)"},
		{"wildcard of a tag in a pattern", "insert into C select a.* from pattern [every a=A]"},
		{"method joins", "select * from A#lastevent as a, method:Lib.rows() as b"},
		{"SQL joins", "select * from A#lastevent as a, sql:db['select 1'] as b"},
	}
}

// notYet lists what the compiler answers "not supported yet" to. It is asked, so that the list
// cannot be older than the compiler.
func notYet() string {
	var s sheet
	s.line("| feature | for instance |\n|---|---|")
	for _, f := range features() {
		if unsupported(base + f.epl) {
			s.line("| %s | `%s` |", f.feature, cell(f.epl))
		}
	}
	return s.String()
}

// Waits tells whether an example needs something that is not built yet.
func (e *Example) Waits() bool {
	f, err := ruletest.Parse(e.Test)
	if err != nil || len(f.Blocks) == 0 {
		return false
	}
	return unsupported(strings.Join(f.Blocks[0].Input, "\n"))
}

// unsupported tells whether a text is refused for something that is not built yet.
func unsupported(epl string) bool {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return false
	}
	_, err = eng.Check(context.Background(), epl)
	var found *query.Error
	if !errors.As(err, &found) {
		return false
	}
	for _, f := range found.Findings {
		if f.Code == ast.CodeUnsupported {
			return true
		}
	}
	return false
}
