package grammar_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// TestInspect compares the nodes that Inspect visits with those that reflection finds in the
// same tree, in order, over all statements at hand: a field forgotten in a walk method shows.
func TestInspect(t *testing.T) {
	var trees []ast.Node
	for _, b := range conformance(t) {
		if n, err := b.parse(b.src); err == nil {
			trees = append(trees, n)
		}
	}
	for _, src := range goldenInputs(t) {
		if n, err := grammar.ParseStatement(src, grammar.Limits{}); err == nil {
			trees = append(trees, n)
		}
	}
	kinds := map[reflect.Type]bool{}
	for _, tree := range trees {
		visited := map[ast.Node]int{}
		ast.Inspect(tree, func(n ast.Node) bool {
			visited[n]++
			kinds[reflect.TypeOf(n)] = true
			return true
		})
		found := map[ast.Node]int{}
		findNodes(reflect.ValueOf(tree), found)
		require.Equal(t, found, visited, tree.String())
	}
	require.Greater(t, len(kinds), 105, "kinds of nodes seen")
}

var nodeType = reflect.TypeFor[ast.Node]()

// findNodes collects all nodes that can be reached through fields and lists.
func findNodes(v reflect.Value, found map[ast.Node]int) {
	switch v.Kind() {
	case reflect.Interface:
		findNodes(v.Elem(), found)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Type().Implements(nodeType) {
			found[v.Interface().(ast.Node)]++
		}
		findNodes(v.Elem(), found)
	case reflect.Struct:
		for _, field := range v.Fields() {
			findNodes(field, found)
		}
	case reflect.Slice:
		for i := range v.Len() {
			findNodes(v.Index(i), found)
		}
	}
}
