package anomaly

import "github.com/cephei-go/cephei/stats"

// Detector scores the points of one stream. See the package comment for what a score means, what
// happens to bad values and what a point costs.
type Detector interface {
	// Update takes the next point: its time in milliseconds and its value.
	Update(t int64, x float64) Score
	stats.State
}

// Score is what a detector says of one point.
type Score struct {
	Value float64 // how unusual, in the unit of the detector; finite, 0 = nothing to say
	Alert bool    // the value reached the detector's threshold
	Why   Why     // what the value speaks of; None when it is 0
}

// Why names the kind of evidence behind a score.
type Why uint8

// The kinds of evidence.
const (
	None       Why = iota // nothing to say
	High                  // the point lies far above what is usual
	Low                   // the point lies far below
	Rise                  // the mean has moved up
	Fall                  // the mean has moved down
	Restless              // the points scatter more than usual
	Calm                  // the points scatter less than usual
	Flat                  // the points hardly move any more
	Novel                 // the point lies outside all that was seen
	Forecast              // the point differs from its forecast
	Shape                 // the last points form a shape not seen before
	Season                // the last points differ from all earlier days at this time
	Mix                   // the values are distributed unlike before
	Unexpected            // the symbol was not to be expected after the ones before it
)

var whyNames = [...]string{
	"", "high", "low", "rise", "fall", "restless", "calm", "flat", "novel", "forecast", "shape",
	"season", "mix", "unexpected",
}

// String gives the word for the evidence, empty for None.
func (w Why) String() string {
	if int(w) < len(whyNames) {
		return whyNames[w]
	}
	return "unknown"
}

// valueLimit bounds the values that detectors work with: their squares, and sums of them, are
// finite.
const valueLimit = 1e100

// clean bounds a value; false says that it is none.
func clean(x float64) (float64, bool) {
	if x-x != 0 {
		return 0, false
	}
	return max(-valueLimit, min(valueLimit, x)), true
}

// judge makes a score of a value and the threshold at which it is an alarm.
func judge(value, threshold float64, why Why) Score {
	if !(value > 0) {
		return Score{}
	}
	return Score{Value: value, Alert: value >= threshold, Why: why}
}

// judgeSigned is judge for deviations with a sign, each with its own word.
func judgeSigned(value, threshold float64, above, below Why) Score {
	if value < 0 {
		return judge(-value, threshold, below)
	}
	return judge(value, threshold, above)
}
