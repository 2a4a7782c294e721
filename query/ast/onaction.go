package ast

// OnTrigger is `on Event [as e] action`.
type OnTrigger struct {
	Head
	Source Source // a FilterSource or PatternSource
	As     string // or ""
	Action OnAction
}

// OnAction is what an on-statement does.
type OnAction interface {
	Node
	onAction()
}

// OnSelect is `select [and delete] ... from W`, with `insert into` before it or without.
// Query has one from-item at most: the named window or table.
type OnSelect struct {
	Pos
	Delete bool
	Query  *Select
}

// OnSplit is one or more `insert into A select ... [where ...]`, without a window to read.
type OnSplit struct {
	Pos
	Branches []*SplitBranch
	Output   SplitOutput
}

// SplitOutput says how many branches of a split take an event.
type SplitOutput uint8

// The outputs of a split.
const (
	SplitDefault SplitOutput = iota // not written: as SplitFirst
	SplitFirst
	SplitAll
)

// SplitBranch is one branch of an [OnSplit].
type SplitBranch struct {
	Pos
	Insert    *InsertInto
	Distinct  bool
	Items     []*SelectItem
	Contained []*ContainedStep // `from [items]`, or empty
	As        string           // of the contained event, or ""
	Where     Expr             // or nil
}

// OnDelete is `delete from W [as w] [where ...]`.
type OnDelete struct {
	Pos
	Target string
	As     string
	Where  Expr
}

// OnUpdate is `update W [as w] set ... [where ...]`.
type OnUpdate struct {
	Pos
	Target string
	As     string
	Set    []*Assignment
	Where  Expr
}

// OnSet is `set var = expr, ...`.
type OnSet struct {
	Pos
	Set []*Assignment
}

// OnMerge is `merge W [as w] where ... when [not] matched ...`, or the short form
// `merge W insert select ...`, which has Insert and nothing else.
type OnMerge struct {
	Pos
	Target string
	As     string
	Where  Expr
	Cases  []*MergeCase
	Insert *MergeInsert
}

// MergeCase is `when [not] matched [and cond] then ... then ...`.
type MergeCase struct {
	Pos
	Matched bool
	And     Expr // or nil
	Actions []MergeAction
}

// MergeAction is what a case of a merge does.
type MergeAction interface {
	Node
	mergeAction()
}

// MergeInsert is `insert [into X] [(a, b)] select ... [where ...]`.
type MergeInsert struct {
	Pos
	Into    string // or "" for the merged window itself
	Columns []string
	Items   []*SelectItem
	Where   Expr
}

// MergeUpdate is `update set ... [where ...]`.
type MergeUpdate struct {
	Pos
	Set   []*Assignment
	Where Expr
}

// MergeDelete is `delete [where ...]`.
type MergeDelete struct {
	Pos
	Where Expr
}

// Assignment is `a = expr`, `w.a = expr`, `arr[i] = expr`, or a bare call, then Target is nil.
type Assignment struct {
	Pos
	Target *Chain
	Value  Expr
}

// UpdateStream is `update istream Type [as t] set ... [where ...]`.
type UpdateStream struct {
	Head
	EventType string
	As        string
	Set       []*Assignment
	Where     Expr
}

// Insert is the on-demand `insert into W [(a, b)] values (..), (..)`.
// `insert into W select ...` is a [Select].
type Insert struct {
	Head
	Into *InsertInto
	Rows [][]Expr
}

// Update is the on-demand `update W [as w] set ... [where ...]`.
type Update struct {
	Head
	Target string
	As     string
	Set    []*Assignment
	Where  Expr
}

// Delete is the on-demand `delete from W [as w] [where ...]`.
type Delete struct {
	Head
	Target string
	As     string
	Where  Expr
}

func (*OnTrigger) stmt()          {}
func (*UpdateStream) stmt()       {}
func (*Insert) stmt()             {}
func (*Update) stmt()             {}
func (*Delete) stmt()             {}
func (*OnSelect) onAction()       {}
func (*OnSplit) onAction()        {}
func (*OnDelete) onAction()       {}
func (*OnUpdate) onAction()       {}
func (*OnSet) onAction()          {}
func (*OnMerge) onAction()        {}
func (*MergeInsert) mergeAction() {}
func (*MergeUpdate) mergeAction() {}
func (*MergeDelete) mergeAction() {}
