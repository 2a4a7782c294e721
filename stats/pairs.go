package stats

import "math"

// Pairs gives covariance, correlation and the least squares line of the pairs (x, y) that have
// entered and not left, for windows of any size whose pairs leave in any order. It works as
// Moments does: twice the digits, an origin that follows the data, bands of magnitude.
// The zero value is empty.
//
//	formula   Line; sums of products of the differences to an origin (ox, oy)
//	exactness 1e-12 relative to a recomputation, after any number of events, at any offset;
//	          after a spike within the band as Moments says
//	order     any; a pair that leaves must have entered
//	cost      O(1) an event, 25 to 30 ns
//	space     200 bytes a band in use
//	NaN, Inf  a pair with one is counted apart, never summed
//	empty     all answers NaN
//	source    as Moments
type Pairs struct {
	bands     []pairBand
	nonFinite int64
}

// pairBand sums the pairs whose x and y lie in one range of exponents each.
type pairBand struct {
	keyX, keyY     int
	n              int64
	ox, oy         float64
	x, y           twofold
	xx, yy, xy     twofold
	peakXX, peakYY float64
}

// Enter adds a pair.
func (p *Pairs) Enter(x, y float64) {
	if !finite(x) || !finite(y) {
		p.nonFinite++
		return
	}
	b := p.band(x, y)
	x, y = toBand(b.keyX, x), toBand(b.keyY, y)
	if b.n <= 0 {
		*b = pairBand{keyX: b.keyX, keyY: b.keyY, ox: x, oy: y}
	}
	b.n++
	b.add(x, y, 1)
	b.peakXX = max(b.peakXX, b.xx.hi)
	b.peakYY = max(b.peakYY, b.yy.hi)
	b.follow()
}

// Leave takes away a pair that has entered before.
func (p *Pairs) Leave(x, y float64) {
	if !finite(x) || !finite(y) {
		p.nonFinite--
		return
	}
	b := p.band(x, y)
	x, y = toBand(b.keyX, x), toBand(b.keyY, y)
	b.n--
	if b.n <= 0 {
		*b = pairBand{keyX: b.keyX, keyY: b.keyY}
		return
	}
	b.add(x, y, -1)
	b.follow()
}

// toBand scales v into the range of the home band.
func toBand(key int, v float64) float64 {
	if key == homeKey {
		return v
	}
	f, g := bandScale(key)
	return v * f * g
}

// band finds or makes the band of a pair. Bands lie in order of their keys, so that their sums
// are joined in an order that does not depend on arrival.
func (p *Pairs) band(x, y float64) *pairBand {
	kx, ky := bandKey(x), bandKey(y)
	i := 0
	for i < len(p.bands) {
		b := &p.bands[i]
		if b.keyX == kx && b.keyY == ky {
			return b
		}
		if b.keyX > kx || b.keyX == kx && b.keyY > ky {
			break
		}
		i++
	}
	p.bands = append(p.bands, pairBand{})
	copy(p.bands[i+1:], p.bands[i:])
	p.bands[i] = pairBand{keyX: kx, keyY: ky}
	return &p.bands[i]
}

// addProduct accumulates sign*a*b exactly, a and b given with what their rounding lost.
func (s *twofold) addProduct(a, al, b, bl, sign float64) {
	p, e := twoProduct(a, b)
	if al != 0 || bl != 0 {
		e += float64(a*bl) + float64(al*b)
	}
	s.accumulate(float64(sign * p))
	s.lo += float64(sign * e)
}

func (b *pairBand) add(x, y, sign float64) {
	dx, lx := twoSum(x, -b.ox)
	dy, ly := twoSum(y, -b.oy)
	b.x.accumulate(float64(sign * dx))
	b.x.lo += float64(sign * lx)
	b.y.accumulate(float64(sign * dy))
	b.y.lo += float64(sign * ly)
	b.xx.addProduct(dx, lx, dx, lx, sign)
	b.yy.addProduct(dy, ly, dy, ly, sign)
	b.xy.addProduct(dx, lx, dy, ly, sign)
}

