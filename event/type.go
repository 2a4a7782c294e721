package event

import "strings"

// Kind is the sort of a value, as EPL names it.
type Kind uint8

// The kinds, in the order of EPL's numeric ladder where there is one.
const (
	KindNull     Kind = iota // the type of the literal null
	KindBool                 // boolean
	KindByte                 // 8-bit integer
	KindShort                // 16-bit integer
	KindInt                  // 32-bit integer
	KindLong                 // 64-bit integer
	KindFloat                // 32-bit floating point
	KindDouble               // 64-bit floating point
	KindBigInt               // *big.Int
	KindBigDec               // decimal.Decimal
	KindChar                 // one character, held as a string
	KindString               // string
	KindDate                 // a moment without zone (java.util.Date), held as time.Time in UTC
	KindCalendar             // a moment with zone, held as time.Time
	KindLocal                // a date-time without zone, held as time.Time in UTC
	KindMap                  // map[string]any
	KindEvent                // *Event, of Type.Schema when that is known
	KindArray                // []any, of Type.Elem when that is known
	KindEnum                 // a named constant, held as a string
	KindObject               // anything: the type is known at run time only
)

var kindNames = [...]string{
	"null", "boolean", "byte", "short", "int", "long", "float", "double", "biginteger",
	"bigdecimal", "char", "string", "date", "calendar", "localdatetime", "map", "event", "array",
	"enum", "object",
}

// String returns EPL's name of the kind.
func (k Kind) String() string { return kindNames[k] }

// Class is how expressions carry a value: one of five Go types.
type Class uint8

// The classes.
const (
	ClassAny   Class = iota // any: everything else, nil is null
	ClassBool               // bool
	ClassInt                // int64: byte, short, int, long
	ClassFloat              // float64: float, double
	ClassStr                // string: string, char, enum
)

// Type is the static type of a column or an expression.
type Type struct {
	Kind   Kind
	Elem   *Type   // of an array, nil when unknown
	Schema *Schema // of an event, nil when unknown
}

// The plain types.
var (
	Null   = Type{Kind: KindNull}
	Bool   = Type{Kind: KindBool}
	Byte   = Type{Kind: KindByte}
	Short  = Type{Kind: KindShort}
	Int    = Type{Kind: KindInt}
	Long   = Type{Kind: KindLong}
	Float  = Type{Kind: KindFloat}
	Double = Type{Kind: KindDouble}
	BigInt = Type{Kind: KindBigInt}
	BigDec = Type{Kind: KindBigDec}
	Char   = Type{Kind: KindChar}
	String = Type{Kind: KindString}
	Date   = Type{Kind: KindDate}
	Map    = Type{Kind: KindMap}
	Object = Type{Kind: KindObject}
)

// ArrayOf returns the type of arrays of elem.
func ArrayOf(elem Type) Type { return Type{Kind: KindArray, Elem: &elem} }

// EventOf returns the type of events of the schema; nil means any.
func EventOf(s *Schema) Type { return Type{Kind: KindEvent, Schema: s} }

// Class tells how expressions carry values of the type.
func (t Type) Class() Class {
	switch t.Kind {
	case KindBool:
		return ClassBool
	case KindByte, KindShort, KindInt, KindLong:
		return ClassInt
	case KindFloat, KindDouble:
		return ClassFloat
	case KindString, KindChar, KindEnum:
		return ClassStr
	default:
		return ClassAny
	}
}

// IsNumeric tells whether arithmetic is defined on the type.
func (t Type) IsNumeric() bool { return t.Kind >= KindByte && t.Kind <= KindBigDec }

// IsInteger tells whether the type is one of the fixed-width integers.
func (t Type) IsInteger() bool { return t.Kind >= KindByte && t.Kind <= KindLong }

// IsDate tells whether date-time methods are defined on the type (besides long).
func (t Type) IsDate() bool {
	return t.Kind == KindDate || t.Kind == KindCalendar || t.Kind == KindLocal
}

// Equal tells whether two types are the same, element and schema included.
func (t Type) Equal(u Type) bool {
	if t.Kind != u.Kind || t.Schema != u.Schema {
		return false
	}
	if t.Elem == nil || u.Elem == nil {
		return t.Elem == u.Elem
	}
	return t.Elem.Equal(*u.Elem)
}

// String returns the type as EPL writes it.
func (t Type) String() string {
	switch {
	case t.Kind == KindArray && t.Elem != nil:
		return t.Elem.String() + "[]"
	case t.Kind == KindEvent && t.Schema != nil:
		return t.Schema.Name()
	}
	return t.Kind.String()
}

var typeNames = map[string]Type{
	"string": String, "bool": Bool, "boolean": Bool, "byte": Byte, "short": Short, "int": Int,
	"integer": Int, "long": Long, "float": Float, "double": Double, "char": Char,
	"character": Char, "object": Object, "null": Null, "biginteger": BigInt, "bigint": BigInt,
	"bigdecimal": BigDec, "bigdec": BigDec, "date": Date, "calendar": {Kind: KindCalendar},
	"zoneddatetime": {Kind: KindCalendar}, "offsetdatetime": {Kind: KindCalendar},
	"localdatetime": {Kind: KindLocal}, "map": Map,
}

var packagePrefixes = []string{"java.lang.", "java.math.", "java.util.", "java.time."}

// TypeNamed returns the plain type of that name, in any case, with or without the package names
// that users of Esper write (java.lang.Integer, java.math.BigDecimal).
func TypeNamed(name string) (Type, bool) {
	for _, p := range packagePrefixes {
		name = strings.TrimPrefix(name, p)
	}
	t, ok := typeNames[strings.ToLower(name)]
	return t, ok
}
