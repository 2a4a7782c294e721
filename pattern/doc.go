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
