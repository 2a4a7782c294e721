package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// method compiles a method of the language on a value; ok is false when there is none of the name
// for the value's type.
func method(v *value, el *ast.ChainElement, s *Scope) (f Fn, ok bool, err error) {
	return Fn{}, false, nil
}

func methodNames(t event.Type) []string { return nil }
