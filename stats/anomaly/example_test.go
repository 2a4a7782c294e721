package anomaly_test

import (
	"fmt"
	"math"

	"github.com/cephei-go/cephei/stats/anomaly"
)

// A daily wave, five minutes apart, in which on the tenth day the morning does not come.
func Example() {
	d := anomaly.New()
	for i := range 10 * 288 {
		hour := float64(i%288) / 12
		x := 100 + 40*math.Sin(hour*math.Pi/12) + float64(i*i%7)
		if i >= 9*288+60 && i < 9*288+160 {
			x = 60 // as in a quiet night
		}
		if s := d.Update(int64(i)*300_000, x); s.Alert && i > 7*288 {
			fmt.Printf("day %d, %02d:%02d: %s\n", i/288, i%288/12, i%12*5, s.Why)
		}
	}
	// Output:
	// day 9, 05:25: season
}

// A disturbance is one alarm, not one for each of its points.
func ExampleQuiet() {
	plain := anomaly.NewGaussian(100, 4)
	quiet := anomaly.NewQuiet(anomaly.NewGaussian(100, 4), 50, 0, 0)
	loud, calm := 0, 0
	for i := range 300 {
		x := float64(i % 5)
		if i >= 200 && i < 205 {
			x += 100
		}
		if plain.Update(0, x).Alert {
			loud++
		}
		if quiet.Update(0, x).Alert {
			calm++
		}
	}
	fmt.Println(loud, calm)
	// Output:
	// 5 1
}

// Detectors with scores on one scale can be joined: the largest speaks.
func ExampleEnsemble() {
	d := anomaly.NewEnsemble(
		anomaly.Member{Detector: anomaly.NewGaussian(100, 4), Weight: 1.0 / 4},
		anomaly.Member{Detector: anomaly.NewFlatline(30, 20), Weight: 1 / math.Log(20)},
	)
	for i := range 400 {
		x := float64(i * i % 11)
		if i > 300 {
			x = 5 // stuck
		}
		if s := d.Update(0, x); s.Alert {
			fmt.Println("point", i, s.Why)
			break
		}
	}
	// Output:
	// point 330 flat
}

// Log templates arrive in an order that repeats; one comes out of turn.
func ExampleSequence() {
	d := anomaly.NewSequence(3, 4096, 4)
	const open, read, closed = 1, 2, 3
	for i := range 900 {
		d.Observe([]uint64{open, read, closed}[i%3])
	}
	fmt.Println(d.Observe(open).Alert, d.Observe(closed).Alert)
	// Output:
	// false true
}

// Detectors can be chosen by name, with named parameters.
func ExampleDefinition_Build() {
	def := anomaly.Find(anomaly.Builtin(), "range_novelty")
	_, err := def.Build(map[string]float64{"tolerance": 0.1, "warm": 0})
	fmt.Println(err)
	d, _ := def.Build(map[string]float64{"tolerance": 0.1, "warm": 10})
	for i := range 20 {
		d.Update(0, float64(i%4))
	}
	fmt.Printf("%s: %.1f %s\n", def.Name, d.Update(0, 4.5).Value, def.Unit)
	// Output:
	// anomaly: bad parameter: warm of range_novelty is 0, must be from 1 to 1e+09
	// range_novelty: 5.0 tolerances
}
