package scorer

import "math"

// Window is a labelled anomaly: the rows Start to End, both included.
type Window struct{ Start, End int }

// width is the number of rows of the window.
func (w Window) width() int { return w.End - w.Start + 1 }

// sigmoidAtStart is the position weight of the first row of a window; in-window weights are divided
// by it, so that the earliest detection is worth exactly 1.
var sigmoidAtStart = sigmoid(-1)

// sigmoid is the position weight 2/(1+e^(5p)) - 1: near 1 at p = -1, 0 at the end of a window
// (p = 0), and exactly -1 beyond p = 3.
func sigmoid(p float64) float64 {
	if p > 3 {
		return -1
	}
	return 2/(1+math.Exp(float64(5*p))) - 1
}

// weigh fills the worth of each row: inside a window what an alarm there earns (1 on the first row,
// falling), outside what it costs (-1, less soon after a window).
func (f *File) weigh() {
	n := len(f.Values)
	f.weights, f.window = make([]float64, n), make([]int, n)
	next := 0 // first window that does not end before row i
	for i := range n {
		for next < len(f.Windows) && i > f.Windows[next].End {
			next++
		}
		f.window[i] = -1
		switch {
		case next < len(f.Windows) && i >= f.Windows[next].Start:
			w := f.Windows[next]
			f.window[i] = next
			f.weights[i] = sigmoid(-float64(w.End-i+1)/float64(w.width())) / sigmoidAtStart
		case next == 0:
			f.weights[i] = -1
		default:
			last := f.Windows[next-1]
			f.weights[i] = sigmoid(float64(i-last.End) / float64(last.width()-1))
		}
	}
}
