package ast

// Annotation is `@name('x')`, `@Hint('...')`, `@Tag(name='a', value='b')`.
type Annotation struct {
	Pos
	Name string // as written; compare without regard to case
	Args []AnnotationArg
}

// AnnotationArg is one value of an annotation. Name is "" for the single unnamed value.
// Value is a [Literal], an [ArrayLiteral], a [Chain] that names a constant, a [Star], or a
// nested [Annotation].
type AnnotationArg struct {
	Pos
	Name  string
	Value Expr
}

func (*Annotation) expr() {}