// follow moves the origin to the means when it is far from the data in x or in y.
func (b *pairBand) follow() {
	n := float64(b.n)
	farX := float64(b.x.hi*b.x.hi) > float64(farOrigin*n*b.xx.hi) && b.xx.hi > b.peakXX*lostBits
	farY := float64(b.y.hi*b.y.hi) > float64(farOrigin*n*b.yy.hi) && b.yy.hi > b.peakYY*lostBits
	if !farX && !farY {
		return
	}
	toX, toY := b.ox+b.x.value()/n, b.oy+b.y.value()/n
	var shiftX, shiftY twofold
	shiftX.hi, shiftX.lo = twoSum(toX, -b.ox)
	shiftY.hi, shiftY.lo = twoSum(toY, -b.oy)
	x := b.x.minus(shiftX.times(twofold{n, 0}))
	y := b.y.minus(shiftY.times(twofold{n, 0}))
	b.xy = b.xy.minus(shiftX.times(b.y)).minus(shiftY.times(x))
	b.xx = b.xx.minus(shiftX.times(b.x.plus(x)))
	b.yy = b.yy.minus(shiftY.times(b.y.plus(y)))
	b.x, b.y, b.ox, b.oy = x, y, toX, toY
}

// line summarises the band in units of 1.
func (b *pairBand) line() Line {
	n := float64(b.n)
	sx, sy := b.x.value(), b.y.value()
	l := Line{
		Count: n,
		MeanX: b.ox + sx/n,
		MeanY: b.oy + sy/n,
		SXX:   notLost(b.xx.value()-float64(sx*sx)/n, b.peakXX),
		SYY:   notLost(b.yy.value()-float64(sy*sy)/n, b.peakYY),
		SXY:   b.xy.value() - float64(sx*sy)/n,
	}
	if b.keyX != homeKey || b.keyY != homeKey {
		l.MeanX, l.MeanY = fromBand(b.keyX, l.MeanX), fromBand(b.keyY, l.MeanY)
		l.SXX = fromBand(b.keyX, fromBand(b.keyX, l.SXX))
		l.SYY = fromBand(b.keyY, fromBand(b.keyY, l.SYY))
		l.SXY = fromBand(b.keyX, fromBand(b.keyY, l.SXY))
	}
	return l
}

func fromBand(key int, v float64) float64 {
	f, g := bandScale(key)
	return v / f / g
}

// notLost is a sum of squares, or 0 where it is no more than the rounding errors of its peak.
func notLost(squares, peak float64) float64 {
	if squares <= float64(peak*lostBits) {
		return 0
	}
	return squares
}

// Line summarises the pairs inside.
func (p *Pairs) Line() Line {
	if len(p.bands) == 1 && p.bands[0].n > 0 {
		return p.bands[0].line()
	}
	var all Line
	for i := range p.bands {
		if p.bands[i].n > 0 {
			all = all.join(p.bands[i].line())
		}
	}
	if all.Count == 0 {
		nan := math.NaN()
		return Line{MeanX: nan, MeanY: nan, SXX: nan, SYY: nan, SXY: nan}
	}
	return all
}

// Count is the number of finite pairs inside.
func (p *Pairs) Count() int64 {
	var n int64
	for i := range p.bands {
		n += p.bands[i].n
	}
	return n
}

// NonFinite is the number of pairs inside with a NaN or an infinity.
func (p *Pairs) NonFinite() int64 { return p.nonFinite }

// Reset empties the window.
func (p *Pairs) Reset() { p.bands, p.nonFinite = p.bands[:0], 0 }

// Save writes the state.
func (p *Pairs) Save(e Encoder) {
	e.Int64(p.nonFinite)
	e.Uint64(uint64(len(p.bands)))
	for i := range p.bands {
		b := &p.bands[i]
		e.Int64(int64(b.keyX))
		e.Int64(int64(b.keyY))
		e.Int64(b.n)
		for _, v := range b.fields() {
			e.Float64(*v)
		}
	}
}

// Load reads what Save wrote.
func (p *Pairs) Load(d Decoder) error {
	p.Reset()
	p.nonFinite = d.Int64()
	n, err := loadLen(d, 64*64)
	if err != nil {
		return err
	}
	for range n {
		var b pairBand
		b.keyX, b.keyY = int(d.Int64())&63, int(d.Int64())&63
		b.n = d.Int64()
		for _, v := range b.fields() {
			*v = d.Float64()
		}
		if d.Err() != nil {
			return d.Err()
		}
		p.bands = append(p.bands, b)
	}
	return d.Err()
}

func (b *pairBand) fields() [14]*float64 {
	return [...]*float64{
		&b.ox, &b.oy, &b.peakXX, &b.peakYY,
		&b.x.hi, &b.x.lo, &b.y.hi, &b.y.lo,
		&b.xx.hi, &b.xx.lo, &b.yy.hi, &b.yy.lo, &b.xy.hi, &b.xy.lo,
	}
}
