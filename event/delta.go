package event

// Delta is the one currency between operators: what entered and what left in one update.
// An event may be in both. The slices belong to whoever gave them and are valid during the call.
type Delta struct {
	New []*Event // insert stream
	Old []*Event // remove stream
}

// Empty tells whether nothing entered and nothing left.
func (d *Delta) Empty() bool { return len(d.New) == 0 && len(d.Old) == 0 }

// Reset empties the delta and keeps its memory.
func (d *Delta) Reset() { d.New, d.Old = d.New[:0], d.Old[:0] }

// Sink takes deltas: the next operator.
type Sink interface {
	Push(d *Delta)
}

// SinkFunc makes a function a [Sink].
type SinkFunc func(d *Delta)

// Push calls the function.
func (f SinkFunc) Push(d *Delta) { f(d) }
