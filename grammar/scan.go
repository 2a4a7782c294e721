package grammar

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// source is a text with its tokens, the comments apart.
type source struct {
	text     string
	lim      Limits
	tokens   []token
	comments []ast.Comment
	end      token // where the text ends
	errs     Errors
}

// scan cuts a text into tokens. Whatever must not reach the parser, it reports in s.errs: then
// the tokens are of no use.
func scan(text string, lim Limits, lexer *gen.EPLLexer) *source {
	s := &source{text: text, lim: lim.withDefaults()}
	if len(text) > s.lim.MaxBytes {
		s.fail(ast.Pos{Line: 1, Column: 1}, CodeTooLong, "the text has %d bytes, the limit is %d",
			len(text), s.lim.MaxBytes)
		return s
	}
	ascii, ok := s.checkEncoding()
	if !ok {
		return s
	}
	s.cut(lexer, newChars(text, ascii))
	if len(s.errs) == 0 {
		s.retype()
		s.checkDepth()
	}
	return s
}

// checkEncoding refuses what is not UTF-8, and NUL. It reports whether the text is all ASCII.
func (s *source) checkEncoding() (ascii, ok bool) {
	ascii = true
	for i := 0; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == 0:
			s.fail(posAt(s.text, i), CodeBadCharacter, "a NUL character cannot stand in a text")
			return false, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if ascii || utf8.ValidString(s.text) {
		return ascii, true
	}
	for i := 0; i < len(s.text); {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if r == utf8.RuneError && size == 1 {
			s.fail(posAt(s.text, i), CodeBadEncoding, "byte 0x%02x is not valid UTF-8", s.text[i])
			return false, false
		}
		i += size
	}
	return false, true
}

// posAt finds the place of a byte offset. It is for errors only: it counts from the start.
func posAt(text string, offset int) ast.Pos {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return ast.Pos{
		Offset: offset,
		Line:   strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(before[start:]) + 1,
	}
}

// cut runs the lexer over the text. The lexer's matching is called directly, without the
// token objects that it would make.
func (s *source) cut(lexer *gen.EPLLexer, input *chars) {
	lexer.SetInputStream(nil) // resets line and mode; the input itself is passed to Match
	at := cursor{text: s.text, wide: input.runes != nil, line: 1, column: 1}
	s.tokens = make([]token, 0, len(s.text)/5+8)
	for input.pos < input.size {
		typ := lexer.Interpreter.Match(input, antlr.LexerDefaultMode)
		start := at
		at.advance(input.pos)
		s.add(typ, &start, at.offset)
	}
	s.end = token{
		typ: antlr.TokenEOF, offset: at.offset, end: at.offset, line: at.line,
		column: at.column,
	}
}

// add takes in one token, or turns dead input into an error.
func (s *source) add(typ int, at *cursor, end int) {
	text := s.text[at.offset:end]
	pos := ast.Pos{Offset: at.offset, Line: at.line, Column: at.column}
	switch typ {
	case gen.EPLLexerSPACE:
	case gen.EPLLexerCOMMENT, gen.EPLLexerLINE_COMMENT:
		s.comments = append(s.comments, ast.Comment{Pos: pos, Text: text})
	case gen.EPLLexerOPEN_STRING:
		s.fail(pos, CodeUnterminated, "this string is not closed on its line")
	case gen.EPLLexerOPEN_TICK:
		s.fail(pos, CodeUnterminated, "this back-tick is not closed on its line")
	case gen.EPLLexerOPEN_COMMENT:
		s.fail(pos, CodeUnterminated, "this comment is never closed")
	case gen.EPLLexerUNKNOWN:
		s.fail(pos, CodeBadCharacter, "character %q does not belong to the language", text)
	default:
		s.tokens = append(s.tokens, token{
			typ: typ, index: len(s.tokens), offset: at.offset,
			end: end, line: at.line, column: at.column, text: text,
		})
	}
}

