package fit_test

import (
	"fmt"
	"math"

	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/fit"
)

// A week of hours is kept in a ring; now and then the model gets the gains that would have
// forecast it best.
func ExampleHoltWinters() {
	m, err := stats.NewHoltWinters(stats.HoltWintersConfig{
		Season: stats.AdditiveSeason, Slots: 24, SeasonAfterLevel: true,
	})
	if err != nil {
		panic(err)
	}
	week := stats.NewRing(7 * 24)
	for i := range 30 * 24 {
		x := 50 + 20*math.Sin(2*math.Pi*float64(i)/24) + 10*math.Sin(float64(i)/40)
		m.Update(int64(i), x)
		week.Push(x)
	}
	found, err := fit.HoltWinters(week.AppendTo(nil), fit.Model{
		Season: stats.AdditiveSeason, Slots: 24, SeasonAfterLevel: true,
	})
	if err != nil {
		panic(err)
	}
	if err := m.SetGains(found.Gains); err != nil {
		panic(err)
	}
	fmt.Printf("alpha %.2f\n", m.Config().Gains.Alpha) // the level moves smoothly: follow it at once
	// Output: alpha 1.00
}
