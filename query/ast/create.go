package ast

// CreateSchema is `create [variant] schema X ...`.
type CreateSchema struct {
	Head
	Kind           string // the word before `schema` in lower case: variant, map, json, ...; or ""
	Name           string
	Columns        []*Column
	HasColumns     bool     // has a column list, perhaps empty
	Types          []string // after `as`: members of a variant, or the registered type; "*" for any
	Inherits       []string
	CopyFrom       []string
	StartTimestamp string // property, or ""
	EndTimestamp   string // property, or ""
}

// Column is a column of a schema or named window. Type is nil for a column of type null.
type Column struct {
	Pos
	Name string
	Type *TypeName
}

// CreateWindow is `create window W#views as ...`.
type CreateWindow struct {
	Head
	Name               string
	Views              []*View
	RetainUnion        bool
	RetainIntersection bool
	Columns            []*Column     // `as (a int, ...)`, else empty
	Items              []*SelectItem // `as select ... from Type`, else empty
	Type               string        // `as Type` or `as select ... from Type`, else ""
	Insert             bool          // fills itself from the window named by Type
	InsertWhere        Expr          // or nil
}

// CreateTable is `create table T (...)`.
type CreateTable struct {
	Head
	Name    string
	Columns []*TableColumn
}

// TableColumn is a plain column, with Type, or one that holds an aggregation, with Aggregate.
type TableColumn struct {
	Pos
	Name        string
	Type        *TypeName // or nil
	Aggregate   *Chain    // or nil: `count(*)`, `sum(int)`, `window(*)`
	PrimaryKey  bool
	Annotations []*Annotation // such as @type(E)
}

// CreateIndex is `create [unique] index I on W (a, b btree)`.
type CreateIndex struct {
	Head
	Unique  bool
	Name    string
	Target  string
	Columns []*IndexColumn
}

// IndexColumn is an item of an index: one expression, or several in parentheses for a spatial
// index, with the kind of index and its parameters.
type IndexColumn struct {
	Pos
	Exprs  []Expr
	Kind   string // hash, btree, pointregionquadtree, ...; or ""
	Params []Expr
}

// CreateVariable is `create [constant] variable type v [= init]`.
type CreateVariable struct {
	Head
	Constant bool
	Type     *TypeName
	Name     string
	Init     Expr // or nil
}

// CreateExpression is `create expression f {x => ...}`.
type CreateExpression struct {
	Head
	Decl *ExpressionDecl
}

// ExpressionDecl is `expression f {(x, y) => body}` or `expression f alias for {body}`.
type ExpressionDecl struct {
	Pos
	Name   string
	Alias  bool
	Params []string
	Body   Expr
}

// CreateDataflow is `create dataflow F Op(in) -> out<T> {params} ...`.
type CreateDataflow struct {
	Head
	Name      string
	Schemas   []*CreateSchema
	Operators []*DataflowOperator
}

// DataflowOperator is one operator of a dataflow.
type DataflowOperator struct {
	Pos
	Annotations []*Annotation
	Name        string
	Inputs      []DataflowInput
	Outputs     []DataflowOutput
	Params      []DataflowParam
}

// DataflowInput is an input port: one stream or several, with an alias.
type DataflowInput struct {
	Pos
	Streams []string
	As      string
}

// DataflowOutput is an output stream with its type.
type DataflowOutput struct {
	Pos
	Name  string
	Types []*TypeName
}

// DataflowParam is `name: value`. Query is set instead of Value for `select: (select ...)`.
type DataflowParam struct {
	Pos
	Name  string
	Value Expr
	Query *Select
}

func (*CreateSchema) stmt()     {}
func (*CreateWindow) stmt()     {}
func (*CreateTable) stmt()      {}
func (*CreateIndex) stmt()      {}
func (*CreateVariable) stmt()   {}
func (*CreateExpression) stmt() {}
func (*CreateDataflow) stmt()   {}
