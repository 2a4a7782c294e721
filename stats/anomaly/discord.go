package anomaly

import "github.com/cephei-go/cephei/stats"

// Discord asks whether the stream ever did what it does now: the distance of the last blocks of
// points from the most similar stretches of the past, as a standard score. It is the best single
// statistic there is here, and the main part of Default; see shape for how it works.
//
//	formula   z of (root mean of the smallest D_j - relief), D_j = memory D_j + (b - b_j)^2 over lags
//	params    block (12 points), lags (800 blocks), neighbours (4), sigma (4)
//	cost      1.3 ns lags / block a point: 110 ns by default, in bursts of 1.1 µs a block
//	space     40 bytes a lag
//	NaN, Inf  score 0, teach nothing
//	huge      as Default: values ten widths outside the range count as that
//	warm-up   24 blocks
//	source    E. Keogh et al., HOT SAX, 2005; see Default
type Discord struct {
	scaled
	seen  Range
	sigma float64
}

// NewDiscord makes a detector; see the card for the parameters.
func NewDiscord(block, lags, neighbours int, sigma float64) *Discord {
	o := DefaultOptions()
	d := &Discord{sigma: sigma, seen: *NewRange(o.Range)}
	block = max(block, 1)
	d.shape = *newShape(ShapeOptions{
		Block: block, Lags: lags, Gap: o.Gap, Neighbours: neighbours,
		Memory: o.Memory, Relief: o.Relief,
	})
	d.any = newStandard(float64(block)/o.Horizon, warmScores)
	d.day = newStandard(float64(block)/o.Horizon, warmScores)
	return d
}

// Update scores a point with the strangeness of the last finished block.
func (d *Discord) Update(t int64, x float64) Score {
	x, ok := clean(x)
	if !ok {
		return Score{}
	}
	bounds := d.seen.known()
	d.seen.learn(x)
	d.take(t, x, bounds, discordWarm, 1)
	return judge(d.anyZ, d.sigma, Shape)
}

// discordWarm is the number of blocks before distances are learned.
const discordWarm = 16

// Save writes the state.
func (d *Discord) Save(e stats.Encoder) { saveAll(e, &d.seen, &d.scaled) }

// Load reads what Save wrote.
func (d *Discord) Load(dec stats.Decoder) error { return loadAll(dec, &d.seen, &d.scaled) }

// defineDiscord describes the detector for Builtin.
func defineDiscord() Definition {
	return Definition{
		Name: "discord", Unit: "standard deviations",
		Doc: "how far the last points are from every shape seen before",
		Params: []Param{
			{"block", "points averaged into a block", 12, 1, 1e5, true},
			{"lags", "blocks remembered", 800, 10, 1e6, true},
			{"neighbours", "similar stretches that are averaged", 4, 1, 100, true},
			paramSigma,
		},
		Example: Example{
			Text:  "a slope where there was always a zigzag",
			Event: append([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, times(15, 9)...),
			Alarm: 19, Why: Shape,
		},
		New: func(v []float64) (Detector, error) {
			return NewDiscord(int(v[0]), int(v[1]), int(v[2]), v[3]), nil
		},
	}
}