// cursor follows the lexer through the text: it counts bytes, lines and columns, where the
// lexer counts characters.
type cursor struct {
	text   string
	wide   bool // not all ASCII
	chars  int
	offset int
	line   int
	column int
}

// advance goes on to the given character.
func (c *cursor) advance(chars int) {
	for ; c.chars < chars; c.chars++ {
		size := 1
		b := c.text[c.offset]
		if c.wide && b >= utf8.RuneSelf {
			_, size = utf8.DecodeRuneInString(c.text[c.offset:])
		}
		c.offset += size
		if b == '\n' {
			c.line++
			c.column = 1
		} else {
			c.column++
		}
	}
}

// isKeyword reports whether the type is that of a keyword.
func isKeyword(typ int) bool { return gen.EPLLexerALL <= typ && typ <= gen.EPLLexerMICROSECONDS }

// retype gives tokens the type that their neighbours ask for.
func (s *source) retype() {
	next := func(i int) int {
		if i < len(s.tokens) {
			return s.tokens[i].typ
		}
		return antlr.TokenEOF
	}
	for i := range s.tokens {
		t := &s.tokens[i]
		switch t.typ {
		case gen.EPLLexerCAST, gen.EPLLexerEXISTS, gen.EPLLexerINSTANCEOF, gen.EPLLexerTYPEOF:
			// functions without a bracket are names
			if next(i+1) != gen.EPLLexerLPAREN {
				t.typ = gen.EPLLexerIDENT
			}
		case gen.EPLLexerISTREAM:
			// the function istream(), not the stream selector
			if next(i+1) == gen.EPLLexerLPAREN && next(i+2) == gen.EPLLexerRPAREN {
				t.typ = gen.EPLLexerIDENT
			}
		case gen.EPLLexerAND:
			// `output ... and when terminated`: not an operator
			if next(i+1) == gen.EPLLexerWHEN {
				t.typ = gen.EPLLexerAND_WHEN
			}
		}
		if i > 0 && isKeyword(t.typ) && isNamePrefix(s.tokens[i-1].typ) {
			t.typ = gen.EPLLexerIDENT
		}
	}
}

// isNamePrefix reports whether only a name can follow: behind a dot or an at-sign.
func isNamePrefix(typ int) bool { return typ == gen.EPLLexerDOT || typ == gen.EPLLexerATSIGN }

// checkDepth refuses deep nesting before the parser recurses into it. Only brackets and case
// expressions nest in the grammar.
func (s *source) checkDepth() {
	depth := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		switch t.typ {
		case gen.EPLLexerLPAREN, gen.EPLLexerLBRACK, gen.EPLLexerLCURLY, gen.EPLLexerCASE:
			depth++
		case gen.EPLLexerRPAREN, gen.EPLLexerRBRACK, gen.EPLLexerRCURLY, gen.EPLLexerEND:
			depth = max(depth-1, 0)
		case gen.EPLLexerSEMI:
			depth = 0
		}
		if depth > s.lim.MaxDepth {
			s.fail(t.pos(), CodeTooDeep, "brackets are nested more than %d deep", s.lim.MaxDepth)
			return
		}
	}
}

// pos gives the place of a token.
func (t *token) pos() ast.Pos { return ast.Pos{Offset: t.offset, Line: t.line, Column: t.column} }

// fail reports an error, unless there are enough already.
func (s *source) fail(pos ast.Pos, code Code, format string, args ...any) *SyntaxError {
	err := &SyntaxError{Pos: pos, Code: code, Message: fmt.Sprintf(format, args...)}
	err.LineText = lineAt(s.text, pos.Offset)
	if len(s.errs) < s.lim.MaxErrors {
		s.errs = append(s.errs, err)
	}
	return err
}

// lineAt returns the line of the text that holds a byte offset.
func lineAt(text string, offset int) string {
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return strings.TrimSuffix(line, "\r")
}
