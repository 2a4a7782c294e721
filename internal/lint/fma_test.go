package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the directory of go.mod.
const module = "../.."

// roundedPackages are those whose numbers must be the same on every machine: two replicas of an
// engine must agree bit for bit, and a machine that fuses a product and a sum into one rounding
// gives another last bit.
var roundedPackages = []string{"./stats/...", "./window/...", "./query/aggregate/..."}

// TestNoFusedMultiplyAdd refuses a*b + c on floats where the product is not rounded explicitly by
// float64(a*b), also when the product goes through a local variable first.
func TestNoFusedMultiplyAdd(t *testing.T) {
	for _, p := range loadPackages(t) {
		for _, finding := range fusedIn(t, p) {
			t.Error(finding)
		}
	}
}

// TestFusedIsFound runs the check over a file whose offending lines are marked.
func TestFusedIsFound(t *testing.T) {
	const file = "testdata/fused/fused.go"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	want := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, "// fused") {
			want[fmt.Sprintf("fused.go:%d", i+1)] = true
		}
	}
	require.NotEmpty(t, want)
	p := listedPackage{ImportPath: "fused", Dir: filepath.Dir(file), GoFiles: []string{"fused.go"}}
	got := map[string]bool{}
	for _, finding := range fusedIn(t, p) {
		parts := strings.Split(filepath.ToSlash(finding), ":")
		got["fused.go:"+parts[1]] = true
	}
	require.Equal(t, want, got)
}

// listedPackage is what go list tells about a package.
type listedPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Export     string
	DepOnly    bool

	exports map[string]string // compiled form of all packages, by import path
}

// loadPackages lists the packages with the compiled form of all they import.
func loadPackages(t *testing.T) []listedPackage {
	args := []string{"list", "-e", "-export", "-deps", "-json=ImportPath,Dir,GoFiles,Export,DepOnly"}
	for _, pattern := range roundedPackages {
		if _, err := os.Stat(filepath.Join(module, strings.TrimSuffix(pattern, "/..."))); err == nil {
			args = append(args, pattern)
		}
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = module
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	exports := map[string]string{}
	var packages []listedPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		p := listedPackage{exports: exports}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			packages = append(packages, p)
		}
	}
	require.NotEmpty(t, packages)
	return packages
}

// fusedIn lists the offending places of one package.
func fusedIn(t *testing.T, p listedPackage) []string {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Defs:  map[*ast.Ident]types.Object{},
		Uses:  map[*ast.Ident]types.Object{},
	}
	lookup := func(path string) (io.ReadCloser, error) {
		if p.exports[path] == "" {
			return nil, fmt.Errorf("no compiled form of %s", path)
		}
		return os.Open(p.exports[path])
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", lookup)}
	_, err := config.Check(p.ImportPath, fset, files, info)
	require.NoError(t, err)

	var findings []string
	for _, f := range files {
		for _, decl := range f.Decls {
			c := fusedCheck{info: info, products: map[types.Object]bool{}}
			ast.Inspect(decl, c.collect)
			ast.Inspect(decl, c.check)
			for _, pos := range c.found {
				at := fset.Position(pos)
				findings = append(findings, fmt.Sprintf("%s:%d: a product is added unrounded: "+
					"write float64(a*b) + c", relative(at.Filename), at.Line))
			}
		}
	}
	sort.Strings(findings)
	return findings
}

func relative(name string) string {
	if root, err := filepath.Abs(module); err == nil {
		if rel, err := filepath.Rel(root, name); err == nil {
			return rel
		}
	}
	return name
}

// fusedCheck looks through one declaration.
type fusedCheck struct {
	info     *types.Info
	products map[types.Object]bool // local variables that hold an unrounded product
	found    []token.Pos
}

// collect notes the local variables that are given an unrounded product.
func (c *fusedCheck) collect(n ast.Node) bool {
	assign, ok := n.(*ast.AssignStmt)
	if !ok {
		return true
	}
	if assign.Tok == token.MUL_ASSIGN {
		c.hold(assign.Lhs[0])
		return true
	}
	for i, rhs := range assign.Rhs {
		if len(assign.Lhs) == len(assign.Rhs) && c.isProduct(rhs) {
			c.hold(assign.Lhs[i])
		}
	}
	return true
}

func (c *fusedCheck) hold(lhs ast.Expr) {
	id, ok := lhs.(*ast.Ident)
	if !ok {
		return
	}
	object := c.info.Defs[id]
	if object == nil {
		object = c.info.Uses[id]
	}
	if object != nil && isFloat(object.Type()) {
		c.products[object] = true
	}
}

// check notes the sums and differences with an unrounded product in them.
func (c *fusedCheck) check(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.ADD || n.Op == token.SUB {
			c.checkTerm(n.X)
			c.checkTerm(n.Y)
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
			c.checkTerm(n.Lhs[0])
			c.checkTerm(n.Rhs[0])
		}
	}
	return true
}

func (c *fusedCheck) checkTerm(e ast.Expr) {
	if c.isProduct(e) {
		c.found = append(c.found, e.Pos())
		return
	}
	if id, ok := bare(e).(*ast.Ident); ok && c.products[c.info.Uses[id]] {
		c.found = append(c.found, e.Pos())
	}
}

// isProduct reports whether an expression is a product of floats that is not a constant.
func (c *fusedCheck) isProduct(e ast.Expr) bool {
	b, ok := bare(e).(*ast.BinaryExpr)
	if !ok || b.Op != token.MUL {
		return false
	}
	t := c.info.Types[b]
	return t.Value == nil && isFloat(t.Type)
}

// bare takes away parentheses and signs.
func bare(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.SUB && x.Op != token.ADD {
				return e
			}
			e = x.X
		default:
			return e
		}
	}
}

func isFloat(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}
