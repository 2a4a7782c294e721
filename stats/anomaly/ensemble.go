package anomaly

import "github.com/cephei-go/cephei/stats"

// Ensemble is the largest of several detectors' scores, each multiplied by a weight that makes it 1
// where it becomes an alarm, and bounded by a cap. Detectors wrapped in Tail have a common scale
// and can be weighed against each other; others are best given 1/threshold.
//
//	formula   max of min(cap, weight * value); 1 = alarm
//	cost      the sum of the members'
//	NaN, Inf  as the members
//	source    trials on NAB, where a maximum did as well as a sum; and it says which member spoke
type Ensemble struct{ members []Member }

// Member is a detector of an ensemble.
type Member struct {
	Detector Detector
	Weight   float64
	Cap      float64 // 0 = none
}

// NewEnsemble joins detectors.
func NewEnsemble(members ...Member) *Ensemble { return &Ensemble{members: members} }

// Update scores a point in thresholds.
func (n *Ensemble) Update(t int64, x float64) Score {
	var best Score
	for _, m := range n.members {
		s := m.Detector.Update(t, x)
		v := m.Weight * s.Value
		if m.Cap > 0 {
			v = min(v, m.Cap)
		}
		raise(&best, v, s.Why)
	}
	return best
}

// Save writes the state of the members in order.
func (n *Ensemble) Save(e stats.Encoder) {
	for _, m := range n.members {
		m.Detector.Save(e)
	}
}

// Load reads what Save wrote, into the same members.
func (n *Ensemble) Load(d stats.Decoder) error {
	for _, m := range n.members {
		if err := m.Detector.Load(d); err != nil {
			return err
		}
	}
	return nil
}
