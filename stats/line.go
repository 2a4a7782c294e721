package stats

import "math"

// Line is the joint summary of pairs (x, y): enough for covariance, correlation and the least
// squares line of y on x. With no pair all answers are NaN.
type Line struct {
	Count         float64
	MeanX, MeanY  float64
	SXX, SYY, SXY float64 // sums of products of the deviations from the means
}

// CovPop is the covariance that divides by n.
func (l Line) CovPop() float64 { return l.SXY / l.Count }

// CovSample is the covariance that divides by n-1, NaN below two pairs.
func (l Line) CovSample() float64 {
	if l.Count < 2 {
		return math.NaN()
	}
	return l.SXY / (l.Count - 1)
}

// Corr is Pearson's correlation in [-1, 1], NaN when x or y does not vary.
func (l Line) Corr() float64 {
	if !(l.SXX > 0 && l.SYY > 0) {
		return math.NaN()
	}
	r := l.SXY / float64(math.Sqrt(l.SXX)*math.Sqrt(l.SYY))
	return max(-1, min(1, r))
}

// Slope is the change of y for a unit of x, NaN when x does not vary.
func (l Line) Slope() float64 {
	if !(l.SXX > 0) {
		return math.NaN()
	}
	return l.SXY / l.SXX
}

// Intercept is the height of the line at x = 0.
func (l Line) Intercept() float64 { return l.MeanY - float64(l.Slope()*l.MeanX) }

// At is the height of the line at x.
func (l Line) At(x float64) float64 { return l.MeanY + float64(l.Slope()*(x-l.MeanX)) }

// R2 is the share of the variance of y that the line explains, NaN when x or y does not vary.
func (l Line) R2() float64 {
	r := l.Corr()
	return float64(r * r)
}

// ResidualSquares is the sum of squared distances of y from the line.
func (l Line) ResidualSquares() float64 {
	return max(0, l.SYY-float64(l.Slope()*l.SXY))
}

// SlopeStdErr is the standard error of the slope, NaN below three pairs.
func (l Line) SlopeStdErr() float64 {
	if l.Count < 3 {
		return math.NaN()
	}
	return math.Sqrt(l.ResidualSquares() / (l.Count - 2) / l.SXX)
}

// join adds the pairs of another summary.
func (l Line) join(o Line) Line {
	if l.Count == 0 {
		return o
	}
	n := l.Count + o.Count
	share := o.Count / n
	dx, dy := saturate(o.MeanX-l.MeanX), saturate(o.MeanY-l.MeanY)
	both := float64(l.Count * share)
	return Line{
		Count: n,
		MeanX: l.MeanX + float64(dx*share),
		MeanY: l.MeanY + float64(dy*share),
		SXX:   l.SXX + o.SXX + float64(dx*dx*both),
		SYY:   l.SYY + o.SYY + float64(dy*dy*both),
		SXY:   l.SXY + o.SXY + float64(dx*dy*both),
	}
}
