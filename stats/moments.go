package stats

import (
	"math"
	"slices"
)

// Moments gives count, sum, mean and variance of the values that have entered and not left, for
// windows of any size whose values leave in any order. It needs no memory of the values.
//
// Values are measured from an origin among them, their differences and the squares of these are
// summed with twice the digits, and the origin moves along when the data move away. Values of
// very different size (bands of a factor 2^40) are summed apart, so that a spike that leaves
// takes its rounding errors with it. The zero value is empty.
//
//	formula   mean = o + S1/n;  variance = (S2 - S1^2/n)/n, S1 = sum (x-o), S2 = sum (x-o)^2
//	exactness 1e-12 relative to a recomputation, after any number of events, at any offset; after a
//	          spike within the same band (that is, below 4e9 for data of ordinary size) has left,
//	          1e-30 of its square may stay in the sum of squares until the band is empty; sums of
//	          squares below that count as 0
//	order     any; a value that leaves must have entered
//	cost      O(1) an event, 5 to 8 ns
//	space     64 bytes, 64 more for each further band in use
//	NaN, Inf  counted apart, never summed; results are those of the finite values
//	empty     Mean and the variances are NaN; the sample variance needs two values
//	source    own; T. Dekker, A floating-point technique for extending the available precision,
//	          1971, for the arithmetic
type Moments struct {
	home momentBand
	more *moreMoments // nil until the first value that does not belong to the home band
}

// moreMoments holds what does not belong to the home band.
type moreMoments struct {
	bands     []awayBand // growing in key
	nonFinite int64
}

// awayBand is a band and its number.
type awayBand struct {
	key int
	momentBand
}

// momentBand sums the values of one range of exponents, scaled into the range of the home band.
type momentBand struct {
	n      int64
	origin float64
	s1, s2 twofold
	peak   float64 // largest S2 since the band was empty: bounds what rounding may have left behind
}

const (
	bandWidth = 40                             // exponents a band
	bandHome  = 1015                           // lowest biased exponent of the home band, 2^-8
	bandShift = bandWidth - bandHome%bandWidth // aligns band borders with that of the home band
	homeKey   = (bandHome + bandShift) / bandWidth
	homeLow   = 0x1p-8 // the home band is that of the sizes from homeLow to below homeHigh
	homeHigh  = homeLow * (1 << bandWidth)
	// lostBits: sums of squares below peak times this are rounding errors and count as 0.
	lostBits = 0x1p-100
	// farOrigin: the origin moves when S1^2 exceeds this share of n S2, mean 16 deviations away.
	farOrigin = 1 - 1.0/256
)

// bandKey is the number of the band that v belongs to; zero is at home anywhere.
func bandKey(v float64) int {
	if v == 0 {
		return homeKey
	}
	return (int(math.Float64bits(v)>>52&0x7ff) + bandShift) / bandWidth
}

// bandScale is the factor 2^±k that brings a band's values into the range of the home band.
// It is given as two factors because one could overflow.
func bandScale(key int) (float64, float64) {
	k := (homeKey - key) * bandWidth
	return math.Ldexp(1, k/2), math.Ldexp(1, k-k/2)
}

// atHome tells whether a value belongs to the home band, as nearly all do.
func atHome(v float64) bool {
	size := math.Abs(v)
	return size >= homeLow && size < homeHigh || v == 0
}

// Enter adds v.
func (m *Moments) Enter(v float64) {
	if atHome(v) {
		m.home.enter(v)
		return
	}
	m.change(v, (*momentBand).enter, 1)
}

// Leave takes away a v that has entered before.
func (m *Moments) Leave(v float64) {
	if atHome(v) {
		m.home.leave(v)
		return
	}
	m.change(v, (*momentBand).leave, -1)
}

// change adds or takes away a value that is not at home.
func (m *Moments) change(v float64, by func(*momentBand, float64), count int64) {
	if m.more == nil {
		m.more = &moreMoments{}
	}
	if !finite(v) {
		m.more.nonFinite += count
		return
	}
	key := bandKey(v)
	f, g := bandScale(key)
	by(m.more.band(key), v*f*g)
}

// band finds or makes the band of a key. There are 52 bands, and rarely more than one in use.
func (m *moreMoments) band(key int) *momentBand {
	i := 0
	for i < len(m.bands) && m.bands[i].key < key {
		i++
	}
	if i == len(m.bands) || m.bands[i].key != key {
		m.bands = slices.Insert(m.bands, i, awayBand{key: key})
	}
	return &m.bands[i].momentBand
}

// away returns the bands besides the home band.
func (m *Moments) away() []awayBand {
	if m.more == nil {
		return nil
	}
	return m.more.bands
}

func (b *momentBand) enter(x float64) {
	if b.n <= 0 {
		b.clear()
		b.origin = x
	}
	b.n++
	b.add(x, 1)
	if b.s2.hi > b.peak {
		b.peak = b.s2.hi
	}
	b.follow()
}

func (b *momentBand) leave(x float64) {
	b.n--
	if b.n <= 0 {
		b.clear()
		return
	}
	b.add(x, -1)
	b.follow()
}

func (b *momentBand) clear() {
	b.n, b.origin, b.peak = 0, 0, 0
	b.s1, b.s2 = twofold{}, twofold{}
}

