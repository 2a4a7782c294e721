package query

import (
	"fmt"
	"strings"
)

// Explain describes the operators of the statement.
func (p *Plan) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", p.Text)
	return b.String()
}

// ExplainAll describes the statements of a module.
func ExplainAll(plans []*Plan) string {
	var b strings.Builder
	for _, p := range plans {
		b.WriteString(p.Explain())
	}
	return b.String()
}
