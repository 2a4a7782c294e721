package grammar

import "github.com/antlr4-go/antlr/v4"

// chars feeds the characters of a text to the lexer. Text of ASCII, the usual case, is read in
// place; other text as a slice of characters.
type chars struct {
	ascii string
	runes []rune
	size  int
	pos   int
}

// newChars makes the characters of a text, which the caller knows to be ASCII or not.
func newChars(src string, ascii bool) *chars {
	if ascii {
		return &chars{ascii: src, size: len(src)}
	}
	runes := []rune(src)
	return &chars{runes: runes, size: len(runes)}
}

// LA returns the character k places on, from 1; or back, from -1.
func (c *chars) LA(k int) int {
	i := c.pos + k
	if k > 0 {
		i--
	}
	switch {
	case k == 0 || i < 0 || i >= c.size:
		return antlr.TokenEOF
	case c.runes == nil:
		return int(c.ascii[i])
	default:
		return int(c.runes[i])
	}
}

// Consume goes on to the next character.
func (c *chars) Consume() { c.pos++ }

// The rest of antlr.CharStream. The text is never asked for: tokens cut it out themselves.

func (c *chars) Mark() int                                         { return 0 }
func (c *chars) Release(int)                                       {}
func (c *chars) Index() int                                        { return c.pos }
func (c *chars) Seek(index int)                                    { c.pos = index }
func (c *chars) Size() int                                         { return c.size }
func (c *chars) GetSourceName() string                             { return "" }
func (c *chars) GetText(int, int) string                           { return "" }
func (c *chars) GetTextFromTokens(antlr.Token, antlr.Token) string { return "" }
func (c *chars) GetTextFromInterval(antlr.Interval) string         { return "" }
