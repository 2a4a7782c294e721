package rowrecog

import (
	"slices"

	"github.com/cephei-go/cephei/query/ast"
)

// The regular expression first becomes a small program: take a row, or choose between two ways.
// After Thompson, Regular expression search algorithm, 1968; ways are in order of preference.

//
//	A B*? C    0 row A → 1
//	           1 choice → 3, or → 2
//	           2 row B → 1
//	           3 row C → 4
//	           4 end

// instr is one instruction.
type instr struct {
	kind kind
	v    int // kindRow: the variable
	x, y int // where to go on: x, or of a choice y after x
}

type kind uint8

const (
	kindRow kind = iota
	kindChoice
	kindEnd
)

// maxProgram bounds the size of a pattern after repetitions and permutations are written out, and
// maxEdges the automaton made of it.
const (
	maxProgram = 10_000
	maxEdges   = 200_000
	maxDepth   = 200
)

// assembler writes the program of a pattern.
type assembler struct {
	vars  map[string]int
	code  []instr
	depth int
	bound func(ast.Expr) (int, error)
	err   error
	seen  []int // of follow: the mark of the last call that came by
	mark  int
}

// assemble writes the program backwards: each part knows where to go on. It returns the place of
// its first instruction.
func (a *assembler) assemble(x ast.RowRegex, next int) int {
	if a.depth++; a.depth > maxDepth || len(a.code) > maxProgram {
		a.fail(x, "the pattern is too large")
	}
	defer func() { a.depth-- }()
	if a.err != nil {
		return next
	}
	switch x := x.(type) {
	case *ast.RowVariable:
		return a.emit(instr{kind: kindRow, v: a.vars[x.Name], x: next})
	case *ast.RowConcat:
		return a.sequence(x.Parts, next)
	case *ast.RowAlternation:
		return a.either(x.Parts, next)
	case *ast.RowPermute:
		return a.permute(x.Parts, next)
	case *ast.RowRepeat:
		return a.repeat(x, next)
	}
	a.fail(x, "this is not supported in a row pattern")
	return next
}

// fail notes the first finding; what is assembled after it is of no use.
func (a *assembler) fail(x ast.RowRegex, text string) {
	if a.err == nil {
		a.err = ast.Errorf(x.Position(), "row-pattern", "%s", text)
	}
}

// emit appends an instruction and returns its place.
func (a *assembler) emit(i instr) int {
	a.code = append(a.code, i)
	return len(a.code) - 1
}

// sequence assembles parts from the last to the first, each leading to the one after it.
func (a *assembler) sequence(parts []ast.RowRegex, next int) int {
	for _, part := range slices.Backward(parts) {
		next = a.assemble(part, next)
	}
	return next
}

// either is a chain of choices, the part that is written first being preferred.
func (a *assembler) either(parts []ast.RowRegex, next int) int {
	at := a.assemble(parts[len(parts)-1], next)
	for i := len(parts) - 2; i >= 0; i-- {
		at = a.emit(instr{kind: kindChoice, x: a.assemble(parts[i], next), y: at})
	}
	return at
}

// permute is a choice between all orders of the parts, the written one first.
func (a *assembler) permute(parts []ast.RowRegex, next int) int {
	at := -1
	orders(len(parts), func(order []int) bool {
		first := next
		for _, o := range slices.Backward(order) {
			first = a.assemble(parts[o], first)
		}
		if at < 0 {
			at = first
		} else {
			at = a.emit(instr{kind: kindChoice, x: first, y: at})
		}
		return a.err == nil
	})
	return at
}

// orders calls f with all orders of 0 to n-1, the last one of the dictionary first, until f returns
// false.
func orders(n int, f func([]int) bool) {
	used := make([]bool, n)
	order := make([]int, 0, n)
	var rec func() bool
	rec = func() bool {
		if len(order) == n {
			return f(order)
		}
		for i := n - 1; i >= 0; i-- {
			if used[i] {
				continue
			}
			used[i] = true
			order = append(order, i)
			on := rec()
			order = order[:len(order)-1]
			used[i] = false
			if !on {
				return false
			}
		}
		return true
	}
	rec()
}

// repeat assembles a quantifier: a loop, or as many copies as it may take.
func (a *assembler) repeat(x *ast.RowRepeat, next int) int {
	switch x.Quantifier {
	case ast.ZeroOrMore:
		return a.loop(x, next)
	case ast.OneOrMore:
		return a.times(x, 1, -1, next)
	case ast.ZeroOrOne:
		return a.times(x, 0, 1, next)
	default:
	}
	low, high, err := a.bounds(x)
	if err != nil {
		if a.err == nil {
			a.err = err
		}
		return next
	}
	return a.times(x, low, high, next)
}

// bounds evaluates the bounds of `{n}` and `{n,m}`; high is -1 when there is none.
func (a *assembler) bounds(x *ast.RowRepeat) (low, high int, err error) {
	low, high = 0, -1
	if x.Min == nil && x.Max == nil {
		return 0, 0, ast.Errorf(x.Pos, "row-pattern", "a repetition needs a bound")
	}
	if x.Min != nil {
		if low, err = a.bound(x.Min); err != nil {
			return 0, 0, err
		}
	}
	if x.Quantifier == ast.Exactly {
		return low, low, nil
	}
	if x.Max != nil {
		if high, err = a.bound(x.Max); err != nil {
			return 0, 0, err
		}
		if high < low {
			return 0, 0, ast.Errorf(x.Pos, "row-pattern", "the bounds {%d,%d} are upside down", low, high)
		}
	}
	return low, high, nil
}

// times writes x low times, and then as often as it may follow.
func (a *assembler) times(x *ast.RowRepeat, low, high, next int) int {
	at := next
	switch {
	case high < 0:
		at = a.loop(x, next)
	default:
		for i := low; i < high && a.err == nil; i++ { // x(x(x)?)?
			at = a.optional(x, a.assemble(x.X, at), next)
		}
	}
	for i := 0; i < low && a.err == nil; i++ {
		at = a.assemble(x.X, at)
	}
	return at
}

// loop is `x*`: a choice between x, which leads back here, and going on. Greedy prefers x.
func (a *assembler) loop(x *ast.RowRepeat, next int) int {
	at := a.emit(instr{kind: kindChoice})
	body := a.assemble(x.X, at)
	a.code[at].x, a.code[at].y = body, next
	if x.Reluctant {
		a.code[at].x, a.code[at].y = next, body
	}
	return at
}

// optional is a choice between a body and going on without it.
func (a *assembler) optional(x *ast.RowRepeat, body, next int) int {
	if x.Reluctant {
		body, next = next, body
	}
	return a.emit(instr{kind: kindChoice, x: body, y: next})
}

// follow lists the states that can be reached from place at without taking a row, best first; the
// end is state -1.
func (a *assembler) follow(at int, states []int) []int {
	if a.seen == nil {
		a.seen = make([]int, len(a.code))
	}
	a.mark++
	var out []int
	stack := []int{at}
	for len(stack) > 0 {
		at, stack = stack[len(stack)-1], stack[:len(stack)-1]
		if a.seen[at] == a.mark {
			continue
		}
		a.seen[at] = a.mark
		switch i := a.code[at]; i.kind {
		case kindRow:
			out = append(out, states[at])
		case kindEnd:
			out = append(out, end)
		case kindChoice:
			stack = append(stack, i.y, i.x)
		}
	}
	return out
}
