package grammar

// Limits bound what a text may cost. A zero field means its default.
type Limits struct {
	// MaxBytes is the longest text, by default 1 MiB.
	MaxBytes int
	// MaxDepth is the deepest nesting of brackets and case expressions, by default 200.
	MaxDepth int
	// MaxStatements is the number of statements of a module, by default 20,000.
	MaxStatements int
	// MaxOperators is the length of a chain of operators such as a+b+c, by default 1,000.
	// Chains of one `and` or `or` are not counted: they do not nest.
	MaxOperators int
	// MaxErrors is the number of errors after which parsing stops, by default 20.
	MaxErrors int
}

// withDefaults fills in what is not set.
func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field <= 0 {
			*field = value
		}
	}
	set(&l.MaxBytes, 1<<20)
	set(&l.MaxDepth, 200)
	set(&l.MaxStatements, 20_000)
	set(&l.MaxOperators, 1_000)
	set(&l.MaxErrors, 20)
	return l
}
