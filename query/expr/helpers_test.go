package expr

import (
	"errors"
	"testing"

	"github.com/hashicorp/go-multierror"

	"github.com/cephei-go/cephei/query/ast"
)

// firstFinding returns the first of the findings in an error.
func firstFinding(t *testing.T, err error) *ast.Error {
	t.Helper()
	if several, ok := errors.AsType[*multierror.Error](err); ok {
		err = several.Errors[0]
	}
	var found *ast.Error
	if !errors.As(err, &found) {
		t.Fatalf("%T %v is no finding", err, err)
	}
	return found
}
