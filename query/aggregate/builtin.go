package aggregate

// Builtin returns the records of all aggregate functions, in order of their names. A user's own
// are appended to it in the engine's configuration.
func Builtin() []*Def {
	return []*Def{
		anomalyDef,
		avedevDef,
		avgDef,
		countDef,
		counterIncreaseDef,
		counterRateDef,
		counteverDef,
		derivativeDef,
		ewmaDef,
		firstDef,
		firsteverDef,
		fmaxDef,
		fmaxeverDef,
		fminDef,
		fmineverDef,
		holtWintersDef,
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
		predictLinearDef,
		rateDef,
		sortedDef,
		stddevDef,
		sumDef,
		timeToReachDef,
		windowDef,
	}
}
