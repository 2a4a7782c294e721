package anomaly

import "github.com/cephei-go/cephei/stats"

// scaled is the shape comparison at one time scale with the standard scores of its distances.
type scaled struct {
	shape
	any, day   standard
	anyZ, dayZ float64 // scores of the last finished block
	dayReady   bool    // enough days are known
}

const (
	// warmScores is the number of distances before a score is believed.
	warmScores = 8
	// farWidths bounds the values that enter shapes, in widths of the range outside of it.
	farWidths = 10
	// distanceFloor: distances are not measured in units smaller than this share of the range.
	distanceFloor = 1e-6
)

// take feeds a point, bounded by what was seen before it, and renews the scores when it finishes a
// block.
func (s *scaled) take(t int64, x float64, seen span, warmBlocks, seasonDays int) {
	floor := 0.0
	if w := seen.hi - seen.lo; w > 0 {
		far := float64(farWidths * w)
		x = max(seen.lo-far, min(seen.hi+far, x))
		floor = distanceFloor * w
	}
	if !s.add(x) {
		return
	}
	d := s.finish(t)
	if d.ready && s.total >= warmBlocks {
		s.anyZ = s.any.update(d.any, floor)
	}
	if s.dayReady = d.days >= seasonDays; s.dayReady {
		s.dayZ = s.day.update(d.day, floor)
	}
}

// Save writes the state.
func (s *scaled) Save(e stats.Encoder) {
	saveAll(e, &s.shape, &s.any, &s.day)
	e.Float64(s.anyZ)
	e.Float64(s.dayZ)
	e.Bool(s.dayReady)
}

// Load reads what Save wrote.
func (s *scaled) Load(d stats.Decoder) error {
	if err := loadAll(d, &s.shape, &s.any, &s.day); err != nil {
		return err
	}
	s.anyZ, s.dayZ, s.dayReady = d.Float64(), d.Float64(), d.Bool()
	return d.Err()
}
