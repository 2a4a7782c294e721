package tail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Options say how a file is read.
type Options struct {
	Follow  bool         // go on at the end, and when the file does not exist (yet)
	MaxLine int          // DefaultMaxLine when 0
	Note    func(string) // told of rotation, truncation and the like; may be nil
}

// State says what [File.Read] found.
type State int

// The states.
const (
	More State = iota // there may be more at once
	Idle              // nothing more for now
	Done              // nothing will come any more
)

// chunkBytes is how much one Read takes at most.
const chunkBytes = 64 << 10

// headBytes is how much of a file's beginning is remembered, to tell it from another of that name.
const headBytes = 64

// File is a file whose lines are read.
type File struct {
	path   string
	opt    Options
	f      *os.File // nil while there is none
	offset int64    // of the next byte to read
	head   []byte   // the file's first bytes, as far as they were read
	split  Splitter
	buf    []byte
	gone   bool // told already that the file is not there
	looked bool // the file was at rest: see whether it is the same still before reading on
}

// Open opens a file. One that does not exist is an error only when it is not to be followed.
func Open(path string, opt Options) (*File, error) {
	t := &File{path: path, opt: opt, buf: make([]byte, chunkBytes)}
	t.split.Max = opt.MaxLine
	if err := t.open(); err != nil && (!opt.Follow || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	return t, nil
}

func (t *File) open() error {
	f, err := os.Open(t.path)
	if err != nil {
		return err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return fmt.Errorf("%s is a directory", t.path)
	}
	t.f, t.gone = f, false
	t.rewind()
	return nil
}

func (t *File) rewind() {
	t.offset, t.head = 0, t.head[:0]
	t.split.Restart()
}

// Close closes the file.
func (t *File) Close() error {
	if t.f == nil {
		return nil
	}
	return t.f.Close()
}

// Read reads on and gives out the lines that became complete. When emit returns false that line counts
// as not read.
func (t *File) Read(emit func(Line) bool) (State, error) {
	if t.f == nil {
		if err := t.open(); err != nil {
			return t.absent(err)
		}
	}
	if t.looked {
		t.looked = false
		if t.rewritten() {
			t.truncated(emit)
		}
	}
	n, err := t.f.ReadAt(t.buf, t.offset)
	if n > 0 {
		t.take(t.buf[:n], emit)
		return More, nil
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return Done, err
	case !t.opt.Follow:
		t.split.Finish(emit)
		return Done, nil
	}
	return t.atEnd(emit)
}

func (t *File) take(chunk []byte, emit func(Line) bool) {
	if room := headBytes - len(t.head); room > 0 && t.offset == int64(len(t.head)) {
		t.head = append(t.head, chunk[:min(room, len(chunk))]...)
	}
	t.offset += int64(t.split.Write(chunk, emit))
}

// absent is the state while there is no file.
func (t *File) absent(err error) (State, error) {
	if !errors.Is(err, fs.ErrNotExist) {
		return Done, err
	}
	t.noteGone()
	return Idle, nil
}

func (t *File) noteGone() {
	if !t.gone {
		t.note("%s is not there: waiting for it", t.path)
	}
	t.gone = true
}

// atEnd looks whether the name stands for another file by now.
func (t *File) atEnd(emit func(Line) bool) (State, error) {
	t.looked = true
	now, err := os.Stat(t.path)
	if err != nil {
		return t.absent(err) // what is still written into the open file is read on
	}
	t.gone = false
	mine, err := t.f.Stat()
	if err != nil {
		return Done, err
	}
	if os.SameFile(mine, now) {
		return Idle, nil
	}
	t.split.Finish(emit) // nobody will finish its last line
	t.note("%s was replaced: going on with the new file", t.path)
	_ = t.f.Close()
	t.f, t.looked = nil, false
	return More, nil
}

// rewritten tells whether the open file is shorter than it was, or begins otherwise: it was truncated
// and perhaps filled again.
func (t *File) rewritten() bool {
	info, err := t.f.Stat()
	if err != nil {
		return false
	}
	if info.Size() < t.offset {
		return true
	}
	return !t.sameHead(t.head)
}

func (t *File) sameHead(head []byte) bool {
	now := make([]byte, len(head))
	n, _ := t.f.ReadAt(now, 0) // fewer bytes than before differ too
	return bytes.Equal(now[:n], head)
}

func (t *File) truncated(emit func(Line) bool) {
	t.split.Finish(emit)
	t.note("%s was truncated: reading it from its beginning", t.path)
	t.rewind()
}

func (t *File) note(format string, args ...any) {
	if t.opt.Note != nil {
		t.opt.Note(fmt.Sprintf(format, args...))
	}
}

// Progress returns how far the file is read, and its size.
func (t *File) Progress() (offset, size int64) {
	if t.f == nil {
		return 0, 0
	}
	info, err := t.f.Stat()
	if err != nil {
		return t.offset, 0
	}
	return t.offset, info.Size()
}

// Position is a place in a file to which a later reader can return.
type Position struct {
	Offset int64  // behind the last line that was given out
	Line   int    // its number
	Head   []byte // how the file begins
}

// Position returns the place behind the last line that was given out.
func (t *File) Position() Position {
	offset := t.offset - int64(t.split.Pending())
	head := t.head[:min(int64(len(t.head)), offset)]
	return Position{Offset: offset, Line: t.split.number, Head: bytes.Clone(head)}
}

// Seek goes to a place that was noted earlier. It tells false, and stays at the beginning, when the
// file is not the one that the place was noted in.
func (t *File) Seek(p Position) bool {
	if t.f == nil || p.Offset < 0 || p.Line < 0 || len(p.Head) > headBytes {
		return false
	}
	info, err := t.f.Stat()
	if err != nil || info.Size() < p.Offset || !t.sameHead(p.Head) {
		return false
	}
	t.offset, t.head = p.Offset, bytes.Clone(p.Head)
	t.split.number = p.Line
	return true
}
