package pattern

import (
	"fmt"
	"strings"
)

var opNames = [...]string{
	opFilter: "filter", opObserver: "observer", opSequence: "followed-by", opAnd: "and", opOr: "or",
	opEvery: "every", opDistinct: "every-distinct", opNot: "not", opAbsent: "absence", opRepeat: "repeat", opGuard: "guard",
}

// Explain draws the tree of steps: each with its number, its operator, and what it does.
func (p *Plan) Explain() string {
	var b strings.Builder
	p.root.explain(&b, "", "")
	if p.Suppress {
		b.WriteString("of overlapping matches only the first\n")
	}
	if p.Discard {
		b.WriteString("a match ends the attempts that share its events\n")
	}
	return b.String()
}

// explain draws a step behind the lines that lead to it; rest leads to what hangs below. Operators
// that are fully told by their parts are not written out again.
func (s *step) explain(b *strings.Builder, first, rest string) {
	fmt.Fprintf(b, "%s%d %s", first, s.id, opNames[s.op])
	switch {
	case len(s.kids) == 0 || s.op == opGuard || s.op == opDistinct || s.op == opRepeat:
		fmt.Fprintf(b, " %s", s.text)
	}
	if s.op == opFilter && s.sticky {
		b.WriteString(" (goes on waiting)")
	}
	if s.level > 0 {
		fmt.Fprintf(b, " (consumes, level %d)", s.level)
	}
	b.WriteByte('\n')
	for i, k := range s.kids {
		if i == len(s.kids)-1 {
			k.explain(b, rest+"└─ ", rest+"   ")
		} else {
			k.explain(b, rest+"├─ ", rest+"│  ")
		}
	}
}
