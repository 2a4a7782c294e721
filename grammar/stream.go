package grammar

import "github.com/antlr4-go/antlr/v4"

// token is one token of the text. It is what the parser sees, instead of ANTLR's own tokens,
// because those cost an allocation each and cannot change their type.
type token struct {
	typ    int
	index  int // among the tokens of its text
	offset int // bytes
	end    int // bytes
	line   int // from 1
	column int // characters, from 1
	text   string
}

// The methods of antlr.Token. Columns are counted from 0 there.

func (t *token) GetSource() *antlr.TokenSourceCharStreamPair { return nil }
func (t *token) GetTokenType() int                           { return t.typ }
func (t *token) GetChannel() int                             { return antlr.TokenDefaultChannel }
func (t *token) GetStart() int                               { return t.offset }
func (t *token) GetStop() int                                { return t.end - 1 }
func (t *token) GetLine() int                                { return t.line }
func (t *token) GetColumn() int                              { return t.column - 1 }
func (t *token) GetText() string                             { return t.text }
func (t *token) SetText(s string)                            { t.text = s }
func (t *token) GetTokenIndex() int                          { return t.index }
func (t *token) SetTokenIndex(v int)                         { t.index = v }
func (t *token) GetTokenSource() antlr.TokenSource           { return nil }
func (t *token) GetInputStream() antlr.CharStream            { return nil }
func (t *token) String() string                              { return t.text }

// stream feeds the tokens of one statement to the parser, then an end token for ever.
type stream struct {
	tokens []token
	end    token
	pos    int
}

// reset points the stream at the tokens of a statement. The end token stands where the
// statement ends, for error messages.
func (s *stream) reset(tokens []token, end token) {
	end.typ = antlr.TokenEOF
	end.text = ""
	end.index = len(tokens)
	*s = stream{tokens: tokens, end: end}
}

// at returns the token at an index of the statement.
func (s *stream) at(i int) *token {
	if i < len(s.tokens) {
		return &s.tokens[i]
	}
	return &s.end
}

// LT returns the token k places on, from 1; or back, from -1.
func (s *stream) LT(k int) antlr.Token {
	if k < 0 {
		if s.pos+k < 0 {
			return nil
		}
		return s.at(s.pos + k)
	}
	return s.at(s.pos + k - 1)
}

// LA returns the type of the token k places on.
func (s *stream) LA(k int) int {
	if k < 0 && s.pos+k < 0 {
		return antlr.TokenInvalidType
	}
	if k < 0 {
		return s.at(s.pos + k).typ
	}
	return s.at(s.pos + k - 1).typ
}

// Consume goes on to the next token. At the end it stays.
func (s *stream) Consume() {
	if s.pos < len(s.tokens) {
		s.pos++
	}
}

// Seek goes to an index of the statement.
func (s *stream) Seek(index int) { s.pos = index }

// The rest of antlr.TokenStream, which ANTLR calls seldom or never.

func (s *stream) Mark() int                                         { return 0 }
func (s *stream) Release(int)                                       {}
func (s *stream) Index() int                                        { return s.pos }
func (s *stream) Size() int                                         { return len(s.tokens) }
func (s *stream) GetSourceName() string                             { return "" }
func (s *stream) Reset()                                            { s.pos = 0 }
func (s *stream) Get(index int) antlr.Token                         { return s.at(index) }
func (s *stream) GetTokenSource() antlr.TokenSource                 { return nil }
func (s *stream) SetTokenSource(antlr.TokenSource)                  {}
func (s *stream) GetAllText() string                                { return "" }
func (s *stream) GetTextFromInterval(antlr.Interval) string         { return "" }
func (s *stream) GetTextFromRuleContext(antlr.RuleContext) string   { return "" }
func (s *stream) GetTextFromTokens(antlr.Token, antlr.Token) string { return "" }
