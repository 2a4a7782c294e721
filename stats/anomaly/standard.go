package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// standard knows the long-run mean and deviation of a statistic and measures against them.
//
// Once warm it learns no deviation larger than learnLimit: a monstrous value must not make it
// blind. What came in before, or in crowds, is healed: when many statistics in a row move by next
// to nothing compared with the deviation, that is the memory of something broken, and learning
// starts afresh.
//
//	formula   z = (x - m)/s, taken before x is learned; m, s exponentially weighted with gain alpha,
//	          evenly at the start
//	warm-up   0 for the first warm statistics
//	constant  0 while the statistic never changed; the first change scores sigmaLimit
type standard struct {
	moments stats.EWMoments
	sigma   float64 // deviation of the moments, which costs a root
	warm    uint64
	healer
}

const (
	// sigmaFloor: deviations are never measured in units smaller than this share of the mean, so
	// that rounding in a constant stream is not an event.
	sigmaFloor = 1e-9
	// sigmaLimit bounds the score of the first change in a constant stream.
	sigmaLimit = 1e6
	// learnLimit bounds what is learned, in deviations.
	learnLimit = 30
	// tinyShare of the deviation is next to nothing; tinyRun of them in a row heal.
	tinyShare = 1e-6
	tinyRun   = 500
)

func newStandard(alpha float64, warm int) standard {
	return standard{moments: stats.NewEWMoments(alpha), warm: uint64(max(warm, 2))}
}

// ready reports whether enough is known.
func (s *standard) ready() bool { return s.moments.Count() >= s.warm }

// mean is the long-run mean.
func (s *standard) mean() float64 { return s.moments.Mean() }

// deviation is the long-run standard deviation.
func (s *standard) deviation() float64 { return s.sigma }

// update scores the statistic, then learns it. floor is the smallest deviation that counts.
func (s *standard) update(x, floor float64) float64 {
	z := 0.0
	if s.ready() {
		z = deviations(x, s.mean(), max(s.deviation(), floor))
	}
	s.learn(x, floor)
	return z
}

// learn takes the statistic in, within bounds.
func (s *standard) learn(x, floor float64) {
	if s.absurd(x, s.sigma) {
		s.forget()
	}
	if unit := max(s.sigma, floor); unit > 0 && s.ready() {
		m, far := s.mean(), float64(learnLimit*unit)
		x = max(m-far, min(m+far, x))
	}
	s.moments.Update(x)
	s.sigma = s.moments.StdDev()
}

// forget starts afresh.
func (s *standard) forget() {
	s.moments.Reset()
	s.sigma = 0
}

// deviations is the distance of x from the mean in standard deviations, bounded.
func deviations(x, mean, deviation float64) float64 {
	unit := max(deviation, sigmaFloor*math.Abs(mean))
	switch d := x - mean; {
	case unit > 0:
		return max(-sigmaLimit, min(sigmaLimit, d/unit))
	case d != 0:
		return math.Copysign(sigmaLimit, d)
	}
	return 0
}

// Save writes the state.
func (s *standard) Save(e stats.Encoder) { saveAll(e, &s.moments, &s.healer) }

// Load reads what Save wrote.
func (s *standard) Load(d stats.Decoder) error {
	err := loadAll(d, &s.moments, &s.healer)
	s.sigma = s.moments.StdDev()
	return err
}

// healer notices that what is remembered is absurd.
type healer struct {
	last float64
	tiny int // values in a row that differ from the last one, but by next to nothing
}

// absurd takes a value and a remembered deviation, and reports whether the deviation has been
// beyond all reason for a while. Equal values say nothing either way.
func (h *healer) absurd(x, deviation float64) bool {
	d := math.Abs(x - h.last)
	h.last = x
	switch {
	case d > tinyShare*deviation:
		h.tiny = 0
	case d > 0:
		h.tiny++
	}
	if h.tiny < tinyRun {
		return false
	}
	h.tiny = 0
	return true
}

// Save writes the state.
func (h *healer) Save(e stats.Encoder) {
	e.Float64(h.last)
	e.Int64(int64(h.tiny))
}

// Load reads what Save wrote.
func (h *healer) Load(d stats.Decoder) error {
	h.last, h.tiny = d.Float64(), int(d.Int64())
	return d.Err()
}
