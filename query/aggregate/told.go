package aggregate

import "github.com/cephei-go/cephei/stats"

// saveTold writes a model, and what it told of its last point, which is not part of it.
func saveTold(e stats.Encoder, model stats.State, told []float64) {
	model.Save(e)
	for _, v := range told {
		e.Float64(v)
	}
}

// loadTold reads what saveTold wrote.
func loadTold(d stats.Decoder, model stats.State, told []float64) error {
	err := model.Load(d)
	for i := range told {
		told[i] = d.Float64()
	}
	return err
}
