package expr

import (
	"fmt"
	"strings"
)

// field is one part of a date pattern: a letter repeated n times, or literal text.
type field struct {
	letter byte
	n      int
	text   string
}

// parseFields reads a pattern in Java's letters: yyyy-MM-dd HH:mm:ss.SSS, text in single quotes.
func parseFields(pattern string) ([]field, error) {
	var out []field
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\'':
			text, n, err := quoted(pattern[i:])
			if err != nil {
				return nil, err
			}
			out = append(out, field{text: text})
			i += n
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			n := 1
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			if !strings.ContainsRune("yuMLdHhKkmsSnaEzZXxVG", rune(c)) {
				return nil, fmt.Errorf("the letter '%c' of a date pattern is not supported", c)
			}
			out = append(out, field{letter: c, n: n})
			i += n
		default:
			out = append(out, field{text: string(c)})
			i++
		}
	}
	return out, nil
}

// quoted reads a text in quotes; a doubled quote is one quote.
func quoted(s string) (text string, n int, err error) {
	if strings.HasPrefix(s, "''") {
		return "'", 2, nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), i + 1, nil
	}
	return "", 0, fmt.Errorf("a quote in the date pattern is not closed")
}

// layouts has each letter as Go's time package writes it, by how often it is repeated; the last form
// stands for any more. Years, hours of other counts and fractions are written by themselves.
var layouts = map[byte][]string{
	'M': {"1", "01", "Jan", "January"}, 'L': {"1", "01", "Jan", "January"},
	'd': {"2", "02"}, 'h': {"3", "03"}, 'm': {"4", "04"}, 's': {"5", "05"}, 'a': {"PM"},
	'E': {"Mon", "Mon", "Mon", "Monday"}, 'z': {"MST"}, 'V': {"MST"}, 'G': {"AD"},
	'Z': {"-0700", "-0700", "-0700", "-0700", "Z07:00"},
	'X': {"Z07", "Z0700", "Z07:00"}, 'x': {"-07", "-0700", "-07:00"},
}

// layout is the field as Go's time package writes it.
func (f field) layout() string {
	forms := layouts[f.letter]
	if len(forms) == 0 {
		return ""
	}
	return forms[min(f.n, len(forms))-1]
}
