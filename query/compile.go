package query

import (
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// Limits bounds what a text may be: see [grammar.Limits].
type Limits = grammar.Limits

// Options guide a compilation.
type Options struct {
	Limits Limits
	Owner  int // number of the deployment, for the objects that it declares
	// OnDemand compiles a query and not a statement: see [CompileQuery].
	OnDemand bool
	Params   map[string]any // values of substitution parameters, by name or by "1", "2", ...
}

// Compile parses a module and compiles its statements in order; what one declares, later ones can
// use. The declarations are added to the catalog, which should be an overlay. The error is an
// [*Error] with all findings; then no plan is returned.
func Compile(text string, cat *Catalog, opt Options) ([]*Plan, error) {
	if plans := cat.templates.plans(text, cat, opt); plans != nil {
		return plans, nil
	}
	mod, err := grammar.Parse(text, opt.Limits)
	if err != nil {
		return nil, syntaxError(text, err)
	}
	plans, err := CompileModule(mod, text, cat, opt)
	if err == nil {
		cat.templates.keep(text, cat, plans)
	}
	return plans, err
}

// CompileModule compiles a module that is parsed already; text is its source, for messages and for
// the texts of its statements.
func CompileModule(mod *ast.Module, text string, cat *Catalog, opt Options) ([]*Plan, error) {
	var (
		plans []*Plan
		found findings
	)
	for _, st := range mod.Statements {
		p, err := guarded(st, text, cat, opt)
		if err != nil {
			found.add(st.Position(), err)
			cat.takeUsed()
			continue
		}
		plans = append(plans, p)
	}
	if err := found.err(text); err != nil {
		return nil, err
	}
	return plans, nil
}

func syntaxError(text string, err error) error {
	var f findings
	f.add(ast.Pos{Line: 1, Column: 1}, err)
	return f.err(text)
}

// guarded compiles a statement; should the compiler itself fail on it, that is an error of this
// text and not the end of the program.
func guarded(st ast.Statement, text string, cat *Catalog, opt Options) (p *Plan, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, ast.Errorf(st.Position(), "internal", "internal error: %v", r)
		}
	}()
	return compileStatement(st, text, cat, opt)
}

func compileStatement(st ast.Statement, text string, cat *Catalog, opt Options) (*Plan, error) {
	h := st.Header()
	p := &Plan{Name: h.Name(), Node: st, Annotations: h.Annotations, Text: h.Span.Text(text)}
	p.Private = len(h.Expressions) > 0
	if err := p.readAnnotations(); err != nil {
		return nil, err
	}
	c := &compiler{cat: cat, opt: opt, plan: p, head: h}
	if err := c.context(h); err != nil {
		return nil, err
	}
	if err := c.inNoContext(st); err != nil {
		return nil, err
	}
	run := c.statement
	if opt.OnDemand {
		run = c.onDemand
	}
	if err := run(st); err != nil {
		return nil, err
	}
	p.Uses = cat.takeUsed()
	p.fixed = c.bound > 0
	return p, nil
}

// compiler compiles one statement.
type compiler struct {
	cat      *Catalog
	opt      Options
	plan     *Plan
	head     *ast.Head
	slots    Slots
	ending   bool      // what ends the partitions of a context is being compiled
	access   *accessor // of the select being compiled
	grouping *grouping // its group-by clause
	partSlot int       // 1 + the state slot of the context partition; 0 is none

	hostsSub bool       // the statement may have subqueries
	noSub    string     // the part being compiled, if they cannot stand there
	inSub    bool       // a subquery is being compiled
	subUses  int        // subqueries met so far
	into     *intoTable // of the select being compiled

	tableUses int                    // table accesses met so far
	varUses   int                    // uses of variables met so far
	listed    map[*ast.Subquery]bool // those that a method of arrays follows

	bound int  // parameters taken for constants so far, but for those of filters
	opens bool // the select list of a statement is being compiled: its parameters may stay open
}

func (c *compiler) statement(st ast.Statement) error {
	switch st := st.(type) {
	case *ast.Select:
		return c.selectStatement(st)
	case *ast.CreateSchema:
		return c.createSchema(st)
	case *ast.CreateVariable:
		return c.createVariable(st)
	case *ast.CreateExpression:
		return c.createExpression(st)
	case *ast.CreateContext:
		return c.createContext(st)
	case *ast.OnTrigger:
		return c.onTrigger(st)
	case *ast.UpdateStream:
		return ast.Unsupported(st.Pos, "update istream")
	case *ast.CreateWindow:
		return c.createWindow(st)
	case *ast.CreateTable:
		return c.createTable(st)
	case *ast.CreateIndex:
		return c.createIndex(st)
	case *ast.CreateDataflow:
		return ast.Unsupported(st.Pos, "create dataflow")
	default:
		return ast.Unsupported(st.Position(), "on-demand query inside a module")
	}
}

// declare adds an object to the catalog.
func (c *compiler) declare(pos ast.Pos, o *Object) error {
	o.Owner = c.opt.Owner
	if !c.cat.Add(o) {
		return ast.Errorf(pos, "duplicate-name", "%s '%s' exists already", o.Kind, o.Name)
	}
	c.plan.Defines = append(c.plan.Defines, o)
	return nil
}
