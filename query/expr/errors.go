package expr

import (
	"github.com/hashicorp/go-multierror"

	"github.com/cephei-go/cephei/query/ast"
)

// The codes of what Compile finds.
const (
	CodeUnknownProperty = "unknown-property"
	CodeAmbiguous       = "ambiguous-name"
	CodeUnknownFunction = "unknown-function"
	CodeUnknownMethod   = "unknown-method"
	CodeUnknownType     = "unknown-type"
	CodeType            = "type-mismatch"
	CodeArguments       = "wrong-arguments"
	CodePlace           = "wrong-place"
	CodeRegexp          = "bad-regexp"
	CodeRecursion       = "recursive-expression"
)

// The codes of what an expression throws while it runs.
const (
	CodeBadCast    = "bad-cast"
	CodeZeroDivide = "division-by-zero"
	CodeLimit      = "limit"
)

// maxSuggestDistance is how many letters a name may be off to be suggested.
const maxSuggestDistance = 3

// withSuggestion adds the nearest of the names that are in reach, if one is near enough.
func withSuggestion(err *ast.Error, name string, known []string) *ast.Error {
	best, dist := "", min(maxSuggestDistance, max(1, len(name)/3))+1
	for _, k := range known {
		if d := editDistance(name, k); d < dist {
			best, dist = k, d
		}
	}
	if best != "" {
		err.Suggestion = "did you mean '" + best + "'?"
	}
	return err
}

// editDistance counts the letters to insert, delete, change or swap to make b of a; a change of
// case counts as nothing but is never zero for different names.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	// The table grows with the product of both lengths.
	if len(x) > 64 || len(y) > 64 { // nobody mistypes that much
		return len(x) + len(y)
	}
	var before []int
	prev, cur := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range x {
		cur[0] = i + 1
		for j := range y {
			cost := 1
			if lower(x[i]) == lower(y[j]) {
				cost = 0
			}
			cur[j+1] = min(prev[j+1]+1, cur[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				cur[j+1] = min(cur[j+1], before[j-1]+1)
			}
		}
		before, prev, cur = prev, cur, make([]int, len(y)+1)
	}
	return prev[len(y)]
}

// lower folds the case of the letters that names are made of.
func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// join makes one error of several findings; a single one stays itself.
func join(errs []error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	return multierror.Append(nil, errs...)
}

// typeError is the finding that a type does not go with an operation.
func typeError(pos ast.Pos, format string, args ...any) *ast.Error {
	return ast.Errorf(pos, CodeType, format, args...)
}

// argError is the finding that a call has wrong arguments.
func argError(pos ast.Pos, format string, args ...any) *ast.Error {
	return ast.Errorf(pos, CodeArguments, format, args...)
}
