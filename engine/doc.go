// Package engine runs EPL statements.
//
//	eng, err := engine.New(engine.Config{})
//	err = engine.Register[Metric](eng)
//	dep, err := eng.Deploy(ctx, `@name('hot') select host, avg(cpu) as a from Metric#time(1 min)
//	                             group by host having avg(cpu) > 90`)
//	dep.Statement("hot").Listen(func(u engine.Update) { ... })
//	err = eng.Send(&Metric{Host: "a", CPU: 97})
//	eng.Advance(ms)
//
// # Time
//
// Engine time is a number of milliseconds that only [Engine.Advance] moves, or, with
// [Config].SystemClock, the clock of the machine. Events never move it. Timers that are due fire in
// order of (time, place of the statement, order of setting), before any event that is sent
// afterwards.
//
// # Order
//
// An event goes through all statements in the order of their deployment, those with a higher
// @Priority first. The set of statements that take an event is fixed before the first one runs. What
// a statement inserts into other streams goes to the end of a queue that is emptied before the next
// event from outside. The same deployments, events and times give the same rows in the same order.
//
// # Concurrency
//
// All methods may be called from any goroutine. Events are taken one at a time: [Engine.Send]
// returns when its event and all that follows from it are done, and listeners run on the goroutine
// of the sender. Events of one goroutine are taken in the order in which it sent them. A listener may
// send events and advance the clock: that is queued and done when the present event is finished.
// What is wrong with such a call is told at once. A listener must not call another engine that other
// goroutines use too: hand over through a channel.
//
// A program that calls an engine from one goroutine at a time can say so ([Config].SingleGoroutine):
// no lock is taken then. The fastest way in is a [Sender], and of its methods [Sender.Build], which
// fills an event where it will lie.
package engine
