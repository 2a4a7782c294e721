// Package pattern runs EPL patterns: `every a=Req -> (b=Resp(id=a.id) where timer:within(20 sec))`.
//
// [Compile] checks a pattern and makes a [Plan]: a tree of steps, immutable and shared. An
// [Instance] is the state of one partition: a tree of nodes, each an attempt at one step with the
// tags seen before it. A node that becomes true or false for good tells its parent, which starts,
// ends or restarts others; the rules of each operator stand in the file of its name.
//
// What waits for an event is an [Atom]: it lives in the filter index of the engine ([Filters]),
// beside the filters of all statements, so that a hundred thousand waiting atoms cost an event one
// look-up. What waits for the clock has a timer of its own in the engine's schedule. Nodes and tags
// are taken from a pool and go back to it: an instance that has ended leaves nothing behind.
//
// # What a node says
//
// A node may say that it is true, several times if an every stands in it, and at the end once that
// it is false for good; or its last truth is its end. It says so to its parent alone, which decides
// what that means:
//
//	parent        child is true                      child is false for good
//	a -> b        begins b, or is true itself        false, when nothing else is under way
//	a and b       true, when all sides have been     false
//	a or b        true, and ends the other side      false, when both sides are
//	every x       begins x anew, and is true         begins x anew
//	not x         false                              stays true
//	[n] x         begins the next round, or is true  false
//	x where g     true, if the guard lets it pass    false
//
// A node that has ended is dead at once, but its memory is used again only when the outermost call
// into the instance returns, so that every frame on the stack can still ask whether it is dead.
//
// # What can grow
//
// Attempts behind an arrow, further attempts of an every, matches that wait in a conjunction,
// events in the array of a repeat and keys of an every-distinct: nothing else grows with the
// stream. [Limits] bounds their number; [Counters] tells it.
//
// # The protocol with the filter index
//
// The engine decides which atoms an event reaches before anything runs, and then gives each
// instance its hits in one call of [Instance.Match], in any order. An atom that was removed
// meanwhile is ignored; one that is added meanwhile is not among the hits, so one event never
// serves two consecutive steps. Within an instance, atoms with conditions come before those that
// take every event of their type, and older ones before younger ones: of a wanted and a forbidden
// event that are one, the more particular filter decides.
//
// All matches of one event or one timer are one delivery, in the order in which they came about.
package pattern
