package event

import (
	"fmt"
	"reflect"
	"slices"
)

// Field is a column as it is declared, before it has a place in a layout.
type Field struct {
	Name string
	Type Type
}

// Column is a property of a schema: where its value lies in an event and what it is.
type Column struct {
	Name  string
	Type  Type
	Index int // position in Schema.Columns

	of      *Schema
	off     uintptr // from the beginning of the event
	store   store
	bit     uint64       // its bit in the null word; 0 when null cannot be told there
	nullOff uintptr      // of the presence byte of a column past the null word; 0 when none
	typ     reflect.Type // of what lies there
}

// Schema is an event type: its columns and the layout of its events. It does not change once made,
// but for the pool of its events.
type Schema struct {
	name    string
	cols    []Column
	byName  map[string]int
	parents []*Schema
	supers  []*Schema // all ancestors, each once

	pool    pool
	extra   bool   // a map of undeclared properties is the first value
	allNull uint64 // the null word of an event without values
	wide    bool   // more columns than the null word has bits
	goType  reflect.Type

	// Owner is for the engine that takes the schema's events: what it knows of the type, without a look-up.
	Owner any

	// StartColumn and EndColumn name the columns that make the event an interval, or are "".
	StartColumn, EndColumn string
	// Variant lists the member types of a variant stream; AnyVariant admits every type.
	Variant    []*Schema
	AnyVariant bool
}

// NewSchema makes a schema with columns in the order given, those of the parents first.
// A column that a parent has already must have the same type.
func NewSchema(name string, fields []Field, parents ...*Schema) (*Schema, error) {
	return newSchema(&Schema{name: name, parents: parents, extra: true}, fields)
}

// newSchema completes a schema whose name, parents and extra are set.
func newSchema(s *Schema, fields []Field) (*Schema, error) {
	s.byName = make(map[string]int)
	for _, p := range s.parents {
		if err := s.inherit(p); err != nil {
			return nil, err
		}
	}
	for _, f := range fields {
		if err := s.add(f); err != nil {
			return nil, err
		}
	}
	s.layOut()
	return s, nil
}

// MustSchema is NewSchema for tests and fixed schemas: it panics on an error.
func MustSchema(name string, fields ...Field) *Schema {
	s, err := NewSchema(name, fields)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return s
}

func (s *Schema) inherit(p *Schema) error {
	for _, a := range append([]*Schema{p}, p.supers...) {
		if !slices.Contains(s.supers, a) {
			s.supers = append(s.supers, a)
		}
	}
	if s.StartColumn == "" {
		s.StartColumn, s.EndColumn = p.StartColumn, p.EndColumn
	}
	for i := range p.cols {
		if err := s.add(Field{p.cols[i].Name, p.cols[i].Type}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) add(f Field) error {
	if i, ok := s.byName[f.Name]; ok {
		if s.cols[i].Type.Equal(f.Type) && len(s.supers) > 0 {
			return nil
		}
		return fmt.Errorf("property '%s' of %s is declared twice", f.Name, s.name)
	}
	s.byName[f.Name] = len(s.cols)
	s.cols = append(s.cols, Column{Name: f.Name, Type: f.Type, Index: len(s.cols), of: s})
	return nil
}

// Of returns the schema that the column belongs to.
func (c *Column) Of() *Schema { return c.of }

// Name returns the name of the event type.
func (s *Schema) Name() string { return s.name }

// Columns returns the columns in order. They must not be changed.
func (s *Schema) Columns() []Column { return s.cols }

// Column returns the column of that name, or nil.
func (s *Schema) Column(name string) *Column {
	if i, ok := s.byName[name]; ok {
		return &s.cols[i]
	}
	return nil
}

// Parents returns the schemas that the schema inherits from directly.
func (s *Schema) Parents() []*Schema { return s.parents }

// Supers returns all ancestors.
func (s *Schema) Supers() []*Schema { return s.supers }

// Is tells whether events of s are events of t: the same schema, an ancestor, or a variant that
// admits s.
func (s *Schema) Is(t *Schema) bool {
	if s == t || slices.Contains(s.supers, t) || t.AnyVariant {
		return true
	}
	return slices.ContainsFunc(t.Variant, s.Is)
}

// GoType returns the registered Go struct type, or nil.
func (s *Schema) GoType() reflect.Type { return s.goType }

// HasExtra tells whether events keep properties that the schema does not declare.
func (s *Schema) HasExtra() bool { return s.extra }
