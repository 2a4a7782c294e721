package keys

import (
	"math"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

// kind is how keys are held.
type kind uint8

const (
	kindUnit  kind = iota // no expression: there is one key
	kindInt               // one number or boolean, as 64 bits
	kindStr               // one string
	kindStrs              // several strings
	kindBytes             // everything else, encoded
)

// Key is a compiled key. It does not change and is shared by all sets that use it.
type Key struct {
	kind  kind
	word  expr.IntFn   // kindInt
	str   expr.StrFn   // kindStr
	texts []expr.StrFn // kindStrs
	parts []func(buf []byte, env *expr.Env) []byte
}

// New returns the key that consists of the given expressions. With none, all rows have one key.
func New(fns ...expr.Fn) *Key {
	k := &Key{}
	switch {
	case len(fns) == 0:
		k.kind = kindUnit
	case len(fns) > 1 && k.takeTexts(fns):
		k.kind = kindStrs
	case len(fns) > 1:
		k.kind = kindBytes
	default:
		k.single(fns[0])
	}
	for _, f := range fns {
		k.parts = append(k.parts, encoder(f))
	}
	return k
}

// Texts tells whether the key is one string or several, and nothing else.
func (k *Key) Texts() bool { return k.kind == kindStr || k.kind == kindStrs }

func (k *Key) single(f expr.Fn) {
	switch f.Type.Class() {
	case event.ClassInt:
		k.kind, k.word = kindInt, f.Int
	case event.ClassFloat:
		k.kind, k.word = kindInt, func(env *expr.Env) (int64, bool) {
			v, ok := f.Float(env)
			return int64(canonical(v)), ok
		}
	case event.ClassBool:
		k.kind, k.word = kindInt, func(env *expr.Env) (int64, bool) {
			v, ok := f.Bool(env)
			return boolWord(v), ok
		}
	case event.ClassStr:
		k.kind, k.str = kindStr, f.Str
	default:
		k.kind = kindBytes
	}
}

// Append appends the key of the row in env to buf: equal keys give equal bytes, different keys
// different ones.
func (k *Key) Append(buf []byte, env *expr.Env) []byte {
	for _, p := range k.parts {
		buf = p(buf, env)
	}
	return buf
}

// canonical gives all NaN and both zeros one form.
func canonical(v float64) uint64 {
	switch {
	case v == 0:
		return 0
	case v != v:
		return math.Float64bits(math.NaN())
	}
	return math.Float64bits(v)
}

func boolWord(v bool) int64 {
	if v {
		return 1
	}
	return 0
}
