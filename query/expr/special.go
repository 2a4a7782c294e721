package expr

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

// specialCall compiles the functions that are part of the language rather than of the list: they
// look at the row's place or at events, not at values.
func specialCall(el *ast.ChainElement, s *Scope) (Fn, bool, error) {
	switch el.Name {
	case "current_timestamp":
		return currentTimestamp(), true, noArgs(el)
	case "istream":
		f := Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) { return e.IsNew, true }}
		return f, true, noArgs(el)
	case "event_identity_equals":
		f, err := identityEquals(el, s)
		return f, true, err
	}
	return Fn{}, false, nil
}

// noArgs checks that there are no arguments.
func noArgs(el *ast.ChainElement) error {
	if len(el.Args) > 0 {
		return argError(el.Pos, "'%s' takes no arguments", el.Name)
	}
	return nil
}

// currentTimestamp reads the engine's clock, never that of the wall; it is the same for all rows of
// a step.
func currentTimestamp() Fn {
	return Fn{Type: event.Long, Int: func(e *Env) (int64, bool) { return e.Rt.Now(), true }}
}

// identityEquals tells whether two expressions are the very same event.
func identityEquals(el *ast.ChainElement, s *Scope) (Fn, error) {
	if len(el.Args) != 2 {
		return Fn{}, argError(el.Pos, "event_identity_equals takes two events")
	}
	l, r, err := compileTwo(el.Args[0], el.Args[1], s)
	if err != nil {
		return Fn{}, err
	}
	if l.Type.Kind != event.KindEvent || r.Type.Kind != event.KindEvent {
		return Fn{}, typeError(el.Pos, "event_identity_equals takes two events")
	}
	// Events are pointers; two absent ones count as the same.
	a, b := l.Any, r.Any
	return Fn{Type: event.Bool, Bool: func(e *Env) (bool, bool) { return a(e) == b(e), true }}, nil
}
