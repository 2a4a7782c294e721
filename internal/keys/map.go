package keys

import "github.com/cephei-go/cephei/query/expr"

// Map keeps a value beside each key of a [Set]. The values lie side by side in a slice by number.
type Map[V any] struct {
	Set
	vals []V
}

// NewMap returns an empty map.
func NewMap[V any](k *Key) *Map[V] { return &Map[V]{Set: Set{key: k}} }

// Get returns the value of the key of the row in env, or nil. It stays where it is until the next
// Put.
func (m *Map[V]) Get(env *expr.Env) *V {
	n, ok := m.Find(env)
	if !ok {
		return nil
	}
	return &m.vals[n]
}

// Put returns the value of the key of the row in env, which is zero when the key is new. It stays
// where it is until the next Put.
func (m *Map[V]) Put(env *expr.Env) (v *V, added bool) {
	n, added := m.Add(env)
	return m.reserve(n), added
}

// At returns the value of the key with number n. After [Set.Load] and [Set.Add] it makes room for
// it first.
func (m *Map[V]) At(n uint32) *V { return m.reserve(n) }

func (m *Map[V]) reserve(n uint32) *V {
	for int(n) >= len(m.vals) {
		var zero V
		m.vals = append(m.vals, zero)
	}
	return &m.vals[n]
}

// Delete forgets the key of the row in env.
func (m *Map[V]) Delete(env *expr.Env) {
	if n, ok := m.Find(env); ok {
		m.Remove(n)
	}
}

// Remove forgets the key with the number n and its value.
func (m *Map[V]) Remove(n uint32) {
	if m.Has(n) {
		var zero V
		*m.At(n) = zero
		m.Set.Remove(n)
	}
}

// Clear forgets all keys and values and keeps the memory.
func (m *Map[V]) Clear() {
	m.Set.Clear()
	clear(m.vals)
	m.vals = m.vals[:0]
}
