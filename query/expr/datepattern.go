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

// layout is a field as Go's time package writes it.
func (f field) layout() string {
	long := f.n > 1
	switch f.letter {
	case 'y', 'u':
		if f.n == 2 {
			return "06"
		}
		return "2006"
	case 'M', 'L':
		return [...]string{"1", "01", "Jan", "January"}[min(f.n, 4)-1]
	case 'd':
		return pick(long, "02", "2")
	case 'H', 'k':
		return "15"
	case 'h', 'K':
		return pick(long, "03", "3")
	case 'm':
		return pick(long, "04", "4")
	case 's':
		return pick(long, "05", "5")
	case 'a':
		return "PM"
	case 'E':
		return pick(f.n > 3, "Monday", "Mon")
	case 'z', 'V':
		return "MST"
	case 'Z':
		return pick(f.n > 4, "Z07:00", "-0700")
	case 'X':
		return [...]string{"Z07", "Z0700", "Z07:00"}[min(f.n, 3)-1]
	case 'x':
		return [...]string{"-07", "-0700", "-07:00"}[min(f.n, 3)-1]
	case 'G':
		return "AD"
	}
	return ""
}

func pick(c bool, a, b string) string {
	if c {
		return a
	}
	return b
}
