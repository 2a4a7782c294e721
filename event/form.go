package event

// Form returns the type in another layout: that of an ancestor, with the type's further columns behind
// it. Its events are read like the ancestor's wherever those are expected, which those of the type itself
// are not when it inherits from several types. It is made anew by each call.
func (s *Schema) Form(super *Schema) *Schema {
	fields := make([]Field, len(s.cols))
	for i := range s.cols {
		fields[i] = Field{s.cols[i].Name, s.cols[i].Type}
	}
	f, err := newSchema(&Schema{name: s.name, parents: []*Schema{super}, extra: s.extra}, fields)
	if err != nil {
		panic("BUG: " + err.Error()) // the type has all columns of its ancestors
	}
	f.supers = append([]*Schema{s}, s.supers...)
	return f
}
