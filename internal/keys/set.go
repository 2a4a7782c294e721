package keys

import (
	"hash/maphash"
	"iter"
	"math/bits"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// seed differs between processes: see the comment of the package.
var (
	seed     = maphash.MakeSeed()
	wordSeed = maphash.String(seed, "word")
)

// Set gives each key a number: the lowest ones first, those of removed keys again.
//
// It is an open-addressing table of (hash, number) with linear probing; the keys lie in a slice
// by number. A look-up costs one hash and, as a rule, one comparison; removing shifts back what
// follows, so there are no tombstones. 8 to 16 bytes a key for the table, 8 for a number or boolean,
// 16 for a string (and its text, which is shared with the event that brought it), as much for each
// of several strings.
type Set struct {
	key   *Key
	table []uint64 // hash << 32 | number + 1; 0 is free
	used  int      // entries of the table
	null  uint32   // number + 1 of the key null of a single expression, which is not in the table

	words []int64  // the keys by number: kindInt
	strs  []string // kindStr and kindBytes; kindStrs, as many a key as it has parts
	nulls []uint8  // kindStrs: a bit for each part that is null; as long as there is need
	live  []bool   // by number
	free  []uint32 // numbers to hand out again, the last first
	count int
	buf   []byte
	tuple []string // kindStrs: the key that is looked for
}

// NewSet returns an empty set.
func NewSet(k *Key) *Set { return &Set{key: k} }

// Len returns the number of keys.
func (s *Set) Len() int { return s.count }

// Cap returns one more than the highest number ever given out.
func (s *Set) Cap() int { return len(s.live) }

// Find returns the number of the key of the row in env.
func (s *Set) Find(env *expr.Env) (n uint32, ok bool) { return s.FindBy(s.key, env) }

// FindBy returns the number of the key that k makes of the row in env: k takes the parts from
// elsewhere than the set's own key does, and they are of the same classes.
func (s *Set) FindBy(k *Key, env *expr.Env) (n uint32, ok bool) {
	switch k.kind {
	case kindInt:
		v, ok := k.word(env)
		if !ok {
			return s.null - 1, s.null != 0
		}
		return s.findWord(v, hashWord(v))
	case kindStr:
		v, ok := k.str(env)
		if !ok {
			return s.null - 1, s.null != 0
		}
		return s.findStr(v, uint32(maphash.String(seed, v)))
	case kindStrs:
		null := s.read(k, env)
		return s.findTuple(null, hashTuple(s.tuple, null))
	case kindBytes:
		s.buf = k.Append(s.buf[:0], env)
		return s.findBytes(uint32(maphash.Bytes(seed, s.buf)))
	case kindUnit:
	}
	return s.null - 1, s.null != 0
}

// Add returns the number of the key of the row in env, and whether it is new.
func (s *Set) Add(env *expr.Env) (n uint32, added bool) {
	switch s.key.kind {
	case kindInt:
		if v, ok := s.key.word(env); ok {
			return s.addWord(v)
		}
	case kindStr:
		if v, ok := s.key.str(env); ok {
			return s.addStr(v)
		}
	case kindStrs:
		return s.addTuple(s.read(s.key, env))
	case kindBytes:
		s.buf = s.key.Append(s.buf[:0], env)
		h := uint32(maphash.Bytes(seed, s.buf))
		if n, ok := s.findBytes(h); ok {
			return n, false
		}
		n = s.number()
		s.strs[n] = string(s.buf)
		s.insert(h, n)
		return n, true
	case kindUnit:
	}
	if s.null != 0 {
		return s.null - 1, false
	}
	n = s.number()
	s.null = n + 1
	return n, true
}

func (s *Set) addWord(v int64) (uint32, bool) {
	h := hashWord(v)
	if n, ok := s.findWord(v, h); ok {
		return n, false
	}
	n := s.number()
	s.words[n] = v
	s.insert(h, n)
	return n, true
}

func (s *Set) addStr(v string) (uint32, bool) {
	h := uint32(maphash.String(seed, v))
	if n, ok := s.findStr(v, h); ok {
		return n, false
	}
	n := s.number()
	s.strs[n] = v
	s.insert(h, n)
	return n, true
}

// Remove forgets the key with the number n.
func (s *Set) Remove(n uint32) {
	if int(n) >= len(s.live) || !s.live[n] {
		return
	}
	if s.null == n+1 {
		s.null = 0
	} else {
		s.unlink(s.hashOf(n), n)
	}
	switch {
	case s.key.kind == kindStrs:
		clear(s.textsOf(n))
	case s.strs != nil:
		s.strs[n] = ""
	}
	s.live[n] = false
	s.free = append(s.free, n)
	s.count--
}

// Rename gives the number n, which stands for a key, the key of the row in env. It fails when another
// number has that key.
func (s *Set) Rename(n uint32, env *expr.Env) bool {
	if other, ok := s.Find(env); ok {
		return other == n
	}
	s.Remove(n)
	s.Add(env) // takes the number that was freed last, which is n
	return true
}

// Clear forgets all keys and keeps the memory.
func (s *Set) Clear() {
	clear(s.table)
	clear(s.strs)
	s.words, s.strs, s.live, s.free = s.words[:0], s.strs[:0], s.live[:0], s.free[:0]
	s.nulls = s.nulls[:0]
	s.used, s.null, s.count = 0, 0, 0
}

// Each yields the numbers of all keys, the lowest first.
func (s *Set) Each() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for n, live := range s.live {
			if live && !yield(uint32(n)) {
				return
			}
		}
	}
}

