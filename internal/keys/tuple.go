package keys

import (
	"hash/maphash"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// Keys of several strings are held as they are, side by side: the texts need not be copied together,
// and two strings that are one in memory, as those from a table of names, are equal at a glance.

// mostTexts is how many strings a tuple may have: a bit of a byte tells which of them are null.
const mostTexts = 8

// takeTexts makes the key one of several strings, if it is.
func (k *Key) takeTexts(fns []expr.Fn) bool {
	if len(fns) > mostTexts {
		return false
	}
	for i := range fns {
		if fns[i].Type.Class() != event.ClassStr {
			return false
		}
	}
	for i := range fns {
		k.texts = append(k.texts, fns[i].Str)
	}
	return true
}

// read puts the strings that k makes of the row in env into s.tuple, and returns which are null.
func (s *Set) read(k *Key, env *expr.Env) (null uint8) {
	if s.tuple == nil {
		s.tuple = make([]string, len(k.texts))
	}
	for i, text := range k.texts {
		v, ok := text(env)
		if !ok {
			null |= 1 << i
			v = ""
		}
		s.tuple[i] = v
	}
	return null
}

func hashTuple(texts []string, null uint8) uint32 {
	h := uint64(null)
	for _, t := range texts {
		h = (h ^ maphash.String(seed, t)) * 0x9E3779B97F4A7C15
		h ^= h >> 32
	}
	return uint32(h)
}

// textsOf returns the strings of the key with number n.
func (s *Set) textsOf(n uint32) []string {
	k := len(s.key.texts)
	return s.strs[int(n)*k : int(n+1)*k]
}

// Text returns part i of the key with number n, of a key that is [Key.Texts]; false is null.
func (s *Set) Text(n uint32, i int) (text string, ok bool) {
	if s.key.kind == kindStr {
		return s.strs[n], s.null != n+1
	}
	return s.textsOf(n)[i], s.nullsOf(n)&(1<<i) == 0
}

// nullsOf returns which strings of the key with number n are null.
func (s *Set) nullsOf(n uint32) uint8 {
	if int(n) >= len(s.nulls) {
		return 0
	}
	return s.nulls[n]
}

// findTuple looks for the key in s.tuple.
func (s *Set) findTuple(null uint8, h uint32) (uint32, bool) {
	if len(s.table) == 0 {
		return 0, false
	}
	mask := uint32(len(s.table) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		e := s.table[i]
		if e == 0 {
			return 0, false
		}
		if n := uint32(e) - 1; uint32(e>>32) == h && s.isTuple(n, null) {
			return n, true
		}
	}
}

func (s *Set) isTuple(n uint32, null uint8) bool {
	texts := s.textsOf(n)
	for i, t := range s.tuple {
		if texts[i] != t {
			return false
		}
	}
	return s.nullsOf(n) == null
}

// addTuple returns the number of the key in s.tuple, and whether it is new.
func (s *Set) addTuple(null uint8) (uint32, bool) {
	h := hashTuple(s.tuple, null)
	if n, ok := s.findTuple(null, h); ok {
		return n, false
	}
	n := s.number()
	s.setTuple(n, null)
	s.insert(h, n)
	return n, true
}

func (s *Set) setTuple(n uint32, null uint8) {
	copy(s.textsOf(n), s.tuple)
	for null != 0 && int(n) >= len(s.nulls) {
		s.nulls = append(s.nulls, 0)
	}
	if int(n) < len(s.nulls) {
		s.nulls[n] = null
	}
}

func (s *Set) saveTuple(n uint32, e *event.Encoder) {
	e.Uint64(uint64(s.nullsOf(n)))
	for _, t := range s.textsOf(n) {
		e.String(t)
	}
}

func (s *Set) loadTuple(n uint32, d *event.Decoder) {
	null := uint8(d.Uint64())
	s.tuple = make([]string, len(s.key.texts))
	for i := range s.tuple {
		s.tuple[i] = d.String()
	}
	s.setTuple(n, null)
	s.insert(s.hashOf(n), n)
}
