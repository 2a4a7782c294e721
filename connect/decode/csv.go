package decode

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// CSV decodes lines of fields with a separator between them. Fields may stand in double quotes, a
// quote in them doubled; a record is one line. The first line names the columns unless Columns does;
// where it comes again, as in a rotated file, it is passed over.
type CSV struct {
	Comma   rune // ',' when 0
	Columns []string

	header string // the line that named the columns
	fields []string
}

// Decode returns the fields by their columns.
func (c *CSV) Decode(line []byte) (map[string]any, error) {
	text := string(line)
	if strings.TrimSpace(text) == "" || c.header != "" && text == c.header {
		return nil, nil
	}
	if err := c.split(text); err != nil {
		return nil, err
	}
	if c.Columns == nil {
		return nil, c.name(text)
	}
	if len(c.fields) != len(c.Columns) {
		return nil, fmt.Errorf("%d fields where there are %d columns", len(c.fields), len(c.Columns))
	}
	m := make(map[string]any, len(c.fields))
	for i, f := range c.fields {
		m[c.Columns[i]] = Text(f)
	}
	return m, nil
}

// name takes the names of the columns from the header.
func (c *CSV) name(text string) error {
	seen := make(map[string]bool)
	var names []string
	for i, f := range c.fields {
		f = strings.TrimSpace(f)
		if i == 0 {
			f = strings.TrimPrefix(f, "\uFEFF") // a mark that some programs begin files with
		}
		if f == "" || seen[f] {
			return fmt.Errorf("the header names column %d '%s', which is empty or twice there", i+1, f)
		}
		seen[f] = true
		names = append(names, f)
	}
	c.Columns, c.header = names, text
	return nil
}

var (
	errQuoteEnd   = errors.New("a quoted field has no end in its line")
	errQuoteStray = errors.New("a quote inside a field that does not begin with one")
	errQuoteText  = errors.New("text between a closing quote and the separator")
)

// split takes a line apart into c.fields.
func (c *CSV) split(text string) error {
	comma := c.Comma
	if comma == 0 {
		comma = ','
	}
	c.fields = c.fields[:0]
	for {
		field, rest, more, err := cut(text, comma)
		if err != nil {
			return err
		}
		c.fields = append(c.fields, field)
		if !more {
			return nil
		}
		text = rest
	}
}

// cut takes the first field; more tells that a separator followed it.
func cut(text string, comma rune) (field, rest string, more bool, err error) {
	if strings.HasPrefix(text, `"`) {
		return cutQuoted(text[1:], comma)
	}
	at := strings.IndexRune(text, comma)
	field = text
	if at >= 0 {
		field, rest, more = text[:at], text[at+utf8.RuneLen(comma):], true
	}
	if strings.Contains(field, `"`) {
		return "", "", false, errQuoteStray
	}
	return field, rest, more, nil
}

// cutQuoted takes a field that began with a quote.
func cutQuoted(text string, comma rune) (field, rest string, more bool, err error) {
	var b strings.Builder
	for {
		at := strings.IndexByte(text, '"')
		if at < 0 {
			return "", "", false, errQuoteEnd
		}
		b.WriteString(text[:at])
		text = text[at+1:]
		switch {
		case strings.HasPrefix(text, `"`):
			b.WriteByte('"')
			text = text[1:]
		case text == "":
			return b.String(), "", false, nil
		case strings.HasPrefix(text, string(comma)):
			return b.String(), text[utf8.RuneLen(comma):], true, nil
		default:
			return "", "", false, errQuoteText
		}
	}
}

// Names returns the columns, or nil as long as the header has not come.
func (c *CSV) Names() []string { return c.Columns }

// Name gives the columns names, for input that goes on behind its header.
func (c *CSV) Name(columns []string) { c.Columns = columns }