// Has tells whether the number n stands for a key now.
func (s *Set) Has(n uint32) bool { return int(n) < len(s.live) && s.live[n] }

// Bytes estimates the memory held.
func (s *Set) Bytes() int {
	b := 8*cap(s.table) + 8*cap(s.words) + 16*cap(s.strs) + cap(s.live) + 4*cap(s.free) + cap(s.buf) + cap(s.nulls)
	if s.key.kind == kindBytes {
		for _, k := range s.strs {
			b += len(k)
		}
	}
	return b
}

// Save writes the keys with their numbers.
func (s *Set) Save(e *event.Encoder) {
	e.Int(len(s.live))
	for n, live := range s.live {
		e.Bool(live)
		switch {
		case !live:
		case s.null == uint32(n)+1:
			e.Bool(true)
		default:
			e.Bool(false)
			s.saveKey(uint32(n), e)
		}
	}
	for _, n := range s.free { // as many as are not live
		e.Uint64(uint64(n))
	}
}

func (s *Set) saveKey(n uint32, e *event.Encoder) {
	switch s.key.kind {
	case kindInt:
		e.Int64(s.words[n])
	case kindStrs:
		s.saveTuple(n, e)
	case kindStr, kindBytes, kindUnit:
		e.String(s.strs[n])
	}
}

// Load reads what Save wrote, into an empty set of the same key.
func (s *Set) Load(d *event.Decoder) {
	for n := d.Len(); n > 0 && d.Err() == nil; n-- {
		i := s.number()
		switch {
		case !d.Bool():
			s.live[i] = false
			s.count--
		case d.Bool():
			s.null = i + 1
		case s.key.kind == kindInt:
			s.words[i] = d.Int64()
			s.insert(s.hashOf(i), i)
		case s.key.kind == kindStrs:
			s.loadTuple(i, d)
		case s.key.kind == kindUnit:
			d.Fail("key of nothing")
		default:
			s.strs[i] = d.String()
			s.insert(s.hashOf(i), i)
		}
	}
	for n := len(s.live) - s.count; n > 0 && d.Err() == nil; n-- {
		i := d.Uint64()
		if i >= uint64(len(s.live)) || s.live[i] {
			d.Fail("free number %d", i)
			return
		}
		s.free = append(s.free, uint32(i))
	}
}

// number gives out a number and makes room for its key.
func (s *Set) number() uint32 {
	s.count++
	if k := len(s.free); k > 0 {
		n := s.free[k-1]
		s.free = s.free[:k-1]
		s.live[n] = true
		return n
	}
	s.live = append(s.live, true)
	switch s.key.kind {
	case kindInt:
		s.words = append(s.words, 0)
	case kindStr, kindBytes:
		s.strs = append(s.strs, "")
	case kindStrs:
		for range s.key.texts {
			s.strs = append(s.strs, "")
		}
	case kindUnit:
	}
	return uint32(len(s.live) - 1)
}

func hashWord(v int64) uint32 {
	hi, lo := bits.Mul64(uint64(v)^wordSeed, 0x9E3779B97F4A7C15)
	return uint32(hi ^ lo)
}

func (s *Set) hashOf(n uint32) uint32 {
	switch s.key.kind {
	case kindInt:
		return hashWord(s.words[n])
	case kindStrs:
		return hashTuple(s.textsOf(n), s.nullsOf(n))
	case kindStr, kindBytes, kindUnit:
	}
	return uint32(maphash.String(seed, s.strs[n]))
}
