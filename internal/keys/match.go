package keys

import (
	"hash/maphash"

	"github.com/cephei-go/cephei/query/expr"
)

// AddEqual is Add for rows that are compared with those of others by `=`, where null equals nothing:
// a key with a null has no number. The key may be another one than the set's, if it is of the same
// form: rows of two kinds meet in one set.
func (s *Set) AddEqual(k *Key, env *expr.Env) (n uint32, ok bool) {
	switch k.kind {
	case kindInt:
		if v, ok := k.word(env); ok {
			n, _ = s.addWord(v)
			return n, true
		}
	case kindStr:
		if v, ok := k.str(env); ok {
			n, _ = s.addStr(v)
			return n, true
		}
	case kindStrs:
		if null := s.read(k, env); null == 0 {
			n, _ = s.addTuple(0)
			return n, true
		}
	case kindBytes:
		if !s.encode(k, env) {
			return 0, false
		}
		h := uint32(maphash.Bytes(seed, s.buf))
		if n, ok := s.findBytes(h); ok {
			return n, true
		}
		n = s.number()
		s.strs[n] = string(s.buf)
		s.insert(h, n)
		return n, true
	case kindUnit:
	}
	return 0, false
}

// FindEqual returns the number of the key of the row in env; a key with a null has none.
func (s *Set) FindEqual(k *Key, env *expr.Env) (n uint32, ok bool) {
	switch k.kind {
	case kindInt:
		if v, ok := k.word(env); ok {
			return s.findWord(v, hashWord(v))
		}
	case kindStr:
		if v, ok := k.str(env); ok {
			return s.findStr(v, uint32(maphash.String(seed, v)))
		}
	case kindStrs:
		if null := s.read(k, env); null == 0 {
			return s.findTuple(0, hashTuple(s.tuple, 0))
		}
	case kindBytes:
		if s.encode(k, env) {
			return s.findBytes(uint32(maphash.Bytes(seed, s.buf)))
		}
	case kindUnit:
	}
	return 0, false
}

// encode puts a key into s.buf, and tells whether no part of it is null.
func (s *Set) encode(k *Key, env *expr.Env) (ok bool) {
	s.buf, ok = k.AppendEqual(s.buf[:0], env)
	return ok
}

// AppendEqual is Append for keys that are compared by `=`: false when a part of it is null.
func (k *Key) AppendEqual(buf []byte, env *expr.Env) ([]byte, bool) {
	for _, part := range k.parts {
		at := len(buf)
		if buf = part(buf, env); buf[at] == tagNull {
			return buf, false
		}
	}
	return buf, true
}
