package ast

import (
	"fmt"
	"unicode"
)

// print writes numbers and words as they were spelled. Keywords lose their upper case.
func (n *Literal) print(p *printer) {
	switch n.Kind {
	case Null:
		p.put("null")
	case Bool:
		if n.Bool {
			p.put("true")
		} else {
			p.put("false")
		}
	case String:
		p.quote(n.Text)
	default:
		p.put(n.Text)
	}
}

// quote prints a string literal, in single quotes, or double ones in compact mode.
func (p *printer) quote(text string) {
	delim := '\''
	if p.compact {
		delim = '"'
	}
	p.WriteRune(delim)
	for _, r := range text {
		p.escape(r, delim)
	}
	p.WriteRune(delim)
}

// escapes of characters that have a short one.
var escapes = map[rune]string{
	'\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`,
}

func (p *printer) escape(r, delim rune) {
	short, ok := escapes[r]
	switch {
	case ok:
		p.put(short)
	case r == delim:
		p.put(`\`, string(r))
	case r < 0x10000 && !unicode.IsPrint(r):
		fmt.Fprintf(p, `\u%04x`, r)
	default:
		p.WriteRune(r)
	}
}

func (n *ArrayLiteral) print(p *printer) {
	p.put("{")
	list(p, n.Items)
	p.put("}")
}

func (n *ObjectLiteral) print(p *printer) {
	p.put("{")
	for i := range n.Fields {
		if i > 0 {
			p.comma()
		}
		p.name(n.Fields[i].Name)
		p.put(": ")
		n.Fields[i].Value.print(p)
	}
	p.put("}")
}

var unitNames = [...]string{
	"years", "months", "weeks", "days", "hours", "minutes", "seconds",
	"milliseconds", "microseconds",
}

// String gives the unit's name in the plural.
func (u TimeUnit) String() string { return unitNames[u] }

// unitFor gives the unit in the singular for the number 1, else in the plural.
func unitFor(part TimePart) string {
	unit := part.Unit.String()
	if lit, ok := part.Value.(*Literal); ok && lit.Text == "1" {
		return unit[:len(unit)-1]
	}
	return unit
}

func (n *TimePeriod) print(p *printer) {
	for i := range n.Parts {
		p.putIf(i > 0, " ")
		p.periodValue(n.Parts[i].Value)
		p.put(" ", unitFor(n.Parts[i]))
	}
}

// periodValue prints the number of a part. A name that is any keyword goes into back-ticks: it
// might be taken for the unit or for the next clause.
func (p *printer) periodValue(e Expr) {
	chain, ok := e.(*Chain)
	if !ok || len(chain.Elements) == 0 || !IsKeyword(chain.Elements[0].Name) {
		e.print(p)
		return
	}
	for i := range chain.Elements {
		if i == 0 {
			p.put("`", chain.Elements[0].Name, "`")
			continue
		}
		p.put(".")
		p.member(chain.Elements[i].Name)
	}
}
