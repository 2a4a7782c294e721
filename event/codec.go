package event

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// Encoder writes the state of operators into a checkpoint. Errors stick: they are told by
// [Encoder.Flush].
type Encoder struct {
	// SchemaName names the schema of an event so that the reader finds it again; its own name when
	// nil.
	SchemaName func(*Schema) string

	w     *bufio.Writer
	buf   [binary.MaxVarintLen64]byte
	err   error
	known map[*Event]uint64
}

// NewEncoder returns an encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder {
	return &Encoder{w: bufio.NewWriter(w), known: make(map[*Event]uint64)}
}

// Flush writes what is buffered and returns the first error.
func (e *Encoder) Flush() error {
	if err := e.w.Flush(); e.err == nil {
		e.err = err
	}
	return e.err
}

func (e *Encoder) write(b []byte) {
	if _, err := e.w.Write(b); e.err == nil {
		e.err = err
	}
}

// Uint64 writes an unsigned number.
func (e *Encoder) Uint64(v uint64) { e.write(binary.AppendUvarint(e.buf[:0], v)) }

// Int64 writes a signed number.
func (e *Encoder) Int64(v int64) { e.write(binary.AppendVarint(e.buf[:0], v)) }

// Int writes a signed number.
func (e *Encoder) Int(v int) { e.Int64(int64(v)) }

// Float64 writes a floating point number, every bit of it.
func (e *Encoder) Float64(v float64) {
	e.write(binary.LittleEndian.AppendUint64(e.buf[:0], math.Float64bits(v)))
}

// Bool writes a truth value.
func (e *Encoder) Bool(v bool) {
	if v {
		e.Uint64(1)
	} else {
		e.Uint64(0)
	}
}

// String writes a string.
func (e *Encoder) String(v string) {
	e.Uint64(uint64(len(v)))
	if _, err := e.w.WriteString(v); e.err == nil {
		e.err = err
	}
}

// Timer writes whether a timer is set and for when.
func (e *Encoder) Timer(t *Timer) {
	armed, at, seq := t.Saved()
	e.Bool(armed)
	if armed {
		e.Int64(at)
		e.Int64(seq)
	}
}

// Decoder reads what an [Encoder] wrote. Errors stick: after the first one every call returns a zero
// value, and [Decoder.Err] tells it. Lengths are checked against what can be read, so that a
// damaged checkpoint cannot exhaust memory.
type Decoder struct {
	r       *bufio.Reader
	err     error
	schemas func(name string) *Schema
	events  []*Event
}

// NewDecoder returns a decoder that reads from r; schemas finds the schema of a name, or nil.
func NewDecoder(r io.Reader, schemas func(string) *Schema) *Decoder {
	return &Decoder{r: bufio.NewReader(r), schemas: schemas}
}

// ErrCorrupt is what [Decoder.Err] wraps when the input is no checkpoint or a damaged one.
var ErrCorrupt = errors.New("damaged checkpoint")

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Fail makes the decoder fail, with ErrCorrupt wrapped, unless it has failed already.
func (d *Decoder) Fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
	}
}

// Uint64 reads an unsigned number.
func (d *Decoder) Uint64() uint64 {
	if d.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(d.r)
	if err != nil {
		d.Fail("%v", err)
		return 0
	}
	return v
}

// Int64 reads a signed number.
func (d *Decoder) Int64() int64 {
	if d.err != nil {
		return 0
	}
	v, err := binary.ReadVarint(d.r)
	if err != nil {
		d.Fail("%v", err)
		return 0
	}
	return v
}

// Int reads a signed number.
func (d *Decoder) Int() int { return int(d.Int64()) }

// Len reads a length that was written with [Encoder.Int] and fails when it is negative or more
// than any state can be. A reader appends element by element and stops when Err is set.
func (d *Decoder) Len() int {
	n := d.Int64()
	if n < 0 || n > math.MaxInt32 {
		d.Fail("length %d", n)
		return 0
	}
	return int(n)
}

// Float64 reads a floating point number.
func (d *Decoder) Float64() float64 {
	var b [8]byte
	if d.err != nil {
		return 0
	}
	if _, err := io.ReadFull(d.r, b[:]); err != nil {
		d.Fail("%v", err)
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b[:]))
}

// Bool reads a truth value.
func (d *Decoder) Bool() bool { return d.Uint64() != 0 }

// String reads a string.
func (d *Decoder) String() string {
	n := d.Uint64()
	const step = 1 << 16
	var b []byte
	for n > 0 && d.err == nil {
		k := min(n, step)
		part := make([]byte, k)
		if _, err := io.ReadFull(d.r, part); err != nil {
			d.Fail("%v", err)
			return ""
		}
		if b == nil && k == n {
			return string(part)
		}
		b = append(b, part...)
		n -= k
	}
	return string(b)
}

// Timer sets a timer as it was.
func (d *Decoder) Timer(s *Schedule, t *Timer) {
	if !d.Bool() {
		return
	}
	at, seq := d.Int64(), d.Int64()
	if d.err == nil {
		s.Restore(t, at, seq)
	}
}
