package aggregate

// Builtin returns the records of all aggregate functions, in order of their names. A user's own
// are appended to it in the engine's configuration.
func Builtin() []*Def {
	return []*Def{
		avedevDef,
		avgDef,
		countDef,
		counteverDef,
		firstDef,
		firsteverDef,
		fmaxDef,
		fmaxeverDef,
		fminDef,
		fmineverDef,
		lastDef,
		lasteverDef,
		leavingDef,
		maxDef,
		maxeverDef,
		medianDef,
		minDef,
		mineverDef,
		nthDef,
		rateDef,
		stddevDef,
		sumDef,
		windowDef,
	}
}
