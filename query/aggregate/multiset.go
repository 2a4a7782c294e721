package aggregate

import (
	"github.com/cephei-go/cephei/event"
)

// multiset counts keys. A few are found by looking at all; beyond that there is an index. The order
// of items follows from the history alone, so that a saved state is the same in every run.
type multiset[K comparable] struct {
	items []counted[K]
	index map[K]int32 // position in items, once there are more than fewKeys
}

type counted[K comparable] struct {
	key K
	n   int64
}

const fewKeys = 8

func (m *multiset[K]) find(k K) int {
	if m.index != nil {
		if i, ok := m.index[k]; ok {
			return int(i)
		}
		return -1
	}
	for i := range m.items {
		if m.items[i].key == k {
			return i
		}
	}
	return -1
}

// enter counts k once more and tells whether it is new.
func (m *multiset[K]) enter(k K) bool {
	if i := m.find(k); i >= 0 {
		m.items[i].n++
		return false
	}
	m.add(counted[K]{k, 1})
	return true
}

func (m *multiset[K]) add(c counted[K]) {
	m.items = append(m.items, c)
	if m.index != nil {
		m.index[c.key] = int32(len(m.items) - 1)
		return
	}
	if len(m.items) > fewKeys {
		m.index = make(map[K]int32, 2*fewKeys)
		for i := range m.items {
			m.index[m.items[i].key] = int32(i)
		}
	}
}

// leave counts k once less and tells whether it is gone with that.
func (m *multiset[K]) leave(k K) bool {
	i := m.find(k)
	if i < 0 {
		return false
	}
	if m.items[i].n--; m.items[i].n > 0 {
		return false
	}
	last := len(m.items) - 1
	m.items[i] = m.items[last]
	m.items[last] = counted[K]{}
	m.items = m.items[:last]
	if m.index != nil {
		if i < last {
			m.index[m.items[i].key] = int32(i)
		}
		delete(m.index, k)
	}
	return true
}

func (m *multiset[K]) save(e *event.Encoder) {
	e.Int(len(m.items))
	for i := range m.items {
		saveValue(e, m.items[i].key)
		e.Int64(m.items[i].n)
	}
}

func (m *multiset[K]) load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		k := loadValue[K](d)
		m.add(counted[K]{k, d.Int64()})
	}
}

func (m *multiset[K]) bytes() int {
	n := cap(m.items) * sizeOf[counted[K]]()
	if m.index != nil {
		n += len(m.index) * 2 * sizeOf[counted[K]]()
	}
	return n
}
