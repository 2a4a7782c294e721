package engine

import "github.com/cephei-go/cephei/query"

// Held counts what an engine holds behind its statements.
type Held struct {
	Entries, Timers, Shared, Fresh, Contexts, Streams, StreamContexts, Objects, Stores, Outside int
}

// HeldBy counts what an engine holds, for tests that look for leaks.
func HeldBy(e *Engine) Held {
	c := e.core
	h := Held{Timers: c.schedule.Len(), Shared: len(c.shared), Fresh: len(c.fresh.by), Contexts: len(c.contexts)}
	h.Stores, h.Outside = len(c.stores), len(c.outside)
	for _, st := range c.streams {
		h.Entries += st.index.Len()
		h.Streams++
		h.StreamContexts += len(st.contexts)
	}
	for _, kind := range []string{query.KindType, query.KindVariable, query.KindExpression, query.KindContext} {
		h.Objects += len(c.cat.Names(kind))
	}
	return h
}

// TablesHold counts the indexes of all tables and the statements that feed them.
func TablesHold(e *Engine) (indexes, feeders int) {
	for _, s := range e.core.stores {
		if t, ok := s.agent.store.(*table); ok {
			indexes, feeders = indexes+len(t.indexes), feeders+len(t.feeders)
		}
	}
	return indexes, feeders
}

// NamedHold counts what hangs on all named windows: indexes, those who watch and those who are told.
func NamedHold(e *Engine) (indexes, users int) {
	for _, s := range e.core.stores {
		for _, a := range s.agents() {
			if w, ok := a.store.(*namedWindow); ok {
				indexes += len(w.indexes) + len(w.sorted)
				users += len(w.watchers) + len(w.consumers)
			}
		}
	}
	for _, list := range e.core.outside {
		users += len(list)
	}
	return indexes, users
}

// PartitionsOf returns how many partitions the contexts of an engine have, and how many were
// reclaimed.
func PartitionsOf(e *Engine) (live int, reclaimed uint64) {
	for _, ctl := range e.core.contexts {
		live += ctl.idle.len
		reclaimed += ctl.reclaimed
	}
	return live, reclaimed
}

// TakesTurns tells whether one agent serves all partitions for a statement.
func TakesTurns(s *Statement) bool { return s.context.turns.agentOf(s) != nil }
