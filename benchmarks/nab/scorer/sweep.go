package scorer

import (
	"math"
	"sort"
)

// candidate is one row that counts, on its way through the sweep.
type candidate struct {
	score  float64
	weight float64
	window int // index over the windows of all files, -1 outside
}

// Best finds the threshold at which the files score highest, and that score. Every distinct score is
// tried, from the highest down, beginning with +Inf (nothing detected); of equals the highest
// threshold wins. One threshold serves all files, as in NAB.
func Best(files []*File, scores [][]float64, p Profile) Result {
	rows, windows := candidates(files, scores)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].score > rows[j].score })

	earned := make([]float64, windows)
	raw := -float64(p.FN * float64(windows))
	best, threshold := raw, math.Inf(1)
	for i, r := range rows {
		switch {
		case r.window < 0:
			raw += float64(p.FP * r.weight)
		case earned[r.window] == 0:
			earned[r.window] = r.weight
			raw += float64(p.TP*r.weight) + p.FN
		case r.weight > earned[r.window]:
			raw += float64(p.TP * (r.weight - earned[r.window]))
			earned[r.window] = r.weight
		}
		last := i+1 == len(rows) || rows[i+1].score < r.score
		if last && raw > best {
			best, threshold = raw, r.score
		}
	}
	return At(files, scores, p, threshold)
}

// candidates lists the rows after probation that have a score, and counts the windows.
func candidates(files []*File, scores [][]float64) (rows []candidate, windows int) {
	for i, f := range files {
		for row := f.Probation; row < len(scores[i]); row++ {
			if math.IsNaN(scores[i][row]) {
				continue
			}
			c := candidate{score: scores[i][row], weight: f.weights[row], window: -1}
			if w := f.window[row]; w >= 0 {
				c.window = windows + w
			}
			rows = append(rows, c)
		}
		windows += len(f.Windows)
	}
	return rows, windows
}