// add adds (sign 1) or takes away (sign -1) the exact difference and its exact square.
func (b *momentBand) add(x, sign float64) {
	d, dl := twoSum(x, -b.origin)
	p, pl := twoProduct(d, d)
	if dl != 0 { // rare: the difference needs more digits
		b.s1.lo += float64(sign * dl)
		pl += float64(2*d*dl) + float64(dl*dl)
	}
	b.s1.accumulate(float64(sign * d))
	b.s2.accumulate(float64(sign * p))
	b.s2.lo += float64(sign * pl)
}

// follow moves the origin to the mean when it is far from the data. As the sums hold twice the
// digits, this loses nothing that a float64 result could show.
func (b *momentBand) follow() {
	n := float64(b.n)
	if float64(b.s1.hi*b.s1.hi) <= float64(farOrigin*n*b.s2.hi) || b.s2.hi <= b.peak*lostBits {
		return
	}
	to := b.origin + b.s1.value()/n
	c, cl := twoSum(to, -b.origin)
	shift := twofold{c, cl}
	s1 := b.s1.minus(shift.times(twofold{n, 0}))
	b.s2 = b.s2.minus(shift.times(b.s1.plus(s1)))
	b.s1, b.origin = s1, to
}

// squares is the sum of squared deviations from the mean, at least 0.
func (b *momentBand) squares() float64 {
	s1 := b.s1.value()
	sq := b.s2.value() - float64(s1*s1)/float64(b.n)
	if sq <= float64(b.peak*lostBits) {
		return 0
	}
	return sq
}

// scaled gives the band's count, mean and sum of squares in units of 1.
func (b *momentBand) scaled(key int) (n, mean, squares float64) {
	n = float64(b.n)
	mean = b.origin + b.s1.value()/n
	squares = b.squares()
	if key != homeKey {
		f, g := bandScale(key)
		mean = mean / f / g
		squares = squares / f / g / f / g
	}
	return n, mean, squares
}

// total joins the bands.
func (m *Moments) total() (n, mean, squares float64) {
	if m.home.n > 0 {
		n, mean, squares = m.home.scaled(homeKey)
	}
	away := m.away()
	for i := range away {
		if away[i].n <= 0 {
			continue
		}
		bn, bmean, bsq := away[i].scaled(away[i].key)
		if n == 0 {
			n, mean, squares = bn, bmean, bsq
			continue
		}
		d := saturate(bmean - mean)
		share := bn / (n + bn)
		mean = saturate(mean + float64(d*share))
		squares += bsq + float64(float64(float64(d*share)*d)*n)
		n += bn
	}
	return n, mean, squares
}

// deviations is the number of values and the sum of their squared deviations from the mean.
func (m *Moments) deviations() (n, squares float64) {
	if m.more != nil {
		n, _, squares = m.total()
		return n, squares
	}
	if m.home.n > 0 {
		squares = m.home.squares()
	}
	return float64(m.home.n), squares
}

// Count is the number of finite values inside.
func (m *Moments) Count() int64 {
	if m.more == nil {
		return m.home.n
	}
	n := m.home.n
	for i := range m.more.bands {
		n += m.more.bands[i].n
	}
	return n
}

// NonFinite is the number of NaN and infinities inside.
func (m *Moments) NonFinite() int64 {
	if m.more == nil {
		return 0
	}
	return m.more.nonFinite
}

// Mean is the mean of the finite values, NaN when there is none.
func (m *Moments) Mean() float64 {
	n, mean, _ := m.total()
	if n == 0 {
		return math.NaN()
	}
	return mean
}

// VarPop is the variance that divides by n, NaN when there is no value.
func (m *Moments) VarPop() float64 {
	n, squares := m.deviations()
	return squares / n // 0/0 is the NaN of an empty window
}

// VarSample is the variance that divides by n-1, NaN below two values.
func (m *Moments) VarSample() float64 {
	n, squares := m.deviations()
	if n < 2 {
		return math.NaN()
	}
	return squares / (n - 1)
}

// StdPop is the square root of VarPop.
func (m *Moments) StdPop() float64 { return math.Sqrt(m.VarPop()) }

// StdSample is the square root of VarSample.
func (m *Moments) StdSample() float64 { return math.Sqrt(m.VarSample()) }

// Reset empties the window.
func (m *Moments) Reset() {
	m.home.clear()
	if m.more != nil {
		m.more.bands, m.more.nonFinite = m.more.bands[:0], 0
	}
}

// Save writes the state.
func (m *Moments) Save(e Encoder) {
	e.Int64(m.NonFinite())
	m.home.save(e)
	away := m.away()
	e.Uint64(uint64(len(away)))
	for i := range away {
		e.Uint64(uint64(away[i].key))
		away[i].save(e)
	}
}

// Load reads what Save wrote.
func (m *Moments) Load(d Decoder) error {
	m.Reset()
	odd := d.Int64()
	m.home.load(d)
	n, err := loadLen(d, 64)
	if err != nil {
		return err
	}
	if odd == 0 && n == 0 {
		return d.Err()
	}
	m.more = &moreMoments{nonFinite: odd}
	for range n {
		b := awayBand{key: int(d.Uint64()) & 63}
		b.load(d)
		m.more.bands = append(m.more.bands, b)
	}
	return d.Err()
}

func (b *momentBand) save(e Encoder) {
	e.Int64(b.n)
	e.Float64(b.origin)
	b.s1.save(e)
	b.s2.save(e)
	e.Float64(b.peak)
}

func (b *momentBand) load(d Decoder) {
	b.n, b.origin = d.Int64(), d.Float64()
	b.s1.load(d)
	b.s2.load(d)
	b.peak = d.Float64()
}
