package main

import "strings"

// widest is how long a line of formatted rules may be before it is broken.
const widest = 90

// clauses are the words that begin a line of their own when a statement needs several, and what must
// follow those that also occur elsewhere.
var clauses = map[string][]string{
	"select": nil, "from": nil, "where": nil, "having": nil, "output": nil, "limit": nil,
	"group": {"by"}, "order": {"by"}, "insert": {"into"}, "match_recognize": nil, "when": nil,
	"context": nil, "merge": nil, "on": nil, "start": nil, "initiated": nil, "coalesce": nil,
	"inner": {"join"}, "left": {"outer"}, "right": {"outer"}, "full": {"outer"},
}

// piece is a word, a text in quotes, or any other character of a statement in canonical form.
type piece struct {
	text  string
	depth int  // of brackets around it
	word  bool // letters, outside of quotes
}

// layOut breaks a statement in canonical form, which is one line, where that is too long: before its
// clauses, then behind the commas of clauses that are still too long.
func layOut(line string) string {
	pieces := split(line)
	annotations, rest := takeAnnotations(pieces)
	var lines []string
	for _, a := range annotations {
		lines = append(lines, joined(a))
	}
	if text := joined(rest); width(text) <= widest {
		return strings.Join(append(lines, text), "\n")
	}
	for _, clause := range byClause(rest) {
		lines = append(lines, byComma(clause)...)
	}
	return strings.Join(lines, "\n")
}

func width(s string) int { return len([]rune(s)) }

// split takes a line apart. Whatever stands in quotes or back-ticks is one piece.
func split(line string) []piece {
	var out []piece
	depth := 0
	for i := 0; i < len(line); {
		n := pieceLen(line[i:])
		p := piece{text: line[i : i+n], depth: depth}
		switch c := line[i]; {
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
			p.depth = depth
		default:
			p.word = isLetter(c)
		}
		out = append(out, p)
		i += n
	}
	return out
}

func pieceLen(s string) int {
	switch c := s[0]; {
	case c == '\'' || c == '"' || c == '`':
		for i := 1; i < len(s); i++ {
			if s[i] == '\\' && c != '`' {
				i++
			} else if s[i] == c {
				return i + 1
			}
		}
		return len(s)
	case isLetter(c):
		n := 1
		for n < len(s) && (isLetter(s[n]) || '0' <= s[n] && s[n] <= '9') {
			n++
		}
		return n
	}
	return 1
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func joined(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
	}
	return strings.TrimSpace(b.String())
}

// takeAnnotations parts the annotations, which stand in lines of their own, from the statement.
func takeAnnotations(pieces []piece) (annotations [][]piece, rest []piece) {
	for len(pieces) > 0 && pieces[0].text == "@" {
		n := 1
		for n < len(pieces) && (pieces[n].text != " " || pieces[n].depth > 0) {
			n++
		}
		annotations = append(annotations, pieces[:n])
		for n < len(pieces) && pieces[n].text == " " {
			n++
		}
		pieces = pieces[n:]
	}
	return annotations, pieces
}

// byClause parts a statement before the words that begin clauses.
func byClause(pieces []piece) [][]piece {
	var out [][]piece
	from := 0
	for i, p := range pieces {
		if i > from && p.depth == 0 && p.word && pieces[i-1].text == " " && beginsClause(pieces[i:]) {
			out = append(out, pieces[from:i])
			from = i
		}
	}
	return append(out, pieces[from:])
}

func beginsClause(pieces []piece) bool {
	next, ok := clauses[pieces[0].text]
	if !ok {
		return false
	}
	if len(next) == 0 {
		return true
	}
	return len(pieces) > 2 && pieces[2].text == next[0]
}

// byComma breaks a clause that is too long behind its outermost commas.
func byComma(clause []piece) []string {
	if text := joined(clause); width(text) <= widest {
		return []string{text}
	}
	depth := -1
	for _, p := range clause {
		if p.text == "," && (depth < 0 || p.depth < depth) {
			depth = p.depth
		}
	}
	var lines []string
	from := 0
	indent := ""
	add := func(part []piece) {
		lines = append(lines, indent+joined(part))
		indent = "    "
	}
	for i, p := range clause {
		if p.text == "," && p.depth == depth {
			add(clause[from : i+1])
			from = i + 1
		}
	}
	add(clause[from:])
	return fill(lines)
}

// fill puts as many of the parts into a line as it holds.
func fill(parts []string) []string {
	var out []string
	for i, p := range parts {
		if i > 0 {
			if last := out[len(out)-1]; width(last)+width(p)-3 <= widest {
				out[len(out)-1] = last + " " + strings.TrimSpace(p)
				continue
			}
		}
		out = append(out, p)
	}
	return out
}
