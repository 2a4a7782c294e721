package ast

// Module is a deployment unit: optional name, uses and imports, then statements.
type Module struct {
	Pos
	Name       string // dotted, or ""
	Uses       []string
	Imports    []*Import
	Statements []Statement
	Comments   []Comment // all comments of the text, in order; they are not printed
}

// Comment is a comment of the text with its marks, `// ...` or `/* ... */`.
type Comment struct {
	Pos
	Text string
}

// Import is `import a.b.C` or `import a.b.*`.
type Import struct {
	Pos
	Name string // dotted, without the `.*`
	All  bool   // ends with `.*`
}

// Statement is one statement of a module, or an on-demand query.
type Statement interface {
	Node
	// Header gives what all statements have in common.
	Header() *Head
	stmt()
}

// Head is what all statements have in common; each statement embeds it.
type Head struct {
	Pos
	Span        Span // the statement's text, without the closing semicolon
	Annotations []*Annotation
	Expressions []*ExpressionDecl // declared for this statement only
	Context     string            // `context Name`, or ""
}

// Header gives what all statements have in common.
func (h *Head) Header() *Head { return h }

// Annotation returns the first annotation of that name, ignoring case, or nil.
func (h *Head) Annotation(name string) *Annotation {
	for _, a := range h.Annotations {
		if equalFold(a.Name, name) {
			return a
		}
	}
	return nil
}

// Name returns the text of `@name('...')`, or "".
func (h *Head) Name() string {
	a := h.Annotation("name")
	if a == nil || len(a.Args) == 0 {
		return ""
	}
	if lit, ok := a.Args[0].Value.(*Literal); ok && lit.Kind == String {
		return lit.Text
	}
	return ""
}

// equalFold compares ASCII names without regard to case.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
