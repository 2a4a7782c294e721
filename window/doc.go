// Package window holds the data windows, the derived-value windows and their combinators.
//
// A window is a record ([Def]) with one constructor that turns checked arguments into a [Plan]; the
// plan is shared and does not change. [Plan.New] makes the state of one partition, a [View], which
// takes deltas and pushes its own on to the next operator. Timers work on the engine's schedule.
// [Chain] makes one plan of all windows of a from-item: a groupwin, data windows, which are an
// intersection or a union when there are several, and derived-value windows.
//
// # Events
//
// A view holds the events that it keeps (event.Event.Hold) and drops them when they leave; what
// leaves stays valid until the end of the dispatch. It finds events by identity: those to be deleted
// are the very ones that entered.
//
// # Updates
//
// One delta in makes at most one delta out. Where an update brings arrivals and deletions (a row of
// a named window is changed), sliding windows take the arrivals first and let go of what is too much
// after the deletions; windows that refuse arrivals, sorted ones and batches delete first, so that
// there is room. An event may be in both streams of one delta: it entered and left at once.
//
// # Time
//
// All that is due at one step of the clock leaves in one delta. A window has one timer, set for the
// event that leaves first, and moves it when that one has gone. Timers of one time fire in the order
// in which the views were made: the windows as they are written, the groups as they came.
//
// # Cost
//
// Sliding windows and batches keep pointers in rings that double and shrink, 8 to 16 bytes an event,
// at O(1) an arrival; sorted windows take O(log n), keyed ones one look-up. In steady state nothing
// is allocated.
package window
