package anomaly

// Parameters that several detectors share.
var (
	paramSigma = Param{"sigma", "threshold in standard deviations", 4, 0, 1e6, false}
	paramAlpha = Param{"alpha", "gain of the long run, 1/its memory", 0.0005, 1e-9, 1, false}
	param30    = Param{"points", "points in the window", 30, 2, 1e6, true}
)

// with is a parameter with another default.
func (p Param) with(def float64) Param {
	p.Default = def
	return p
}

// window is a parameter for the length of a window.
func window(def float64) Param {
	return Param{"window", "points in the window", def, 3, 1e6, true}
}

// Builtin lists all detectors, by name.
func Builtin() []Definition {
	return []Definition{
		defineDefault(), defineChart(), defineCUSUM(), defineDiscord(), defineDivergence(),
		defineFlatline(), defineGaussian(), defineHolt(), defineHoltWinters(), defineMeanShift(),
		definePageHinkley(), defineQuiet(), defineRange(), defineRank(), defineRobust(),
		defineSequence(), defineSpreadShift(), defineTail(),
	}
}

// atLeast is a parameter with another minimum.
func (p Param) atLeast(least float64) Param {
	p.Min = least
	return p
}
