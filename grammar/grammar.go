package grammar

import (
	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
	"github.com/cephei-go/cephei/query/ast"
)

// Parse reads a module: declarations and statements, each closed by a semicolon (the last one
// may go without). The error, if any, is of type [Errors] and names what is wrong in every
// statement; the module then holds the statements that are right.
func Parse(src string, lim Limits) (*ast.Module, error) {
	job := begin(src, lim)
	defer job.end()
	module := job.module()
	if len(module.Statements) == 0 && module.Name == "" && len(module.Uses) == 0 &&
		len(module.Imports) == 0 && len(job.errs) == 0 {
		job.fail(ast.Pos{Line: 1, Column: 1}, CodeEmpty, "there is no statement")
	}
	return module, job.err()
}

// ParseStatement reads exactly one statement of a module, with or without semicolon.
func ParseStatement(src string, lim Limits) (ast.Statement, error) {
	return parseOne(src, lim, enterStatement)
}

// ParseQuery reads exactly one on-demand query: select, insert, update or delete.
func ParseQuery(src string, lim Limits) (ast.Statement, error) {
	return parseOne(src, lim, enterQuery)
}

// ParseExpr reads exactly one expression. A time period such as `5 sec` is one here.
func ParseExpr(src string, lim Limits) (ast.Expr, error) {
	job := begin(src, lim)
	defer job.end()
	var expr ast.Expr
	if len(job.errs) == 0 {
		if tree := job.parse(job.tokens, job.source.end, enterExpression); tree != nil {
			job.builder.begin()
			expr = job.wholeArgument(kid[*gen.ArgumentContext](tree))
		}
	}
	if job.err() != nil {
		return nil, job.err()
	}
	return expr, nil
}

// parseOne parses a text of one statement.
func parseOne(src string, lim Limits, rule entry) (ast.Statement, error) {
	job := begin(src, lim)
	defer job.end()
	var stmt ast.Statement
	if len(job.errs) == 0 {
		stmt = job.single(rule)
	}
	if job.err() != nil {
		return nil, job.err()
	}
	return stmt, nil
}

// job is the parsing of one text: the scanned source, a machine borrowed from the pool, and
// the builder's state.
type job struct {
	*source
	*machine
	builder
}

// begin scans a text with a borrowed machine.
func begin(src string, lim Limits) *job {
	m := machines.Get().(*machine)
	job := &job{source: scan(src, lim, m.lexer), machine: m}
	job.builder.source = job.source
	return job
}

// end gives the machine back. The parser forgets the text first, so that it can be freed.
func (j *job) end() {
	j.machine.stream.reset(nil, token{})
	j.machine.parser.SetTokenStream(j.machine.stream)
	machines.Put(j.machine)
}

// err returns the errors found, or nil.
func (j *job) err() error {
	if len(j.errs) == 0 {
		return nil
	}
	return j.errs
}

// parse parses the tokens of a statement. If that fails it reports the error and returns nil.
func (j *job) parse(tokens []token, end token, rule entry) antlr.ParserRuleContext {
	for i := range tokens {
		tokens[i].index = i
	}
	tree, failed := j.run(tokens, end, rule)
	if failed >= 0 {
		j.report(tokens, end, rule, failed)
		return nil
	}
	return tree
}

// single parses a text of exactly one statement.
func (j *job) single(rule entry) ast.Statement {
	tokens := j.tokens
	if len(tokens) > 0 && tokens[len(tokens)-1].typ == gen.EPLLexerSEMI {
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) == 0 {
		j.fail(ast.Pos{Line: 1, Column: 1}, CodeEmpty, "there is no statement")
		return nil
	}
	for i := range tokens {
		if tokens[i].typ == gen.EPLLexerSEMI && unsupported(tokens) == "" {
			j.fail(tokens[i].pos(), CodeSyntax, "only one statement is wanted here")
			return nil
		}
	}
	return j.statementOf(tokens, j.source.end, rule)
}

// statementOf parses and builds one statement, or reports errors and returns nil.
func (j *job) statementOf(tokens []token, end token, rule entry) ast.Statement {
	before := len(j.errs)
	tree := j.parse(tokens, end, rule)
	if tree == nil {
		return nil
	}
	j.builder.begin()
	var stmt ast.Statement
	switch tree := tree.(type) {
	case *gen.StatementEndContext:
		stmt = j.buildStatement(kid[*gen.StatementContext](tree))
	case *gen.QueryEndContext:
		stmt = j.buildQuery(kid[*gen.QueryContext](tree))
	}
	if len(j.errs) > before {
		return nil
	}
	return stmt
}

// module reads the whole text, statement by statement.
func (j *job) module() *ast.Module {
	m := &ast.Module{Pos: ast.Pos{Line: 1, Column: 1}, Comments: j.comments}
	if len(j.errs) > 0 {
		return m
	}
	count := 0
	for from := 0; from < len(j.tokens); {
		to := from
		for to < len(j.tokens) && j.tokens[to].typ != gen.EPLLexerSEMI {
			to++
		}
		end := j.source.end
		if to < len(j.tokens) {
			end = j.tokens[to]
		}
		if to > from {
			if count++; count > j.lim.MaxStatements {
				j.fail(j.tokens[from].pos(), CodeTooManyStatement,
					"there are more than %d statements", j.lim.MaxStatements)
				return m
			}
			j.part(m, j.tokens[from:to:to], end)
		}
		if len(j.errs) >= j.lim.MaxErrors {
			return m
		}
		from = to + 1
	}
	return m
}

// part adds one declaration or statement to the module.
func (j *job) part(m *ast.Module, tokens []token, end token) {
	switch tokens[0].typ {
	case gen.EPLLexerMODULE, gen.EPLLexerUSES, gen.EPLLexerIMPORT:
		if tree := j.parse(tokens, end, enterModule); tree != nil {
			j.buildDeclaration(m, tree.(*gen.ModuleEndContext))
		}
	default:
		if stmt := j.statementOf(tokens, end, enterStatement); stmt != nil {
			m.Statements = append(m.Statements, stmt)
		}
	}
}
