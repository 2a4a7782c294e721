package ast

import (
	"slices"
	"strings"
)

// Format prints any node as canonical EPL: lower-case keywords, single spaces, single quotes,
// back-ticks and parentheses only where they are needed. Parsing the text gives the same tree.
func Format(n Node) string {
	if isNil(n) {
		return ""
	}
	p := printer{}
	n.print(&p)
	return p.String()
}

// ColumnName is the text that names a column of a select list without alias, as users of Esper
// know it: no spaces around operators, strings in double quotes, names without back-ticks.
func ColumnName(e Expr) string {
	p := printer{compact: true}
	e.print(&p)
	return p.String()
}

// printer collects text. In compact mode it leaves out the spaces that are not needed.
type printer struct {
	strings.Builder
	compact bool
}

// put appends the texts.
func (p *printer) put(texts ...string) {
	for _, t := range texts {
		p.WriteString(t)
	}
}

// putIf appends the text if the condition holds.
func (p *printer) putIf(cond bool, text string) {
	if cond {
		p.WriteString(text)
	}
}

// comma separates the items of a list.
func (p *printer) comma() {
	if p.compact {
		p.put(",")
	} else {
		p.put(", ")
	}
}

// op prints an operator of symbols with the spaces that the mode wants.
func (p *printer) op(symbol string) {
	if p.compact {
		p.put(symbol)
	} else {
		p.put(" ", symbol, " ")
	}
}

// name prints one name, in back-ticks if it would not be read as a name otherwise.
func (p *printer) name(name string) {
	if p.compact || isPlainName(name) {
		p.put(name)
		return
	}
	p.put("`", name, "`")
}

// member prints a name behind a dot or an at-sign, where keywords are names too.
func (p *printer) member(name string) {
	if p.compact || isIdentifier(name) {
		p.put(name)
		return
	}
	p.put("`", name, "`")
}

// names prints a list of names.
func (p *printer) names(names []string) {
	for i, name := range names {
		if i > 0 {
			p.comma()
		}
		p.name(name)
	}
}

// dotted prints a name whose dots separate names.
func (p *printer) dotted(name string) { p.dottedWith(name, isPlainName) }

// typeName prints the dotted name of an event type, named window or table. Its first word must
// not be one that begins something else there.
func (p *printer) typeName(name string) {
	p.dottedWith(name, func(s string) bool {
		return isPlainName(s) && !propertyWords[strings.ToLower(s)]
	})
}

// dottedWith prints a dotted name, of which the first word must be plain in the given sense. A
// name that dots do not separate well came out of back-ticks as a whole and goes back there.
func (p *printer) dottedWith(name string, plain func(string) bool) {
	parts := strings.Split(name, ".")
	if slices.Contains(parts, "") {
		p.put("`", name, "`")
		return
	}
	for i, part := range parts {
		switch {
		case i > 0:
			p.put(".")
			p.member(part)
		case p.compact || plain(part):
			p.put(part)
		default:
			p.put("`", part, "`")
		}
	}
}

// dottedList prints dotted names with commas between them.
func (p *printer) dottedList(names []string) {
	for i, name := range names {
		if i > 0 {
			p.comma()
		}
		p.dotted(name)
	}
}

// alias prints ` as name` unless the name is empty.
func (p *printer) alias(name string) {
	if name != "" {
		p.put(" as ")
		p.name(name)
	}
}

// clause prints a keyword with the spaces around it and the node, unless it is empty.
func clause[T nodePtr](p *printer, keyword string, n T) {
	var none T
	if n != none {
		p.put(keyword)
		n.print(p)
	}
}

// list prints nodes with commas between them.
func list[T Node](p *printer, nodes []T) {
	for i, n := range nodes {
		if i > 0 {
			p.comma()
		}
		n.print(p)
	}
}

// parens prints nodes with commas between them, in parentheses.
func parens[T Node](p *printer, nodes []T) {
	p.put("(")
	list(p, nodes)
	p.put(")")
}
