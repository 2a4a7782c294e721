// Package window holds the data windows, the derived-value windows and their combinators.
//
// A window is a record ([Def]) with one constructor that turns checked arguments into a [Plan]; the
// plan is shared and does not change. [Plan.New] makes the state of one partition, a [View], which
// takes deltas and pushes its own on to the next operator. Timers work on the engine's schedule.
//
// A view holds the events that it keeps (event.Event.Hold) and drops them when they leave.
package window
