package grammar

import (
	"sync"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
)

// machine is a lexer and a parser with their stream. Making them costs more than parsing a
// statement, so they are kept in a pool. What they learn about the grammar (ANTLR's DFA) is
// shared by all of them.
type machine struct {
	lexer  *gen.EPLLexer
	parser *gen.EPLParser
	stream *stream
	strict *strategy
}

var machines = sync.Pool{New: func() any { return newMachine() }}

// newMachine makes a machine whose parser stops at the first error and prints nothing.
func newMachine() *machine {
	m := &machine{stream: &stream{}, strict: newStrategy()}
	m.lexer = gen.NewEPLLexer(nil)
	m.lexer.RemoveErrorListeners()
	m.parser = gen.NewEPLParser(m.stream)
	m.parser.RemoveErrorListeners()
	m.parser.SetErrorHandler(m.strict)
	return m
}

// entry is a rule of the grammar where parsing can begin.
type entry func(p *gen.EPLParser) antlr.ParserRuleContext

func enterStatement(p *gen.EPLParser) antlr.ParserRuleContext  { return p.StatementEnd() }
func enterQuery(p *gen.EPLParser) antlr.ParserRuleContext      { return p.QueryEnd() }
func enterExpression(p *gen.EPLParser) antlr.ParserRuleContext { return p.ExpressionEnd() }
func enterModule(p *gen.EPLParser) antlr.ParserRuleContext     { return p.ModuleEnd() }

// run parses the tokens of one statement. On success failed is -1, else it is the index of the
// token where parsing could not go on. ANTLR's fast mode (SLL) goes first; only if it fails,
// the full one decides.
func (m *machine) run(
	tokens []token, end token, rule entry,
) (tree antlr.ParserRuleContext, failed int) {
	tree, failed = m.try(tokens, end, rule, antlr.PredictionModeSLL, nil)
	if failed >= 0 {
		tree, failed = m.try(tokens, end, rule, antlr.PredictionModeLL, nil)
	}
	return tree, failed
}

// try parses once. With want, it collects what was possible at want's token.
func (m *machine) try(
	tokens []token, end token, rule entry, mode int, want *expectation,
) (tree antlr.ParserRuleContext, failed int) {
	m.stream.reset(tokens, end)
	m.parser.SetTokenStream(m.stream)
	m.parser.GetInterpreter().SetPredictionMode(mode)
	m.strict.want = want
	defer func() {
		if r := recover(); r != nil {
			stop, ok := r.(parseStop)
			if !ok {
				panic(r)
			}
			m.parser.SetError(nil)
			tree, failed = nil, stop.index
		}
	}()
	return rule(m.parser), -1
}

// parseStop unwinds the parser at the first error. It never leaves this file.
type parseStop struct {
	index int
}

// strategy is what the parser does about errors: stop at the first one. ANTLR's own strategy
// would mend the input and go on, which costs time and gives errors that are not there.
type strategy struct {
	*antlr.DefaultErrorStrategy
	want *expectation
}

// newStrategy makes the strategy of a machine.
func newStrategy() *strategy {
	return &strategy{DefaultErrorStrategy: antlr.NewDefaultErrorStrategy()}
}

// stop ends the parse at the current token, or at the one that prediction could not pass.
func stop(p antlr.Parser, err antlr.RecognitionException) {
	index := p.GetTokenStream().Index()
	if err != nil && err.GetOffendingToken() != nil {
		index = err.GetOffendingToken().GetTokenIndex()
	}
	panic(parseStop{index})
}

// RecoverInline is called when one token was wanted and another came.
func (s *strategy) RecoverInline(p antlr.Parser) antlr.Token {
	s.want.note(p)
	stop(p, nil)
	return nil
}

// ReportError is called when no alternative of a rule fits.
func (s *strategy) ReportError(p antlr.Parser, err antlr.RecognitionException) {
	s.want.note(p)
	stop(p, err)
}

// Recover is never reached, ReportError comes first.
func (s *strategy) Recover(p antlr.Parser, err antlr.RecognitionException) { stop(p, err) }

// Sync is called before each decision. Nothing is mended there, but it is the place to see
// what the grammar could take.
func (s *strategy) Sync(p antlr.Parser) { s.want.note(p) }

// ReportMatch has nothing to do, as there is no mode of recovery to leave.
func (s *strategy) ReportMatch(antlr.Parser) {}
