package stats

import "fmt"

// Save writes the state.
func (m *HoltWinters) Save(e Encoder) {
	e.Uint64(uint64(len(m.slots)))
	e.Uint64(uint64(m.phase))
	e.Float64(m.level)
	e.Float64(m.trend)
	e.Uint64(uint64(m.slot))
	e.Uint64(m.seen)
	e.Bool(m.begun)
	e.Int64(m.first)
	e.Int64(m.last)
	e.Float64(m.skipped)
	e.Uint64(uint64(m.late))
	e.Uint64(uint64(m.aside.early))
	e.Uint64(uint64(m.clipped))
	e.Uint64(m.outside)
	for i := range m.slots {
		s := &m.slots[i]
		e.Float64(s.season)
		e.Float64(s.deviation)
		e.Uint64(uint64(s.visits))
		e.Uint64(uint64(s.sized))
	}
	saveFloats(e, m.aside.history)
	e.Uint64(uint64(m.squares.n))
	e.Float64(m.squares.mean)
	e.Float64(m.latest.value)
	e.Float64(m.latest.forecast)
	e.Float64(m.latest.deviation)
	e.Uint64(uint64(m.latest.slot + 1))
	e.Bool(m.latest.ready)
	g := m.shape.config.Gains
	e.Float64(g.Alpha)
	e.Float64(g.Beta)
	e.Float64(g.Gamma)
	e.Float64(g.Phi)
	e.Bool(m.aside.quantile != nil)
	if m.aside.quantile != nil {
		m.aside.quantile.Save(e)
	}
}

// Load reads what Save wrote into a model of the same configuration. The gains come from the
// saved state, as they may have been fitted since.
func (m *HoltWinters) Load(d Decoder) error {
	m.Reset()
	if n, err := loadLen(d, maxSlots); err != nil || n != len(m.slots) {
		return fmt.Errorf("%w: season of %d slots (%w)", ErrState, n, err)
	}
	phase := d.Uint64()
	if phase > uint64(hwRunning) {
		return fmt.Errorf("%w: phase %d", ErrState, phase)
	}
	m.phase = hwPhase(phase)
	m.level, m.trend = d.Float64(), d.Float64()
	slot, err := loadIndex(d, len(m.slots))
	if err != nil {
		return err
	}
	m.slot = int32(slot)
	m.seen, m.begun, m.first, m.last = d.Uint64(), d.Bool(), d.Int64(), d.Int64()
	m.skipped = d.Float64()
	m.late, m.aside.early, m.clipped = uint8(d.Uint64()), int(d.Uint64()), int32(d.Uint64())
	m.outside = d.Uint64()
	for i := range m.slots {
		m.slots[i] = hwSlot{
			season: d.Float64(), deviation: d.Float64(),
			visits: uint32(d.Uint64()), sized: uint32(d.Uint64()),
		}
	}
	return m.loadRest(d)
}

func (m *HoltWinters) loadRest(d Decoder) error {
	n, err := loadLen(d, cap(m.aside.history))
	if err != nil {
		return err
	}
	m.aside.history = m.aside.history[:n]
	for i := range m.aside.history {
		m.aside.history[i] = d.Float64()
	}
	m.squares = meanSquare{n: uint32(d.Uint64()), mean: d.Float64()}
	m.latest = hwLatest{value: d.Float64(), forecast: d.Float64(), deviation: d.Float64()}
	slot, err := loadIndex(d, len(m.slots)+1)
	if err != nil {
		return err
	}
	m.latest.slot, m.latest.ready = int32(slot-1), d.Bool()
	g := Gains{Alpha: d.Float64(), Beta: d.Float64(), Gamma: d.Float64(), Phi: d.Float64()}
	if err := m.SetGains(g); err != nil {
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	if d.Bool() != (m.aside.quantile != nil) {
		return fmt.Errorf("%w: another kind of band (%w)", ErrState, d.Err())
	}
	if m.aside.quantile != nil {
		return m.aside.quantile.Load(d)
	}
	return d.Err()
}
