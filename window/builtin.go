package window

// Builtin returns the windows of the language, sorted by name.
func Builtin() []*Def {
	return []*Def{
		anomalyDef,
		correlDef,
		exprDef,
		exprBatchDef,
		extTimedDef,
		extTimedBatchDef,
		firstEventDef,
		firstLengthDef,
		firstTimeDef,
		firstUniqueDef,
		groupWinDef,
		holtWintersDef,
		keepallDef,
		lastEventDef,
		lengthDef,
		lengthBatchDef,
		linestDef,
		rankDef,
		sizeDef,
		sortDef,
		timeDef,
		timeAccumDef,
		timeBatchDef,
		timeLengthBatchDef,
		timeOrderDef,
		timeToLiveDef,
		uniDef,
		uniqueDef,
		weightedAvgDef,
	}
}
