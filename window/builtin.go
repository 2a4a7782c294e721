package window

// Builtin returns the windows of the language, sorted by name.
func Builtin() []*Def {
	return []*Def{
		extTimedDef,
		firstEventDef,
		groupWinDef,
		keepallDef,
		lastEventDef,
		lengthDef,
		lengthBatchDef,
		sortDef,
		timeDef,
		timeBatchDef,
		uniqueDef,
	}
}
