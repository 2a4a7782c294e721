package anomaly

import (
	"math"

	"github.com/cephei-go/cephei/stats"
)

// shape compares what a stream does now with all that it did before, at one time scale.
//
// Points are averaged in blocks. For each lag j it keeps how much the last blocks differ from those
// j blocks earlier, the recent ones counting most:
//
//	D_j = memory D_j + (b - b_j)^2        (b the newest block, b_j the one j blocks before it)
//
// The stretch of the past most like the present has the smallest D. The distance of a block is the
// root of the mean of the few smallest, at most one from each run of neighbouring lags. Where the
// past itself was unruly a large distance means little: so part of what the found stretches scored
// in their own time is taken off again (relief). Nothing is ever subtracted from D, hence no
// rounding debris stays behind a huge value.
//
// A second distance looks only at the same time of day on earlier days.
//
//	cost      one multiplication and addition a lag and block: 1.3 ns lags / block a point
//	space     40 bytes a lag, growing with the stream
//	order     any; times serve only to find the same time of day
type shape struct {
	config ShapeOptions

	sum  float64 // of the block under construction
	fill int     // points in it; negative while the first ones are skipped

	// Rings, newest first: position pos+j holds the block j before the newest. blocks is stored
	// twice, so that any stretch of it is contiguous.
	blocks []float64
	past   []pastBlock
	pos    int
	count  int       // blocks held, at most lags+1
	total  int       // blocks seen, saturating
	dist   []float64 // D by lag

	nearest []neighbour // the smallest D so far, ascending
}

// pastBlock is what is remembered of a block besides its mean.
type pastBlock struct {
	time        int64
	own, ownDay float32 // its distances when it was new
}

// neighbour is a stretch of the past like the present.
type neighbour struct {
	dist float64
	lag  int
}

// ShapeOptions are the constants of the shape comparison.
type ShapeOptions struct {
	Block      int     // points averaged into a block
	Skip       int     // points skipped before the first block
	Lags       int     // how many blocks the past reaches back
	Gap        int     // the nearest lag compared: closer blocks are the present itself
	Neighbours int     // how many of the best stretches are averaged
	Memory     float64 // weight of a block against the one after it
	Relief     float64 // share of the neighbours' own distances that is taken off
}

// laneWidth is the number of neighbouring lags of which at most one counts as a neighbour.
const laneWidth = 8

func newShape(o ShapeOptions) *shape {
	o.Block, o.Gap, o.Neighbours = max(o.Block, 1), max(o.Gap, 1), max(o.Neighbours, 1)
	o.Lags = max(o.Lags, o.Gap+1)
	s := &shape{config: o, fill: -o.Skip, nearest: make([]neighbour, 0, o.Neighbours)}
	s.resize(min(firstRing, o.Lags+1))
	return s
}

// firstRing is the number of blocks there is room for at first; the rings double until they hold
// all lags. Streams with many keys have many that never live that long.
const firstRing = 64

// resize makes room for a number of blocks, at least those held.
func (s *shape) resize(ring int) {
	blocks, past, dist := make([]float64, 2*ring), make([]pastBlock, ring), make([]float64, ring)
	for lag := range s.count {
		b := s.blocks[s.pos+lag]
		blocks[lag], blocks[lag+ring] = b, b
		past[lag] = *s.at(lag)
	}
	copy(dist, s.dist[:s.count])
	s.blocks, s.past, s.dist, s.pos = blocks, past, dist, 0
}

// distances are what a finished block says.
type distances struct {
	any, day float64 // from the nearest stretches anywhere, and at the same time of day
	days     int     // earlier days compared
	ready    bool    // there was something to compare with
}

// add takes a point. It reports whether a block was finished.
func (s *shape) add(x float64) bool {
	if s.fill >= 0 {
		s.sum += x
	}
	s.fill++
	return s.fill == s.config.Block
}

// finish closes the block that ends at time t and compares it with the past.
func (s *shape) finish(t int64) distances {
	b := s.sum / float64(s.config.Block)
	s.sum, s.fill = 0, 0
	if held := len(s.past); s.count == held && held <= s.config.Lags {
		s.resize(min(2*held, s.config.Lags+1))
	}
	ring := len(s.past)
	if s.pos--; s.pos < 0 {
		s.pos += ring
	}
	s.blocks[s.pos], s.blocks[s.pos+ring] = b, b
	s.past[s.pos] = pastBlock{time: t}
	s.count = min(s.count+1, ring)
	s.total = min(s.total+1, math.MaxInt32)

	s.measure(b)
	return s.weigh(t)
}

// measure brings D up to date and collects the nearest stretches. This is where the time goes: the
// lags go by in lanes, and a lane without a stretch near enough costs one test, not eight.
func (s *shape) measure(b float64) {
	s.nearest = s.nearest[:0]
	worst := math.Inf(1)
	memory := s.config.Memory
	for first := s.config.Gap; first < s.count; {
		end := min((first/laneWidth+1)*laneWidth, s.count)
		dist := s.dist[first:end]
		near := false
		for j, p := range s.blocks[s.pos+first:][:len(dist)] {
			e := b - p
			d := float64(memory*dist[j]) + float64(e*e)
			dist[j] = d
			near = near || d < worst
		}
		if near {
			worst = s.keep(dist, first)
		}
		first = end
	}
}

