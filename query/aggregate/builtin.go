package aggregate

// Builtin returns the records of all aggregate functions, in order of their names. A user's own
// are appended to it in the engine's configuration.
func Builtin() []*Def {
	return []*Def{
		avedevDef,
		avgDef,
		countDef,
		counteverDef,
		fmaxDef,
		fmaxeverDef,
		fminDef,
		fmineverDef,
		maxDef,
		maxeverDef,
		medianDef,
		minDef,
		mineverDef,
		stddevDef,
		sumDef,
	}
}
