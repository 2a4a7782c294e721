package ast

import "strings"

// reserved holds the keywords that are names only inside back-ticks. The grammar's test holds
// this list and the lexer's together.
var reserved = makeSet(`
all and any as asc between by case create delete desc distinct else end every-distinct
event-precedence exists false from group having in inner insert instanceof into irstream is
istream join like limit match_recognize match_recognize_permute new not null on or order output
regexp retain-intersection retain-union rstream select set some terminated then true typeof
cast update when where
`)

// propertyWords are keywords that may be the name of a property, but not of an event type.
var propertyWords = makeSet(`after every method pattern sql until while`)

// otherWords are the keywords that may be any name, but not an alias without `as`.
var otherWords = makeSet(`
at coalesce context dataflow day days define escape events expression first for full hour hours
import index initiated interval last left matched matches measures merge metadatasql microsecond
microseconds millisecond milliseconds min minute minutes module month months msec offset outer
partition right schema sec second seconds sets snapshot start table unidirectional usec uses
values variable week weekday weeks window year years
`)

// IsReserved reports whether the word is a keyword that cannot be a name without back-ticks.
func IsReserved(word string) bool { return reserved[strings.ToLower(word)] }

func makeSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// IsKeyword reports whether the word is any keyword, even one that may be a name.
func IsKeyword(word string) bool {
	w := strings.ToLower(word)
	return reserved[w] || propertyWords[w] || otherWords[w]
}

// isPlainName reports whether the name can stand without back-ticks: ASCII letters, digits,
// `_` and `$`, and no keyword. Other letters are allowed in the language, but which ones
// depends on a Unicode version; in back-ticks they are safe.
func isPlainName(name string) bool {
	return isIdentifier(name) && !IsReserved(name)
}

func isIdentifier(name string) bool {
	if name == "" || '0' <= name[0] && name[0] <= '9' {
		return false
	}
	for i := range len(name) {
		if !isNameByte(name[i]) {
			return false
		}
	}
	return true
}

func isNameByte(c byte) bool {
	c2 := lower(c)
	return 'a' <= c2 && c2 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '$'
}
