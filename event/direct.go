package event

// Direct is the physical form of a column that can be read without looking at the column first:
// what filters are fused from.
type Direct uint8

// The forms. A column of another form is read by [Event.Int] and its kin.
const (
	DirectNone Direct = iota
	DirectBool
	DirectI32
	DirectI64
	DirectF64
	DirectStr
)

// Place is where the value of a column of a direct form lies.
type Place struct {
	off uintptr
	bit uint64
}

// Place returns where the column lies in events of its own schema.
func (c *Column) Place() Place { return Place{c.off, c.bit} }

// Direct tells which of the Direct methods of [Event] may read the column; the choice is made once,
// when an expression is compiled.
func (c *Column) Direct() Direct {
	if c.nullOff != 0 {
		return DirectNone
	}
	switch c.store {
	case storeBool:
		return DirectBool
	case storeI32:
		return DirectI32
	case storeI64:
		return DirectI64
	case storeF64:
		return DirectF64
	case storeStr:
		return DirectStr
	default:
		return DirectNone
	}
}

// DirectNull tells whether a column of any direct form has no value.
func (e *Event) DirectNull(p Place) bool { return e.nulls&p.bit != 0 }

// DirectBool reads a column of the form [DirectBool], whose value counts only if it is not null.
func (e *Event) DirectBool(p Place) bool { return *at[bool](e, p.off) }

// DirectI32 reads a column of the form [DirectI32], whose value counts only if it is not null.
func (e *Event) DirectI32(p Place) int64 { return int64(*at[int32](e, p.off)) }

// DirectI64 reads a column of the form [DirectI64], whose value counts only if it is not null.
func (e *Event) DirectI64(p Place) int64 { return *at[int64](e, p.off) }

// DirectF64 reads a column of the form [DirectF64], whose value counts only if it is not null.
func (e *Event) DirectF64(p Place) float64 { return *at[float64](e, p.off) }

// DirectStr reads a column of the form [DirectStr], whose value counts only if it is not null.
func (e *Event) DirectStr(p Place) string { return *at[string](e, p.off) }

// PutI64 sets a column of the form [DirectI64], to null unless ok.
func (e *Event) PutI64(p Place, v int64, ok bool) {
	*at[int64](e, p.off) = v
	e.putNull(p, ok)
}

// PutF64 sets a column of the form [DirectF64], to null unless ok.
func (e *Event) PutF64(p Place, v float64, ok bool) {
	*at[float64](e, p.off) = v
	e.putNull(p, ok)
}

func (e *Event) putNull(p Place, ok bool) {
	if ok {
		e.nulls &^= p.bit
	} else {
		e.nulls |= p.bit
	}
}
