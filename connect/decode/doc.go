// Package decode makes the values of events from lines of text: JSON objects, CSV, and raw lines that
// regular expressions take apart. Wrong lines are errors that say what is wrong; none panics.
package decode

// Text is a value whose type the text does not tell: a field of CSV, a part of a line. [Fit] gives it
// the type of its column.
type Text string

// Decoder makes values from one line. It returns nil without an error for a line that holds no
// record, such as an empty one or a header.
type Decoder interface {
	Decode(line []byte) (map[string]any, error)
}
