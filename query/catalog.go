package query

import (
	"maps"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/aggregate"
	"github.com/cephei-go/cephei/query/ast"
	"github.com/cephei-go/cephei/query/expr"
	"github.com/cephei-go/cephei/window"
)

// Object is something that statements declare and others use: an event type, a variable, a
// declared expression, a context.
type Object struct {
	Kind  string // "event type", "variable", "expression", "context", "index"
	Name  string
	Owner int // number of the deployment that declared it; 0 for what the program registered

	Schema     *event.Schema
	Variable   *expr.Variable
	Expression *ast.ExpressionDecl
	Context    *ContextPlan
	Store      *Store // of an event type that is a named window or table
	// Implicit is set for a type that insert-into statements made: any of them may have been the
	// first.
	Implicit bool
}

// Catalog is what names mean. A module is compiled against an overlay of the engine's catalog, so
// that nothing of it shows when one of its statements is refused.
type Catalog struct {
	base      *Catalog
	objects   map[string]*Object
	lib       *Library
	rows      *event.RowSchemas
	version   uint64 // changes with what names mean
	templates *templates
	used      []*Object // of the statement being compiled, each once
}

// Library is the functions and windows that EPL can name.
type Library struct {
	functions  map[string]*expr.Func
	aggregates map[string]*aggregate.Def
	windows    map[string]*window.Def
}

// NewLibrary returns a library of the given records.
func NewLibrary(fs []*expr.Func, as []*aggregate.Def, ws []*window.Def) *Library {
	l := &Library{
		functions:  make(map[string]*expr.Func),
		aggregates: make(map[string]*aggregate.Def),
		windows:    make(map[string]*window.Def),
	}
	for _, f := range fs {
		l.functions[f.Name] = f
	}
	for _, a := range as {
		l.aggregates[strings.ToLower(a.Name)] = a
	}
	for _, w := range ws {
		l.windows[w.Name] = w
	}
	return l
}

// NewCatalog returns an empty catalog.
func NewCatalog(lib *Library) *Catalog {
	return &Catalog{objects: make(map[string]*Object), lib: lib, rows: &event.RowSchemas{}, templates: &templates{}}
}

// Overlay returns a catalog that shows c and keeps what is added to itself.
func (c *Catalog) Overlay() *Catalog {
	return &Catalog{
		base: c, objects: make(map[string]*Object), lib: c.lib, rows: c.rows, templates: c.templates,
	}
}

// Commit moves what an overlay holds into the catalog below it.
func (c *Catalog) Commit() {
	if len(c.objects) > 0 {
		c.base.version++
	}
	maps.Copy(c.base.objects, c.objects)
}

func objectKey(kind, name string) string { return kind + ":" + name }

// Kinds of objects.
const (
	KindType       = "event type"
	KindVariable   = "variable"
	KindExpression = "expression"
	KindContext    = "context"
	KindIndex      = "index"
)

// Add declares an object; it tells whether the name was free.
func (c *Catalog) Add(o *Object) bool {
	if c.find(o.Kind, o.Name) != nil {
		return false
	}
	c.objects[objectKey(o.Kind, o.Name)] = o
	c.version++
	return true
}

// Remove takes an object out.
func (c *Catalog) Remove(o *Object) {
	delete(c.objects, objectKey(o.Kind, o.Name))
	c.version++
}

// root returns the catalog below all overlays.
func (c *Catalog) root() *Catalog {
	for c.base != nil {
		c = c.base
	}
	return c
}

func (c *Catalog) find(kind, name string) *Object {
	for l := c; l != nil; l = l.base {
		if o := l.objects[objectKey(kind, name)]; o != nil {
			return o
		}
	}
	return nil
}

// use finds an object and notes that the statement being compiled needs it.
func (c *Catalog) use(kind, name string) *Object {
	o := c.find(kind, name)
	if o != nil && !slices.Contains(c.used, o) {
		c.used = append(c.used, o)
	}
	return o
}

// takeUsed returns what was used since the last call.
func (c *Catalog) takeUsed() []*Object {
	u := c.used
	c.used = nil
	return u
}

// Names returns the names of all objects of a kind, in order.
func (c *Catalog) Names(kind string) []string {
	var names []string
	for l := c; l != nil; l = l.base {
		for _, o := range l.objects {
			if o.Kind == kind {
				names = append(names, o.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Variable returns the variable of that name, or nil.
func (c *Catalog) Variable(name string) *expr.Variable {
	if o := c.use(KindVariable, name); o != nil {
		return o.Variable
	}
	return nil
}

// Schema returns the event type of that name, or nil.
func (c *Catalog) Schema(name string) *event.Schema {
	if o := c.use(KindType, name); o != nil {
		return o.Schema
	}
	return nil
}

// stores returns the names of all named windows and tables, in order.
func (c *Catalog) stores() []string {
	return slices.DeleteFunc(c.Names(KindType), func(n string) bool { return c.find(KindType, n).Store == nil })
}

// store returns the named window or table of that name, or nil.
func (c *Catalog) store(name string) *Store {
	if o := c.use(KindType, name); o != nil {
		return o.Store
	}
	return nil
}

// Declared returns the declared expression of that name, or nil.
func (c *Catalog) Declared(name string) *ast.ExpressionDecl {
	if o := c.use(KindExpression, name); o != nil {
		return o.Expression
	}
	return nil
}

// Context returns the context of that name, or nil.
func (c *Catalog) Context(name string) *ContextPlan {
	if o := c.find(KindContext, name); o != nil {
		return o.Context
	}
	return nil
}

// Function returns the scalar function of that name, or nil.
func (c *Catalog) Function(name string) *expr.Func { return c.lib.functions[name] }
