package event

// Copier copies values from events of one schema into events of another: a list of moves from place
// to place, without a call for each of them, where the columns allow it. It is made once and does not
// change after that.
type Copier struct {
	moves []move
	rest  [][2]*Column // where to and from; their values are boxed on the way
}

// NewRowCopier returns a copier of all columns of a schema.
func NewRowCopier(s *Schema) *Copier {
	c := &Copier{}
	for i := range s.cols {
		c.Add(&s.cols[i], &s.cols[i])
	}
	return c
}

// move is one value's way. The bits are those of the null words.
type move struct {
	from, to       uintptr
	fromBit, toBit uint64
	form           Direct
}

// Moves tells whether values go from one column to another without being boxed: both must be of the
// same direct form.
func Moves(to, from *Column) bool {
	form := from.Direct()
	return form != DirectNone && form == to.Direct()
}

// Add makes the copier copy a column to one of the same type.
func (c *Copier) Add(to, from *Column) {
	if Moves(to, from) {
		c.moves = append(c.moves, move{from.off, to.off, from.bit, to.bit, from.Direct()})
	} else {
		c.rest = append(c.rest, [2]*Column{to, from})
	}
}

// Copy copies the columns that were added. A value that is null is null in the copy; what lies in its
// place then has no meaning. Undeclared properties are not copied.
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
	for _, pair := range c.rest {
		to.SetAny(pair[0], from.Any(pair[1]))
	}
}
