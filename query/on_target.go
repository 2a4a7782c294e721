package query

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
)

// Store is a named window or a table: rows that statements share. It is declared as an event type
// (see [Object].Store), so that names of both kinds cannot collide.
type Store struct {
	Name    string
	Schema  *event.Schema // of its rows; its name is the store's
	Of      *event.Schema // the type whose columns it took, or nil
	Context *ContextPlan  // under which it was created: then each partition has one
	Window  *NamedWindow  // nil for a table
	Table   *TablePlan    // nil for a named window

	// refuse, where set, tells why an on-statement may not assign to or insert a column.
	refuse func(pos ast.Pos, col *event.Column) error
	// call, where set, compiles `set w.method(...)`: an assignment without target.
	call func(c *compiler, alias string, ch *ast.Chain) (func(*expr.Env), error)
}

// settable tells why an on-statement may not assign to or insert a column.
func (s *Store) settable(pos ast.Pos, col *event.Column) error {
	if s.refuse == nil {
		return nil
	}
	return s.refuse(pos, col)
}

// Kind returns what the store is, for messages.
func (s *Store) Kind() string {
	if s.Window != nil {
		return "named window"
	}
	return "table"
}

// OnTarget is the store that an on-statement reads or changes. Expressions of the statement find the
// row in slot [RowSlot] of expr.Env.Ev, the trigger in [TriggerSlot], and in an update the row as it
// was before in [InitialSlot].
type OnTarget struct {
	Store *Store
	Alias string // "" is the store's name
	Find  *Lookup
}

// Slots of an on-statement's expressions.
const (
	RowSlot     = 0
	TriggerSlot = 1
	InitialSlot = 2
	onSlots     = 3
)

// Range is a range of a column's values. Both bounds belong to it, and one may be missing.
type Range struct {
	Column    *event.Column
	Low, High *expr.Fn // of the column's class
	Either    bool     // the bounds may be given the other way round
}

// Lookup says which rows of a store are meant: those whose columns Own equal Keys, and of these the
// ones that pass Test. A store may give more than the equality demands as long as it gives all.
type Lookup struct {
	Columns []*event.Column // of the store's rows; none: every row is looked at
	Own     []expr.Fn       // the columns as expressions on the row in Slot
	Keys    []expr.Fn       // of the same classes as Own, on what else Env shows; null equals nothing
	Test    expr.Filter     // everything that is demanded of the row in Slot; nil is nothing
	Exact   bool            // the equality is all of Test
	Range   *Range          // a range that a column must lie in, or nil; Test demands it too
	Once    bool            // an index is not worth its making
	Slot    int
	Text    string // of the condition, for explain
}
