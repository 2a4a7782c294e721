// Package cephei is the guided tour of Cephei: complex event processing for Go. It holds no code.
//
// Cephei runs continuous queries, written in EPL as users of Esper know it, over streams of events
// and calls back when something happens. A program imports two packages:
//
//	import "github.com/cephei-go/cephei/engine" // the engine: deploy, send, advance, listen
//	import "github.com/cephei-go/cephei/stats"  // the numerics alone: Holt-Winters, rates, detectors
//
// # Five calls
//
//	eng, err := engine.New(engine.Config{})             // on external time; SystemClock for the machine's
//	err = engine.Register[Metric](eng)                  // a struct is an event type
//	dep, err := eng.Deploy(ctx, rules)                  // one or many statements, all or none
//	dep.Statement("hot").Listen(func(u engine.Update) { // rows come in deltas: u.New, u.Old
//		fmt.Println(u.New[0])
//	})
//	err = eng.Send(&Metric{Host: "a", CPU: 97})         // everything that follows is done on return
//
// # Where things are
//
//   - engine: the engine and its API; engine/internal has the filter index and the rows of a select
//   - query: EPL text to plans; query/ast the syntax tree, query/expr expressions, query/aggregate
//     the aggregate functions
//   - grammar: the parser; the only package that sees ANTLR
//   - window: data windows; pattern: patterns, and pattern/rowrecog match_recognize
//   - event: schemas, events, deltas, the schedule, the codec of checkpoints
//   - stats: numerics that need nothing of the engine; stats/anomaly detectors
//   - connect: sources and sinks; cmd/cephei: the stand-alone instance and the rule tester
//   - examples: programs worth reading; benchmarks: workloads, limits and peers
//
// docs/ARCHITECTURE.md says how they fit together and how to add a window, an aggregate, a function
// or an operator; docs/ruletests.md how to test rules.
package cephei