// keep enters the nearest stretch of a lane among the nearest of all and returns what the next one
// has to beat.
func (s *shape) keep(lane []float64, first int) float64 {
	n := neighbour{lane[0], first}
	for j, d := range lane {
		if d < n.dist {
			n = neighbour{d, first + j}
		}
	}
	list := s.nearest
	i := len(list)
	if i == cap(list) {
		i--
	} else {
		list = list[:i+1]
	}
	for ; i > 0 && list[i-1].dist > n.dist; i-- {
		list[i] = list[i-1]
	}
	list[i] = n
	s.nearest = list
	if len(list) < cap(list) {
		return math.Inf(1)
	}
	return list[len(list)-1].dist
}

// weigh turns the nearest stretches into the distances of the newest block.
func (s *shape) weigh(t int64) distances {
	var out distances
	if len(s.nearest) == 0 {
		return out
	}
	sum, own := 0.0, 0.0
	for _, n := range s.nearest {
		sum += n.dist
		own += float64(s.at(n.lag).own)
	}
	k := float64(len(s.nearest))
	// D is a sum with weights 1, memory, ..: times 1-memory it is a mean square.
	unit := 1 - s.config.Memory
	dist := math.Sqrt(unit * sum / k)
	s.past[s.pos].own = float32(min(dist, math.MaxFloat32))
	out.ready, out.any = true, dist-float64(s.config.Relief*own)/k

	lag, days := s.sameTimeOfDay(t)
	if out.days = days; days > 0 {
		dist := math.Sqrt(unit * s.dist[lag])
		s.past[s.pos].ownDay = float32(min(dist, math.MaxFloat32))
		out.day = dist - float64(s.config.Relief*float64(s.at(lag).ownDay))
	}
	return out
}

// at is the block of a lag.
func (s *shape) at(lag int) *pastBlock {
	i := s.pos + lag
	if i >= len(s.past) {
		i -= len(s.past)
	}
	return &s.past[i]
}

const (
	dayMs = 24 * 60 * 60 * 1000
	// maxDays bounds the search: four weeks know each day of the week four times.
	maxDays = 28
)

// sameTimeOfDay finds the lag of the most similar stretch among those that end at the same time of
// day as now, and how many days were looked at. A lag is that of the first block at or after the
// moment sought; with time stamps out of order it may be another one, which does no harm.
func (s *shape) sameTimeOfDay(t int64) (best, days int) {
	oldest := s.at(s.count - 1).time
	nearest, aDay := s.config.Gap, 0
	for day := int64(1); day <= maxDays; day++ {
		moment := t - day*dayMs
		if oldest >= moment {
			break
		}
		lag := nearest + aDay
		if !s.spans(lag, moment) {
			lag = s.lagOf(moment, nearest)
		}
		if lag < s.config.Gap {
			continue
		}
		nearest, aDay = lag, lag-nearest
		if days == 0 || s.dist[lag] < s.dist[best] {
			best = lag
		}
		days++
	}
	return best, days
}

// spans reports whether a guessed lag is the answer of lagOf: its block ended at or after the
// moment, the one before it earlier.
func (s *shape) spans(lag int, moment int64) bool {
	return lag+1 < s.count && s.at(lag).time >= moment && s.at(lag+1).time < moment
}

// lagOf finds by bisection the largest lag, from a start on, whose block ended at or after a
// moment.
func (s *shape) lagOf(moment int64, from int) int {
	lo, hi := from-1, s.count-1 // the block of hi is too old
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; s.at(mid).time >= moment {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// Save writes the state: the ring from the newest block on, in lag order.
func (s *shape) Save(e stats.Encoder) {
	e.Float64(s.sum)
	e.Int64(int64(s.fill))
	e.Int64(int64(s.total))
	e.Uint64(uint64(s.count))
	for lag := range s.count {
		p := s.at(lag)
		e.Float64(s.blocks[s.pos+lag])
		e.Float64(s.dist[lag])
		e.Int64(p.time)
		e.Float64(float64(p.own))
		e.Float64(float64(p.ownDay))
	}
}

// Load reads what Save wrote.
func (s *shape) Load(d stats.Decoder) error {
	s.sum = d.Float64()
	s.fill = int(d.Int64())
	s.total = int(d.Int64())
	count, err := loadCount(d, s.config.Lags+1)
	if err != nil {
		return err
	}
	if s.fill >= s.config.Block || s.fill < -s.config.Skip {
		return damaged("a block of %d points", s.fill)
	}
	s.count = 0
	s.resize(min(max(count, firstRing), s.config.Lags+1))
	s.count = count
	ring := len(s.past)
	for lag := range count {
		b := d.Float64()
		s.blocks[lag], s.blocks[lag+ring] = b, b
		s.dist[lag] = d.Float64()
		s.past[lag] = pastBlock{
			time: d.Int64(), own: float32(d.Float64()), ownDay: float32(d.Float64()),
		}
	}
	return d.Err()
}
