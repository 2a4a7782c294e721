package picture

import (
	"errors"
	"math"
	"slices"

	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/anomaly"
)

// Expectation is a point with what was expected of it.
type Expectation struct {
	Point
	Forecast, Lower, Upper float64
	Ready                  bool // the band means something
	Outside                bool // the point lies outside of it
}

// Alarm is a point at which the detector raised an alarm.
type Alarm struct {
	Point
	Why string
}

// Judgement is a series with what model and detector say of it.
type Judgement struct {
	Points []Expectation
	Alarms []Alarm
}

// maxSlots bounds the memory of a season.
const maxSlots = 1440

// Model returns a model for points whose season is period milliseconds long, 0 for none. The
// season has a slot for each usual step between points.
func Model(points []Point, period int64) stats.HoltWintersConfig {
	cfg := stats.HoltWintersConfig{
		Gains: stats.Gains{Alpha: 0.03, Beta: 0.0035, Gamma: 0.1, Phi: 0.98},
		Trend: stats.LinearTrend, Delta: 3, Clip: 2,
	}
	if step := usualStep(points); period > 0 && step > 0 && step < period {
		cfg.Season, cfg.Period = stats.AdditiveSeason, period
		cfg.Slots = int(min(period/step, maxSlots))
	}
	return cfg
}

// usualStep returns the median of the steps between points.
func usualStep(points []Point) int64 {
	var steps []int64
	for i := 1; i < len(points); i++ {
		if d := points[i].Time - points[i-1].Time; d > 0 {
			steps = append(steps, d)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// Judge runs a model over the points, and a detector unless it is nil.
func Judge(points []Point, cfg stats.HoltWintersConfig, d anomaly.Detector) (*Judgement, error) {
	if len(points) == 0 {
		return nil, errors.New("no points")
	}
	model, err := stats.NewHoltWinters(cfg)
	if err != nil {
		return nil, err
	}
	j := &Judgement{}
	for _, p := range points {
		r := model.Update(p.Time, p.Value)
		j.Points = append(j.Points, Expectation{
			Point: p, Forecast: r.Forecast, Lower: r.Lower, Upper: r.Upper, Ready: r.Ready,
			Outside: r.Ready && r.Aberration != 0 && !math.IsNaN(r.Aberration),
		})
		if d == nil {
			continue
		}
		if s := d.Update(p.Time, p.Value); s.Alert {
			j.Alarms = append(j.Alarms, Alarm{p, s.Why.String()})
		}
	}
	return j, nil
}
