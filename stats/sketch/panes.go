package sketch

import (
	"fmt"

	"github.com/cephei-go/cephei/stats"
)

// Pane is what a sliding window can be made of: TopK, CountMin, Distinct, stats.Histogram.
type Pane[S any] interface {
	Merge(S) error
	Reset()
	stats.State
}

// Panes is a sliding window over a sketch that nothing can leave: a ring of sketches, one for each
// stretch of time. The window moves by a whole pane at a time: with n panes it covers between
// n-1 and n stretches.
//
//	order     by time; late keys go into the newest pane
//	cost      that of the sketch; a merge of all panes for an answer
//	space     n+1 sketches
//	source    J. Li et al., No pane, no gain, 2005
type Panes[S Pane[S]] struct {
	panes []S
	union S
	width int64 // ticks a pane
	at    int   // the newest pane
	epoch int64 // number of the newest pane: its time divided by width
	begun bool
}

// maxPanes bounds a window.
const maxPanes = 1 << 12

// NewPanes makes a window of n panes of so many ticks each; empty makes a sketch.
func NewPanes[S Pane[S]](n int, width int64, empty func() S) *Panes[S] {
	p := &Panes[S]{width: max(width, 1), union: empty()}
	for range min(max(n, 1), maxPanes) {
		p.panes = append(p.panes, empty())
	}
	return p
}

// At gives the pane to add what happens at time t to; older panes than the window holds are
// emptied.
func (p *Panes[S]) At(t int64) S {
	p.Advance(t)
	return p.panes[p.at]
}

// Advance moves the window to time t; it never moves back.
func (p *Panes[S]) Advance(t int64) {
	epoch := t / p.width
	if t < 0 && epoch*p.width != t {
		epoch--
	}
	if !p.begun {
		p.begun, p.epoch = true, epoch
		return
	}
	if epoch <= p.epoch {
		return
	}
	turns := uint64(epoch) - uint64(p.epoch)
	for range min(turns, uint64(len(p.panes))) {
		p.at = (p.at + 1) % len(p.panes)
		p.panes[p.at].Reset()
	}
	p.epoch = epoch
}

// Union merges the panes; the result is valid until the next call.
func (p *Panes[S]) Union() S {
	p.union.Reset()
	for i := range p.panes {
		// All panes come from one constructor: they can be merged.
		_ = p.union.Merge(p.panes[(p.at+1+i)%len(p.panes)])
	}
	return p.union
}

// Reset empties the window.
func (p *Panes[S]) Reset() {
	for _, s := range p.panes {
		s.Reset()
	}
	p.at, p.epoch, p.begun = 0, 0, false
}

// Save writes the state.
func (p *Panes[S]) Save(e stats.Encoder) {
	e.Uint64(uint64(len(p.panes)))
	e.Uint64(uint64(p.at))
	e.Int64(p.epoch)
	e.Bool(p.begun)
	for _, s := range p.panes {
		s.Save(e)
	}
}

// Load reads what Save wrote into a window of as many panes.
func (p *Panes[S]) Load(d stats.Decoder) error {
	p.Reset()
	n, at := d.Uint64(), d.Uint64()
	if n != uint64(len(p.panes)) || at >= n {
		return fmt.Errorf("%w: pane %d of %d (%w)", stats.ErrState, at, n, d.Err())
	}
	p.at, p.epoch, p.begun = int(at), d.Int64(), d.Bool()
	for _, s := range p.panes {
		if err := s.Load(d); err != nil {
			return err
		}
	}
	return d.Err()
}
