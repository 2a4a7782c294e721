package fit

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/optimize"

	"github.com/cephei-go/cephei/stats"
)

// Model says what is fitted. The zero value fits the gain of a plain level.
type Model struct {
	Trend  stats.TrendKind
	Season stats.SeasonKind
	Slots  int // of a season, counted in points
	// SeasonAfterLevel is that of stats.HoltWintersConfig: true for R's parameters.
	SeasonAfterLevel bool
	// Fixed gains are not searched where Fix says so.
	Fixed stats.Gains
	Fix   struct{ Alpha, Beta, Gamma, Phi bool }
	// Budget bounds the number of passes over the series; 0: 4000.
	Budget int
}

// Result is what was found.
type Result struct {
	Gains  stats.Gains
	Start  stats.HoltWintersStart // state before the point First
	First  int                    // first point forecast
	SSE    float64                // sum of squared one-step errors
	Passes int                    // passes made over the series
}

// ErrTooShort is returned for series that do not hold what the start needs: two seasons and one
// point, or three points with a trend, or two without.
var ErrTooShort = errors.New("fit: the series is too short")

// maxPoints bounds the work of one pass.
const maxPoints = 1 << 22

// HoltWinters finds the gains that make the sum of squared one-step errors least, the start being
// that of R's HoltWinters (stats.DecomposeStart). The gains are searched in [0, 1] from several
// corners, by the simplex method of Nelder and Mead: the sum often has more than one valley, and
// its lowest point often lies on the border.
//
//	cost    Budget passes over the series, each 5 to 10 ns a point
//	NaN     not allowed: fill gaps first
//	source  R's stats::HoltWinters; J. Nelder and R. Mead 1965
func HoltWinters(x []float64, m Model) (Result, error) {
	for i, v := range x {
		if v-v != 0 {
			return Result{}, fmt.Errorf("fit: point %d is %v", i, v)
		}
	}
	start, first, err := m.start(x)
	if err != nil {
		return Result{}, err
	}
	s := &search{model: m, x: x, start: start, first: first, budget: m.Budget}
	if s.budget <= 0 {
		s.budget = 4000
	}
	s.free = m.free()
	if err := s.run(); err != nil {
		return Result{}, err
	}
	return Result{Gains: s.best, Start: start, First: first, SSE: s.least, Passes: s.passes}, nil
}

// start gives the state before the first forecast.
func (m *Model) start(x []float64) (s stats.HoltWintersStart, first int, err error) {
	first = 1
	switch {
	case m.Season != stats.NoSeason:
		first = m.Slots
		if m.Slots < 2 || len(x) <= 2*m.Slots {
			return s, 0, ErrTooShort
		}
		s, err = stats.DecomposeStart(x[:2*m.Slots], m.Season)
		if m.Trend == stats.NoTrend {
			s.Trend = 0
		}
		return s, first, err
	case m.Trend != stats.NoTrend:
		first = 2
	}
	if len(x) <= first || len(x) > maxPoints {
		return s, 0, ErrTooShort
	}
	s.Level = x[first-1]
	if first == 2 {
		s.Trend = x[1] - x[0]
	}
	return s, first, nil
}

// free lists the gains to search.
func (m *Model) free() []func(g *stats.Gains) *float64 {
	var free []func(g *stats.Gains) *float64
	if !m.Fix.Alpha {
		free = append(free, func(g *stats.Gains) *float64 { return &g.Alpha })
	}
	if !m.Fix.Beta && m.Trend != stats.NoTrend {
		free = append(free, func(g *stats.Gains) *float64 { return &g.Beta })
	}
	if !m.Fix.Gamma && m.Season != stats.NoSeason {
		free = append(free, func(g *stats.Gains) *float64 { return &g.Gamma })
	}
	if !m.Fix.Phi && m.Trend == stats.DampedTrend {
		free = append(free, func(g *stats.Gains) *float64 { return &g.Phi })
	}
	return free
}

// search is one fit under way.
type search struct {
	model  Model
	x      []float64
	start  stats.HoltWintersStart
	first  int
	free   []func(g *stats.Gains) *float64
	budget int
	passes int
	best   stats.Gains
	least  float64
}

// corners are the gains the search sets out from: R's, and others that lie in other valleys.
var corners = []stats.Gains{
	{Alpha: 0.3, Beta: 0.1, Gamma: 0.1, Phi: 0.95},
	{Alpha: 0.1, Beta: 0.02, Gamma: 0.5, Phi: 0.9},
	{Alpha: 0.7, Beta: 0.02, Gamma: 0.9, Phi: 0.98},
	{Alpha: 0.9, Beta: 0.5, Gamma: 0.2, Phi: 0.8},
	{Alpha: 0.02, Beta: 0.5, Gamma: 0.05, Phi: 0.98},
}

func (s *search) run() error {
	s.least = math.Inf(1)
	if len(s.free) == 0 {
		s.sse(nil)
		return nil
	}
	share := max(s.budget/len(corners), 20)
	for _, corner := range corners {
		at := make([]float64, len(s.free))
		for i, gain := range s.free {
			at[i] = *gain(&corner)
		}
		if err := s.descend(at, share); err != nil {
			return err
		}
	}
	return nil
}

// descend goes down from a point, and once more from where it came to rest: a simplex that has
// collapsed against a border may have stopped early.
func (s *search) descend(at []float64, budget int) error {
	for range 2 {
		result, err := optimize.Minimize(
			optimize.Problem{Func: s.sse},
			at,
			&optimize.Settings{
				FuncEvaluations: budget / 2,
				Converger:       &optimize.FunctionConverge{Relative: 1e-9, Iterations: 60},
			},
			&optimize.NelderMead{SimplexSize: 0.1},
		)
		if result == nil {
			return fmt.Errorf("fit: %w", err)
		}
		at = result.X
	}
	return nil
}

// sse is the sum of squared errors with the free gains at the given point. Outside of [0, 1] it
// is that of the nearest point inside and a little more, which turns the search back.
func (s *search) sse(at []float64) float64 {
	g := s.model.Fixed
	outside := 0.0
	for i, gain := range s.free {
		inside := math.Min(math.Max(at[i], 0), 1)
		outside += math.Abs(at[i] - inside)
		*gain(&g) = inside
	}
	sum := s.pass(g)
	s.passes++
	if sum < s.least {
		s.least, s.best = sum, g
	}
	return sum + float64(sum*outside)
}

// pass goes through the series once.
func (s *search) pass(g stats.Gains) float64 {
	m, err := stats.NewHoltWinters(stats.HoltWintersConfig{
		Gains: g, Trend: s.model.Trend, Season: s.model.Season, Slots: s.model.Slots,
		SeasonAfterLevel: s.model.SeasonAfterLevel, Start: stats.StartGiven, Given: s.start,
	})
	if err != nil {
		return math.Inf(1)
	}
	sum := 0.0
	for i, x := range s.x[s.first:] {
		e := m.Update(int64(i), x).Residual
		sum += float64(e * e)
	}
	return sum
}
