package expr

// Period is a length of time: fixed, or of calendar months, constant or computed.
type Period struct {
	// Const is set when the length is a constant number of milliseconds, Ms.
	Const bool
	Ms    int64
	// Shift returns the time t moved by sign (1 or -1) times the period; ok is false when a part
	// of the period is null. It serves every period, constant ones too.
	Shift func(env *Env, t int64, sign int) (moved int64, ok bool)
}

// FixedPeriod returns the constant period of ms milliseconds.
func FixedPeriod(ms int64) *Period {
	return &Period{Const: true, Ms: ms, Shift: func(_ *Env, t int64, sign int) (int64, bool) {
		return t + int64(sign)*ms, true
	}}
}

// SecondsPeriod returns the period of a number of seconds: what a plain number means where a
// period is expected. Fractions count to the millisecond.
func SecondsPeriod(f Fn) *Period {
	secs := f.AsFloat()
	if f.Const {
		if v, ok := secs(&Env{}); ok {
			return FixedPeriod(int64(v * 1000))
		}
	}
	return &Period{Shift: func(env *Env, t int64, sign int) (int64, bool) {
		v, ok := secs(env)
		return t + int64(sign)*int64(v*1000), ok
	}}
}
