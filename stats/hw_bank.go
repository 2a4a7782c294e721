package stats

import (
	"errors"
	"fmt"
	"math"
)

// HoltWintersBank runs several models side by side and answers with the one that forecast best of
// late: parameters that adapt without a search.
//
//	formula   loss = (1-rate) loss + rate e^2 for each model, e its forecast error;
//	          the answer for a point is that of the model of least loss before it
//	cost      O(models) a point, 15 ns each
//	space     that of the models
//	NaN, Inf  as HoltWinters
//	source    N. Cesa-Bianchi, G. Lugosi, Prediction, learning, and games, 2006 (discounted loss)
type HoltWintersBank struct {
	models []*HoltWinters
	losses []EWMean
	best   int
}

// maxBank bounds the number of models of a bank.
const maxBank = 64

// NewHoltWintersBank makes a bank; rate is the weight of the newest squared error, 0 means 0.005.
func NewHoltWintersBank(rate float64, configs ...HoltWintersConfig) (*HoltWintersBank, error) {
	if len(configs) == 0 || len(configs) > maxBank {
		return nil, fmt.Errorf("stats: a bank holds 1 to %d models, not %d", maxBank, len(configs))
	}
	if !(rate >= 0 && rate <= 1) {
		return nil, errors.New("stats: the rate of a bank must lie in [0, 1]")
	}
	if rate == 0 {
		rate = 0.005
	}
	b := &HoltWintersBank{}
	for i, c := range configs {
		m, err := NewHoltWinters(c)
		if err != nil {
			return nil, fmt.Errorf("model %d: %w", i, err)
		}
		b.models = append(b.models, m)
		b.losses = append(b.losses, NewEWMean(rate))
	}
	return b, nil
}

// DefaultBank is a spread of gains for one kind of model: quick and slow levels, with a trend that
// is damped, quick or absent, around what the configuration says otherwise.
func DefaultBank(base HoltWintersConfig) []HoltWintersConfig {
	gains := []Gains{
		{Alpha: 0.02, Beta: 0.001, Gamma: 0.05, Phi: 0.98},
		{Alpha: 0.1, Beta: 0.0035, Gamma: 0.1, Phi: 0.98},
		{Alpha: 0.3, Beta: 0.05, Gamma: 0.1, Phi: 0.95},
		{Alpha: 0.6, Beta: 0.1, Gamma: 0.2, Phi: 0.9},
		{Alpha: 0.95, Beta: 0, Gamma: 0.1, Phi: 0.9},
	}
	configs := make([]HoltWintersConfig, len(gains))
	for i, g := range gains {
		configs[i] = base
		configs[i].Gains = g
	}
	return configs
}

// Update takes a point into every model and returns the answer of the best.
func (b *HoltWintersBank) Update(t int64, x float64) HoltWintersResult {
	var answer HoltWintersResult
	for i, m := range b.models {
		r := m.Update(t, x)
		if i == b.best {
			answer = r
		}
		if e := r.Residual; e == e {
			b.losses[i].Update(saturate(float64(e * e)))
		}
	}
	b.choose()
	return answer
}

func (b *HoltWintersBank) choose() {
	least := math.Inf(1)
	for i := range b.losses {
		if l := b.losses[i].Value(); l < least {
			b.best, least = i, l
		}
	}
}

// Best is the number of the model that answers for the next point.
func (b *HoltWintersBank) Best() int { return b.best }

// Model returns a model of the bank, nil where there is none.
func (b *HoltWintersBank) Model(i int) *HoltWinters {
	if i < 0 || i >= len(b.models) {
		return nil
	}
	return b.models[i]
}

// Reset forgets all points.
func (b *HoltWintersBank) Reset() {
	b.best = 0
	for i := range b.models {
		b.models[i].Reset()
		b.losses[i].Reset()
	}
}

// Save writes the state.
func (b *HoltWintersBank) Save(e Encoder) {
	e.Uint64(uint64(len(b.models)))
	e.Uint64(uint64(b.best))
	for i := range b.models {
		b.losses[i].Save(e)
		b.models[i].Save(e)
	}
}

// Load reads what Save wrote into a bank of the same configurations.
func (b *HoltWintersBank) Load(d Decoder) error {
	b.Reset()
	if n, err := loadLen(d, maxBank); err != nil || n != len(b.models) {
		return fmt.Errorf("%w: bank of %d models (%w)", ErrState, n, err)
	}
	best, err := loadIndex(d, len(b.models))
	if err != nil {
		return err
	}
	for i := range b.models {
		if err := b.losses[i].Load(d); err != nil {
			return err
		}
		if err := b.models[i].Load(d); err != nil {
			return err
		}
	}
	b.best = best
	return nil
}
