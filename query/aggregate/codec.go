package aggregate

import "github.com/cephei-go/cephei/event"

// saveValue writes a value of one of the types that columns work with.
func saveValue[V any](e *event.Encoder, v V) {
	switch p := any(&v).(type) {
	case *float64:
		e.Float64(*p)
	case *int64:
		e.Int64(*p)
	case *uint64:
		e.Uint64(*p)
	case *string:
		e.String(*p)
	case *bool:
		e.Bool(*p)
	case **event.Event:
		e.Event(*p)
	case *point:
		e.Int64(p.t)
		e.Float64(p.v)
	case *any:
		e.Value(*p)
	}
}

// loadValue reads what saveValue wrote of the same type V.
func loadValue[V any](d *event.Decoder) (v V) {
	switch p := any(&v).(type) {
	case *float64:
		*p = d.Float64()
	case *int64:
		*p = d.Int64()
	case *uint64:
		*p = d.Uint64()
	case *string:
		*p = d.String()
	case *bool:
		*p = d.Bool()
	case **event.Event:
		*p = d.Event()
	case *point:
		*p = point{d.Int64(), d.Float64()}
	case *any:
		*p = d.Value()
	}
	return v
}
