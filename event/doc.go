// Package event holds what flows through the engine: schemas, events, deltas and time.
//
// An [Event] is a small header and a pointer into typed memory. A declared schema gets a struct
// layout made at run time, a registered Go struct is its own layout; a property ([Column]) is an
// offset and null is a bit. One accessor serves both kinds, and nothing is boxed on the way.
//
// Events are pooled. Whoever keeps an event beyond the call in which it was given must say so:
// [Event.Hold] and [Event.Drop] count (windows do that, for each arrival and departure),
// [Event.Pin] keeps for good (the garbage collector takes the event when nobody refers to it).
// An event that nobody holds is used again after the dispatch that made it.
//
// [Schedule] is the queue of everything that is to happen at a later engine time; [Encoder] and
// [Decoder] carry the state of operators into a checkpoint and back.
package event
