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
		maxbyDef,
		maxbyeverDef,
		maxeverDef,
		medianDef,
		minDef,
		minbyDef,
		minbyeverDef,
		mineverDef,
		nthDef,
		rateDef,
		sortedDef,
		stddevDef,
		sumDef,
		windowDef,
	}
}
