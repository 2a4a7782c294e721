package engine

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/cephei-go/cephei/event"
)

// A checkpoint is a line that names its version, and blocks: length and check sum in four bytes
// each, then the bytes. The check sum is over all blocks so far, so that none can be missing or out
// of place; a block of length 0 is the end. What a reader gets has been checked: operators never
// load damaged bytes, and a wrong length cannot exhaust memory.

// magic begins every checkpoint; the digit is the version of the format.
const magic = "cephei checkpoint 2\n"

// largestBlock bounds what a reader accepts and a writer makes.
const largestBlock = 1 << 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// blockWriter writes blocks; close writes the end.
type blockWriter struct {
	w   io.Writer
	sum uint32
}

func newBlockWriter(w io.Writer) (*blockWriter, error) {
	_, err := io.WriteString(w, magic)
	return &blockWriter{w: w}, err
}

// Write writes p as one block, or as several when it is long.
func (b *blockWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		part := p[:min(len(p), largestBlock)]
		if err := b.block(part); err != nil {
			return n, err
		}
		n += len(part)
		p = p[len(part):]
	}
	return n, nil
}

func (b *blockWriter) block(p []byte) error {
	b.sum = crc32.Update(b.sum, castagnoli, p)
	var head [8]byte
	binary.LittleEndian.PutUint32(head[:4], uint32(len(p)))
	binary.LittleEndian.PutUint32(head[4:], b.sum)
	if _, err := b.w.Write(head[:]); err != nil {
		return err
	}
	_, err := b.w.Write(p)
	return err
}

func (b *blockWriter) close() error { return b.block(nil) }

// blockReader reads what a blockWriter wrote.
type blockReader struct {
	r     io.Reader
	sum   uint32
	block []byte // what is left of the present one
	buf   []byte
	err   error
}

// newBlockReader reads the first line.
func newBlockReader(r io.Reader) (*blockReader, error) {
	line := make([]byte, len(magic))
	if _, err := io.ReadFull(r, line); err != nil || string(line) != magic {
		return nil, fmt.Errorf("%w: no checkpoint of this version", event.ErrCorrupt)
	}
	return &blockReader{r: r}, nil
}

// Read returns bytes that have been checked.
func (b *blockReader) Read(p []byte) (int, error) {
	if len(b.block) == 0 && b.err == nil {
		b.err = b.next()
	}
	if b.err != nil {
		return 0, b.err
	}
	n := copy(p, b.block)
	b.block = b.block[n:]
	return n, nil
}

// next reads a block; at the end it returns io.EOF.
func (b *blockReader) next() error {
	var head [8]byte
	if _, err := io.ReadFull(b.r, head[:]); err != nil {
		return fmt.Errorf("%w: it is cut off", event.ErrCorrupt)
	}
	n := binary.LittleEndian.Uint32(head[:4])
	if n > largestBlock {
		return fmt.Errorf("%w: block of %d bytes", event.ErrCorrupt, n)
	}
	if uint32(cap(b.buf)) < n {
		b.buf = make([]byte, n)
	}
	b.block = b.buf[:n]
	if _, err := io.ReadFull(b.r, b.block); err != nil {
		return fmt.Errorf("%w: it is cut off", event.ErrCorrupt)
	}
	b.sum = crc32.Update(b.sum, castagnoli, b.block)
	switch {
	case b.sum != binary.LittleEndian.Uint32(head[4:]):
		return fmt.Errorf("%w: the check sum is wrong", event.ErrCorrupt)
	case n == 0:
		return io.EOF
	}
	return nil
}

// end fails when the end has not been reached.
func (b *blockReader) end() error {
	if n, err := io.Copy(io.Discard, b); err != nil || n > 0 || len(b.block) > 0 {
		return fmt.Errorf("%w: there is more than was expected", event.ErrCorrupt)
	}
	return nil
}
