package tail

import "bytes"

// DefaultMaxLine is the longest line that is taken unless the options say otherwise.
const DefaultMaxLine = 1 << 20

// Line is one line of a file, without its end. Text is valid during the call that gave it.
type Line struct {
	Text   []byte
	Number int  // from 1
	Long   bool // longer than allowed: Text is its beginning
}

// Splitter cuts a stream of bytes into lines, ended by \n or \r\n.
type Splitter struct {
	Max int // bytes a line may have; DefaultMaxLine when 0

	partial []byte // of a line whose end has not come
	dropped int    // bytes of it that were thrown away, since it is too long
	number  int
}

// Write takes the next bytes and gives out the lines that they complete. Where emit returns false it
// stops before that line; consumed says how many bytes it took.
func (s *Splitter) Write(chunk []byte, emit func(Line) bool) (consumed int) {
	for {
		rest := chunk[consumed:]
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			s.keep(rest)
			return len(chunk)
		}
		if !s.line(rest[:end], emit) {
			return consumed
		}
		consumed += end + 1
	}
}

// line gives out a line of which rest is the end.
func (s *Splitter) line(rest []byte, emit func(Line) bool) bool {
	text, held, dropped := rest, len(s.partial), s.dropped
	if held > 0 || dropped > 0 || len(rest) > s.max() {
		s.keep(rest)
		text = s.partial
	}
	l := Line{Text: bytes.TrimSuffix(text, []byte{'\r'}), Number: s.number + 1, Long: s.dropped > 0}
	if !emit(l) {
		s.partial, s.dropped = s.partial[:held], dropped
		return false
	}
	s.number++
	s.partial, s.dropped = s.partial[:0], 0
	return true
}

func (s *Splitter) keep(chunk []byte) {
	if room := s.max() - len(s.partial); len(chunk) > room {
		s.dropped += len(chunk) - room
		chunk = chunk[:room]
	}
	s.partial = append(s.partial, chunk...)
}

func (s *Splitter) max() int {
	if s.Max > 0 {
		return s.Max
	}
	return DefaultMaxLine
}

// Finish gives out a last line that has no end.
func (s *Splitter) Finish(emit func(Line) bool) {
	if s.Pending() > 0 {
		s.line(nil, emit)
	}
}

// Pending returns how many bytes of an unfinished line were taken.
func (s *Splitter) Pending() int { return len(s.partial) + s.dropped }

// Restart begins a new file.
func (s *Splitter) Restart() { s.partial, s.dropped, s.number = s.partial[:0], 0, 0 }
