package event

// Copier copies values from events of one schema into events of another: a list of moves from place
// to place, without a call for each of them. It is made once and does not change after that.
type Copier struct {
	moves []move
}

// move is one value's way. The bits are those of the null words.
type move struct {
	from, to       uintptr
	fromBit, toBit uint64
	form           Direct
}

// Add makes the copier copy a column. It tells whether it can: both columns must be of the same direct
// form.
func (c *Copier) Add(to, from *Column) bool {
	form := from.Direct()
	if form == DirectNone || form != to.Direct() {
		return false
	}
	c.moves = append(c.moves, move{from.off, to.off, from.bit, to.bit, form})
	return true
}

// Copy copies the columns that were added. A value that is null is null in the copy; what lies in its
// place then has no meaning.
func (c *Copier) Copy(to, from *Event) {
	nulls := to.nulls
	for i := range c.moves {
		m := &c.moves[i]
		if from.nulls&m.fromBit != 0 {
			nulls |= m.toBit
			if m.form == DirectStr { // let the collector have what was there
				*at[string](to, m.to) = ""
			}
			continue
		}
		nulls &^= m.toBit
		switch m.form {
		case DirectI64, DirectF64:
			*at[uint64](to, m.to) = *at[uint64](from, m.from)
		case DirectStr:
			*at[string](to, m.to) = *at[string](from, m.from)
		case DirectI32:
			*at[uint32](to, m.to) = *at[uint32](from, m.from)
		case DirectBool:
			*at[bool](to, m.to) = *at[bool](from, m.from)
		}
	}
	to.nulls = nulls
}
