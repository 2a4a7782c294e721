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
	e.Uint64(uint64(m.early))
	e.Uint64(uint64(m.clipped))
	e.Uint64(m.outside)
	for i := range m.slots {
		s := &m.slots[i]
		e.Float64(s.season)
		e.Float64(s.deviation)
		e.Uint64(uint64(s.visits))
		e.Uint64(uint64(s.sized))
	}
	saveFloats(e, m.history)
	m.squares.Save(e)
	e.Float64(m.config.Gains.Alpha)
	e.Float64(m.config.Gains.Beta)
	e.Float64(m.config.Gains.Gamma)
	e.Float64(m.config.Gains.Phi)
	e.Bool(m.quantile != nil)
	if m.quantile != nil {
		m.quantile.Save(e)
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
	var err error
	if m.slot, err = loadIndex(d, len(m.slots)); err != nil {
		return err
	}
	m.seen, m.begun, m.first, m.last = d.Uint64(), d.Bool(), d.Int64(), d.Int64()
	m.skipped = d.Float64()
	m.late, m.early, m.clipped = int(d.Uint64()), int(d.Uint64()), int(d.Uint64())
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
	n, err := loadLen(d, cap(m.history))
	if err != nil {
		return err
	}
	m.history = m.history[:n]
	for i := range m.history {
		m.history[i] = d.Float64()
	}
	if err := m.squares.Load(d); err != nil {
		return err
	}
	g := Gains{Alpha: d.Float64(), Beta: d.Float64(), Gamma: d.Float64(), Phi: d.Float64()}
	if err := m.SetGains(g); err != nil {
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	if d.Bool() != (m.quantile != nil) {
		return fmt.Errorf("%w: another kind of band (%w)", ErrState, d.Err())
	}
	if m.quantile != nil {
		return m.quantile.Load(d)
	}
	return d.Err()
}
