package stats

import "fmt"

// Sample is a value at a time.
type Sample struct {
	T int64
	V float64
}

// sampleQueue holds the samples of a range of time, oldest first; it grows as needed.
type sampleQueue struct {
	buf  []Sample
	head int
	n    int
}

// at gives the sample of position i, 0 being the oldest.
func (q *sampleQueue) at(i int) *Sample {
	i += q.head
	if i >= len(q.buf) {
		i -= len(q.buf)
	}
	return &q.buf[i]
}

func (q *sampleQueue) first() *Sample { return q.at(0) }
func (q *sampleQueue) last() *Sample  { return q.at(q.n - 1) }

func (q *sampleQueue) push(s Sample) {
	if q.n == len(q.buf) {
		buf := make([]Sample, max(8, 2*len(q.buf)))
		for i := range q.n {
			buf[i] = *q.at(i)
		}
		q.buf, q.head = buf, 0
	}
	q.n++
	*q.at(q.n - 1) = s
}

func (q *sampleQueue) pop() Sample {
	s := *q.first()
	q.head++
	if q.head == len(q.buf) {
		q.head = 0
	}
	q.n--
	return s
}

func (q *sampleQueue) reset() { q.head, q.n = 0, 0 }

func (q *sampleQueue) save(e Encoder) {
	e.Uint64(uint64(q.n))
	for i := range q.n {
		e.Int64(q.at(i).T)
		e.Float64(q.at(i).V)
	}
}

func (q *sampleQueue) load(d Decoder, limit int) error {
	q.reset()
	n, err := loadLen(d, limit)
	if err != nil {
		return err
	}
	for range n {
		s := Sample{d.Int64(), d.Float64()}
		if d.Err() != nil {
			return d.Err()
		}
		if q.n > 0 && s.T < q.last().T {
			return fmt.Errorf("%w: samples out of order", ErrState)
		}
		q.push(s)
	}
	return nil
}

// RangeConfig describes a window of the last so many ticks.
type RangeConfig struct {
	Range          int64   // length of the window in ticks; samples of (now-Range, now] are in it
	TicksPerSecond float64 // 0: 1000
	MaxSamples     int     // the oldest leave early beyond so many; 0: 1,000,000
}

func (c RangeConfig) resolve() RangeConfig {
	c.Range = max(c.Range, 1)
	c.TicksPerSecond = tickRate(c.TicksPerSecond)
	if c.MaxSamples <= 0 {
		c.MaxSamples = 1_000_000
	}
	c.MaxSamples = max(c.MaxSamples, 2)
	return c
}

// left is the left edge of the window at now: samples at or before it are out.
func (c *RangeConfig) left(now int64) int64 {
	if edge := now - c.Range; edge < now {
		return edge
	}
	return -1 << 63 // the subtraction went below the range of int64
}

// extrapolate stretches a change between the first and the last of n samples to the whole
// window, as Prometheus does: to the window's edge if the samples come near it, by half a mean
// interval if they do not; a counter not beyond the time at which it would have been 0.
func (c *RangeConfig) extrapolate(
	change float64, first, last Sample, n int, now int64, counter bool,
) float64 {
	span := sinceTicks(first.T, last.T)
	mean := span / float64(n-1)
	before := sinceTicks(c.left(now), first.T)
	if before >= float64(1.1*mean) {
		before = mean / 2
	}
	if counter && change > 0 && first.V >= 0 {
		if zero := float64(span * (first.V / change)); zero < before {
			before = zero
		}
	}
	after := sinceTicks(last.T, now)
	if after >= float64(1.1*mean) {
		after = mean / 2
	}
	return saturate(change * ((span + before + after) / span))
}
