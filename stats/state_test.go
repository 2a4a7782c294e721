package stats

import (
	"errors"
	"math"

	"github.com/cephei-go/cephei/event"
)

// The engine's codec of states is what the types of this package save themselves to.
var (
	_ Encoder = (*event.Encoder)(nil)
	_ Decoder = (*event.Decoder)(nil)
)

// tape is a state in memory: an Encoder and Decoder that also notices a type read back as another.
type tape struct {
	kinds []byte
	words []uint64
	texts []string
	at    int
	err   error
}

func (t *tape) put(kind byte, w uint64) {
	t.kinds = append(t.kinds, kind)
	t.words = append(t.words, w)
}

func (t *tape) get(kind byte) uint64 {
	if t.err != nil {
		return 0
	}
	if t.at >= len(t.words) || t.kinds[t.at] != kind {
		t.err = errors.New("tape: nothing of that kind here")
		return 0
	}
	t.at++
	return t.words[t.at-1]
}

type tapeWriter struct{ *tape }

func (w tapeWriter) Uint64(v uint64)   { w.put('u', v) }
func (w tapeWriter) Int64(v int64)     { w.put('i', uint64(v)) }
func (w tapeWriter) Float64(v float64) { w.put('f', math.Float64bits(v)) }
func (w tapeWriter) Bool(v bool) {
	if v {
		w.put('b', 1)
	} else {
		w.put('b', 0)
	}
}

func (w tapeWriter) String(v string) {
	w.put('s', uint64(len(w.texts)))
	w.texts = append(w.texts, v)
}

type tapeReader struct{ *tape }

func (r tapeReader) Uint64() uint64   { return r.get('u') }
func (r tapeReader) Int64() int64     { return int64(r.get('i')) }
func (r tapeReader) Float64() float64 { return math.Float64frombits(r.get('f')) }
func (r tapeReader) Bool() bool       { return r.get('b') == 1 }
func (r tapeReader) Err() error       { return r.err }
func (r tapeReader) String() string {
	i := int(r.get('s'))
	if i < len(r.texts) {
		return r.texts[i]
	}
	return ""
}

// copyState moves the state of one value into another through a tape.
func copyState(to, from State) (*tape, error) {
	t := &tape{}
	from.Save(tapeWriter{t})
	err := to.Load(tapeReader{t})
	if err == nil && t.at != len(t.words) {
		err = errors.New("tape: not read to its end")
	}
	return t, err
}

// relativeError is |got-want| relative to want, 0 when both are NaN.
func relativeError(got, want float64) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	if got != got || want != want || math.IsInf(got, 0) || math.IsInf(want, 0) {
		return math.Inf(1)
	}
	return math.Abs(got-want) / max(math.Abs(want), math.SmallestNonzeroFloat64)
}
