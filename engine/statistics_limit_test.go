package engine_test

import (
	"math"
	"testing"
)

// BenchmarkStatisticsByHand is what the statistics of BenchmarkStatistics cost a program that does nothing
// else: the same values of the same thousand series, found by their number.
func BenchmarkStatisticsByHand(b *testing.B) {
	const series = 1000
	each := func(b *testing.B, point func(s int, x float64) float64) {
		b.Helper()
		sum := 0.0
		for i := range b.N {
			sum += point(i%series, float64(i%97))
		}
		if b.N > 2*series && sum == 0 {
			b.Fatal("no result")
		}
	}
	b.Run("ewma", func(b *testing.B) {
		means := make([]float64, series)
		keep := 1 - math.Exp2(-1.0/300) // a point a second, half-life 5 minutes
		each(b, func(s int, x float64) float64 {
			means[s] += keep * (x - means[s])
			return means[s]
		})
	})
	b.Run("holt_winters", func(b *testing.B) {
		models := make([]handHoltWinters, series)
		each(b, func(s int, x float64) float64 { return models[s].point(x) })
	})
	b.Run("avg_stddev", func(b *testing.B) {
		all := make([]handMoments, series)
		each(b, func(s int, x float64) float64 {
			all[s].add(x, 1)
			return all[s].avg() + all[s].stddev()
		})
	})
	b.Run("window_avg_stddev", func(b *testing.B) {
		all := make([]struct {
			handMoments
			ring [10]float64
			at   int
		}, series)
		each(b, func(s int, x float64) float64 {
			m := &all[s]
			if m.n == float64(len(m.ring)) {
				m.add(m.ring[m.at], -1)
			}
			m.add(x, 1)
			m.ring[m.at] = x
			m.at = (m.at + 1) % len(m.ring)
			return m.avg() + m.stddev()
		})
	})
}

// handHoltWinters is an additive model with a season of 24 slots and a deviation for each of them.
type handHoltWinters struct {
	level, trend      float64
	season, deviation [24]float64
	at, outside       int
}

// point returns the forecast of the point.
func (m *handHoltWinters) point(x float64) float64 {
	const alpha, beta, gamma = 0.1, 0.0035, 0.1
	s, d := &m.season[m.at], &m.deviation[m.at]
	forecast := m.level + m.trend + *s
	e := x - forecast
	if math.Abs(e) > 3**d {
		m.outside++
	}
	before := m.level
	m.level = alpha*(x-*s) + (1-alpha)*(m.level+m.trend)
	m.trend = beta*(m.level-before) + (1-beta)*m.trend
	*s += gamma * (x - m.level - *s)
	*d += gamma * (math.Abs(e) - *d)
	if m.at++; m.at == len(m.season) {
		m.at = 0
	}
	return forecast
}

// handMoments is sums that are good enough for small whole numbers.
type handMoments struct{ n, sum, squares float64 }

func (m *handMoments) add(x, sign float64) {
	m.n, m.sum, m.squares = m.n+sign, m.sum+sign*x, m.squares+sign*x*x
}

func (m *handMoments) avg() float64 { return m.sum / m.n }

func (m *handMoments) stddev() float64 {
	return math.Sqrt(max(0, m.squares-m.sum*m.sum/m.n) / max(1, m.n-1))
}
