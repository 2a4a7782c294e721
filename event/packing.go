package event

// Packing is how a few columns of an event lie where many are kept for long: numbers and truth values
// as words, texts as strings, without a header. What else the event had is gone.
type Packing struct {
	schema *Schema
	words  []packedColumn
	texts  []packedColumn
	mask   uint64 // null bits of the columns kept
}

type packedColumn struct {
	off  uintptr
	form Direct
}

// NewPacking returns the packing of columns of a schema; ok is false when it cannot be: one of them is
// of no direct form.
func NewPacking(s *Schema, columns []*Column) (p *Packing, ok bool) {
	p = &Packing{schema: s}
	for _, c := range columns {
		pc := packedColumn{c.off, c.Direct()}
		switch pc.form {
		case DirectNone:
			return nil, false
		case DirectStr:
			p.texts = append(p.texts, pc)
		default:
			p.words = append(p.words, pc)
		}
		p.mask |= c.bit
	}
	return p, true
}

// Width is how many words and texts an event takes.
func (p *Packing) Width() (words, texts int) { return len(p.words), len(p.texts) }

// Put writes the columns of an event, which may be one of a subtype, and returns which are null.
func (p *Packing) Put(e *Event, words []uint64, texts []string) (nulls uint64) {
	for i := range p.words {
		switch c := &p.words[i]; c.form {
		case DirectI32:
			words[i] = uint64(*at[uint32](e, c.off))
		case DirectBool:
			words[i] = 0
			if *at[bool](e, c.off) {
				words[i] = 1
			}
		default:
			words[i] = *at[uint64](e, c.off)
		}
	}
	for i := range p.texts {
		texts[i] = *at[string](e, p.texts[i].off)
	}
	return e.nulls & p.mask
}

// New returns an event for [Packing.Get].
func (p *Packing) New() *Event { return p.schema.NewNull() }

// Get sets the columns of an event of New to what Put wrote. All others are null, or have no meaning
// where null cannot be told.
func (p *Packing) Get(e *Event, words []uint64, texts []string, nulls uint64) {
	for i := range p.words {
		switch c := &p.words[i]; c.form {
		case DirectI32:
			*at[uint32](e, c.off) = uint32(words[i])
		case DirectBool:
			*at[bool](e, c.off) = words[i] != 0
		default:
			*at[uint64](e, c.off) = words[i]
		}
	}
	for i := range p.texts {
		*at[string](e, p.texts[i].off) = texts[i]
	}
	e.nulls = e.nulls&^p.mask | nulls
}
