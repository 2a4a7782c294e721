package scorer

// Profile is a set of prices: what a window found early earns, what a window missed costs, and what
// a false alarm far from any window costs.
type Profile struct {
	Name       string
	TP, FN, FP float64
}

// Profiles are NAB's three: balanced, alarms are dear, misses are dear.
var Profiles = []Profile{
	{"standard", 1, 1, .11},
	{"low_FP", 1, 1, .22},
	{"low_FN", 1, 2, .11},
}

// Detector turns one series into one score a row, higher meaning more anomalous; NaN means "no
// score" and never detects. Each call starts afresh. The score of row i may depend on rows 0..i only.
type Detector func(times []int64, values []float64) []float64

// Result is what a set of files scores at one threshold.
type Result struct {
	Threshold   float64
	Raw         float64 // weighted sum, in windows
	Score       float64 // normalised: 0 = never alarms, 100 = every window at its first row
	Windows     int
	Found       int
	FalseAlarms int // detected rows outside windows
}

// Run applies a detector to every file.
func Run(files []*File, detect Detector) [][]float64 {
	scores := make([][]float64, len(files))
	for i, f := range files {
		scores[i] = detect(f.Times, f.Values)
	}
	return scores
}

// At scores files at one threshold: a row is a detection when its score reaches it. Of the
// detections in a window only the best counts; each detected row outside costs.
func At(files []*File, scores [][]float64, p Profile, threshold float64) Result {
	res := Result{Threshold: threshold}
	for i, f := range files {
		best := make([]float64, len(f.Windows))
		for row := f.Probation; row < len(scores[i]); row++ {
			if !(scores[i][row] >= threshold) {
				continue
			}
			if w := f.window[row]; w >= 0 {
				best[w] = max(best[w], f.weights[row])
				continue
			}
			res.FalseAlarms++
			res.Raw += float64(p.FP * f.weights[row])
		}
		for _, b := range best {
			res.Windows++
			if b > 0 {
				res.Found++
				res.Raw += float64(p.TP * b)
			} else {
				res.Raw -= p.FN
			}
		}
	}
	res.Score = normalise(res.Raw, res.Windows, p)
	return res
}

// normalise maps "no alarm at all" to 0 and "every window at once, no false alarm" to 100.
func normalise(raw float64, windows int, p Profile) float64 {
	base, perfect := -float64(p.FN*float64(windows)), float64(p.TP*float64(windows))
	if perfect == base {
		return 0
	}
	return 100 * (raw - base) / (perfect - base)
}
