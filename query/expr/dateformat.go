package expr

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// formatPattern writes a date in a pattern of Java's letters.
func formatPattern(t time.Time, pattern string) (string, error) {
	fields, err := parseFields(pattern)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range fields {
		switch f.letter {
		case 0:
			b.WriteString(f.text)
		case 'S', 'n':
			b.WriteString(fraction(t, f))
		case 'y', 'u':
			if f.n == 2 {
				b.WriteString(t.Format("06"))
			} else {
				fmt.Fprintf(&b, "%0*d", f.n, t.Year())
			}
		case 'H':
			fmt.Fprintf(&b, "%0*d", f.n, t.Hour())
		case 'k': // 1 to 24
			fmt.Fprintf(&b, "%0*d", f.n, (t.Hour()+23)%24+1)
		case 'K': // 0 to 11
			fmt.Fprintf(&b, "%0*d", f.n, t.Hour()%12)
		default:
			b.WriteString(t.Format(f.layout()))
		}
	}
	return b.String(), nil
}

// fraction writes as many digits of the second as the pattern has letters.
func fraction(t time.Time, f field) string {
	if f.letter == 'n' {
		return strconv.Itoa(t.Nanosecond())
	}
	digits := fmt.Sprintf("%09d", t.Nanosecond())
	if f.n > len(digits) {
		return digits
	}
	return digits[:f.n]
}

// dateParts is what a text gave so far.
type dateParts struct {
	year, month, day, hour, minute, second, nano int

	pm, hasHalf bool
	zone        *time.Location
}

// parsePattern reads a date by a pattern of Java's letters; the text may have spaces around it but
// nothing else may be left over.
func parsePattern(text, pattern string, zone *time.Location) (time.Time, error) {
	fields, err := parseFields(pattern)
	if err != nil {
		return time.Time{}, err
	}
	p := dateParts{year: 1970, month: 1, day: 1, zone: zone}
	rest := strings.TrimSpace(text)
	for i, f := range fields {
		next := i+1 < len(fields) && fields[i+1].letter != 0
		if rest, err = p.read(rest, f, next); err != nil {
			return time.Time{}, err
		}
	}
	if rest != "" {
		return time.Time{}, fmt.Errorf("'%s' is left over", rest)
	}
	// Twelve o'clock is the beginning of its half of the day.
	if p.hasHalf {
		p.hour %= 12
		if p.pm {
			p.hour += 12
		}
	}
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nano,
		p.zone), nil
}

// read takes one field off the text.
func (p *dateParts) read(s string, f field, tight bool) (string, error) {
	switch f.letter {
	case 0:
		if !strings.HasPrefix(s, f.text) {
			return s, fmt.Errorf("'%s' is expected before '%s'", f.text, s)
		}
		return s[len(f.text):], nil
	case 'a':
		return p.half(s)
	case 'E', 'G':
		return strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), nil
	case 'z', 'Z', 'X', 'x', 'V':
		return p.offset(s)
	case 'M', 'L':
		if f.n > 2 {
			return p.monthName(s)
		}
	}
	return p.number(s, f, tight)
}

// number reads digits; when another field follows at once, only as many as there are letters.
func (p *dateParts) number(s string, f field, tight bool) (string, error) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' && n < maxPatternDigits && (!tight || n < f.n) {
		n++
	}
	v, err := strconv.Atoi(s[:n])
	if err != nil {
		return s, fmt.Errorf("a number is expected before '%s'", s)
	}
	switch f.letter {
	case 'y', 'u':
		if f.n == 2 && n == 2 {
			v += 2000 // two digits are of this century
		}
	case 'k':
		v %= 24
	case 'h', 'K':
		p.hasHalf = true
	case 'S':
		v = nanos(v, n)
	}
	*p.part(f.letter) = v
	return s[n:], nil
}

// maxPatternDigits is the longest number in a date: the nanoseconds.
const maxPatternDigits = 9

// part is where the number of a letter belongs.
func (p *dateParts) part(letter byte) *int {
	switch letter {
	case 'y', 'u':
		return &p.year
	case 'M', 'L':
		return &p.month
	case 'd':
		return &p.day
	case 'm':
		return &p.minute
	case 's':
		return &p.second
	case 'S', 'n':
		return &p.nano
	default:
		return &p.hour
	}
}

// nanos reads the digits after the seconds: up to three are milliseconds, more are a fraction.
func nanos(v, digits int) int {
	if digits <= 3 {
		return v * int(time.Millisecond)
	}
	for range maxPatternDigits - digits {
		v *= 10
	}
	return v
}

// half reads AM or PM.
func (p *dateParts) half(s string) (string, error) {
	if len(s) < 2 || !strings.EqualFold(s[1:2], "m") {
		return s, fmt.Errorf("AM or PM is expected before '%s'", s)
	}
	p.hasHalf, p.pm = true, strings.EqualFold(s[:1], "p")
	return s[2:], nil
}

// monthName reads a month by its English name, in full or its first three letters.
func (p *dateParts) monthName(s string) (string, error) {
	for m := time.January; m <= time.December; m++ {
		for _, name := range []string{m.String(), m.String()[:3]} {
			if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) {
				p.month = int(m)
				return s[len(name):], nil
			}
		}
	}
	return s, fmt.Errorf("a month is expected before '%s'", s)
}

// offset reads Z, an offset with or without colon, or the name GMT or UTC.
func (p *dateParts) offset(s string) (string, error) {
	for _, name := range []string{"Z", "UTC", "GMT"} {
		if strings.HasPrefix(s, name) {
			p.zone = time.UTC
			return s[len(name):], nil
		}
	}
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if len(s) < len(layout) {
			continue
		}
		if t, err := time.Parse(layout, s[:len(layout)]); err == nil {
			p.zone = t.Location()
			return s[len(layout):], nil
		}
	}
	return s, fmt.Errorf("a time zone is expected before '%s'", s)
}
