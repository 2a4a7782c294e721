package ast

// Inspect visits n and everything below it, parents before children and children in the order
// of the text. It goes below a node only if visit returns true for it. A nil n is allowed.
func Inspect(n Node, visit func(Node) bool) {
	if isNil(n) || !visit(n) {
		return
	}
	n.walk(func(child Node) { Inspect(child, visit) })
}

// Children visits the direct children of n in the order of the text.
func Children(n Node, visit func(Node)) {
	if !isNil(n) {
		n.walk(visit)
	}
}

// isNil covers the nil interface; typed nil pointers never reach it, see one.
func isNil(n Node) bool { return n == nil }

// nodePtr is what the fields of nodes hold: a pointer to a node or a sealed interface.
type nodePtr interface {
	comparable
	Node
}

// one visits a field unless it is empty. The type parameter lets it see a nil pointer before
// it is hidden inside a non-nil interface.
func one[T nodePtr](visit func(Node), n T) {
	var none T
	if n != none {
		visit(n)
	}
}

// each visits the elements of a list, leaving out empty ones.
func each[T nodePtr](visit func(Node), list []T) {
	for _, n := range list {
		one(visit, n)
	}
}
