package filter_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var schema = event.MustSchema("A",
	event.Field{Name: "s", Type: event.Type{Kind: event.KindString}},
	event.Field{Name: "i", Type: event.Type{Kind: event.KindInt}},
	event.Field{Name: "d", Type: event.Type{Kind: event.KindDouble}},
	event.Field{Name: "b", Type: event.Type{Kind: event.KindBool}},
)

// party is an entry with its condition as a plain function, which shares nothing with the index.
type party struct {
	filter.Entry
	name   string
	wants  func(v any) bool
	column int
	rest   func(ev *event.Event) bool
	failed int
}

func (p *party) Accept(*event.Event) {}
func (p *party) Failed(any)          { p.failed++ }

// accepts is the dumb twin of the index.
func (p *party) accepts(ev *event.Event) bool {
	if p.wants != nil && !p.wants(value(ev, p.column)) {
		return false
	}
	return p.rest == nil || p.rest(ev)
}

// value is a column in the Go type of its class.
func value(ev *event.Event, column int) any {
	c := &schema.Columns()[column]
	switch {
	case ev.IsNull(c):
		return nil
	case column == 1:
		v, _ := ev.Int(c)
		return v
	}
	return ev.Any(c)
}

// random returns a value of a column, from few, so that conditions meet.
func random(r *rand.Rand, column int) any {
	switch column {
	case 0:
		return string(rune('a' + r.IntN(6)))
	case 1:
		return int64(r.IntN(12) - 3)
	case 2:
		return []float64{0, -1.5, 2.5, 1e9, math.Inf(1), math.Inf(-1), math.Copysign(0, -1)}[r.IntN(7)]
	}
	return r.IntN(2) == 0
}

// bound is a value that a condition may compare with: NaN too, as an expression can give it.
func bound(r *rand.Rand, column int) any {
	if column == 2 && r.IntN(8) == 0 {
		return math.NaN()
	}
	return random(r, column)
}

func randomParty(r *rand.Rand, n int) (*party, *filter.Key) {
	p := &party{name: fmt.Sprint("p", n), column: r.IntN(4)}
	p.Order, p.Target = uint64(r.IntN(5)), p
	k := &filter.Key{Column: &schema.Columns()[p.column]}
	switch r.IntN(5) {
	case 0:
	case 1, 2:
		k.Op = filter.Equal
		for range 1 + r.IntN(3) {
			v := bound(r, p.column)
			if r.IntN(10) == 0 {
				v = nil // "is null"
			}
			k.Values = append(k.Values, v)
		}
		p.wants = func(v any) bool { return slices.Contains(k.Values, v) }
	default:
		if p.column == 3 { // truth values have no order
			p.column = 2
			k.Column = &schema.Columns()[2]
		}
		randomRange(r, p, k)
	}
	if r.IntN(3) == 0 {
		p.rest = func(ev *event.Event) bool {
			v, ok := value(ev, 1).(int64)
			return ok && v%2 == 0
		}
		p.Env = &expr.Env{Ev: make([]*event.Event, 1)}
		p.Test = func(env *expr.Env) bool { return p.rest(env.Ev[0]) }
	}
	return p, k
}

func randomRange(r *rand.Rand, p *party, k *filter.Key) {
	k.Op = filter.Range
	k.LowOpen, k.HighOpen, k.Never = r.IntN(2) == 0, r.IntN(2) == 0, r.IntN(20) == 0
	if r.IntN(4) > 0 {
		k.Low = bound(r, p.column)
	}
	if k.Low == nil || r.IntN(4) > 0 {
		k.High = bound(r, p.column)
	}
	p.wants = func(v any) bool {
		if v == nil || k.Never || notANumber(v) || notANumber(k.Low) || notANumber(k.High) {
			return false
		}
		if k.Low != nil {
			if c := compare(v, k.Low); c < 0 || c == 0 && k.LowOpen {
				return false
			}
		}
		if k.High != nil {
			if c := compare(v, k.High); c > 0 || c == 0 && k.HighOpen {
				return false
			}
		}
		return true
	}
}

func notANumber(v any) bool {
	f, ok := v.(float64)
	return ok && math.IsNaN(f)
}

func compare(a, b any) int {
	less := func(a, b any) bool {
		switch a := a.(type) {
		case string:
			return a < b.(string)
		case int64:
			return a < b.(int64)
		default:
			return a.(float64) < b.(float64)
		}
	}
	switch {
	case less(a, b):
		return -1
	case less(b, a):
		return 1
	}
	return 0
}

func randomEvent(r *rand.Rand) *event.Event {
	ev := schema.NewNull()
	for i := range schema.Columns() {
		if r.IntN(6) > 0 {
			v := random(r, i)
			if n, ok := v.(int64); ok {
				v = int32(n)
			}
			ev.SetAny(&schema.Columns()[i], v)
		}
	}
	if r.IntN(15) == 0 {
		ev.SetAny(&schema.Columns()[2], math.NaN())
	}
	return ev
}

// TestIndexAgreesWithEveryCondition: while entries come and go, the index finds those that accept the
// event by their conditions one by one, in order of Order and entering, each once.
func TestIndexAgreesWithEveryCondition(t *testing.T) {
	histories := 200
	if testing.Short() {
		histories = 40
	}
	for seed := range histories {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		x := &filter.Index{}
		var in []*party // in order of entering
		for step := range 400 {
			switch {
			case r.IntN(3) == 0 && len(in) > 0:
				i := r.IntN(len(in))
				x.Remove(&in[i].Entry)
				require.False(t, in[i].In())
				x.Remove(&in[i].Entry) // again does nothing
				in = slices.Delete(in, i, i+1)
			case r.IntN(2) == 0:
				p, k := randomParty(r, step)
				x.Add(&p.Entry, k)
				require.True(t, p.In())
				in = append(in, p)
			}
			require.Equal(t, len(in), x.Len())
			ev := randomEvent(r)
			require.Equal(t, wanted(in, ev), found(x, ev), "seed %d step %d: %s", seed, step, ev)
		}
	}
}

func wanted(in []*party, ev *event.Event) []string {
	in = slices.Clone(in)
	slices.SortStableFunc(in, func(a, b *party) int { return int(a.Order) - int(b.Order) })
	names := []string{}
	for _, p := range in {
		if p.accepts(ev) {
			names = append(names, p.name)
		}
	}
	return names
}

func found(x *filter.Index, ev *event.Event) []string {
	names := []string{}
	for _, e := range x.Match(ev, nil) {
		names = append(names, e.Target.(*party).name)
	}
	return names
}

// TestTestsThatThrow: an entry whose test throws is told; all others are found.
func TestTestsThatThrow(t *testing.T) {
	x := &filter.Index{}
	var all []*party
	for i := range 6 {
		p := &party{name: fmt.Sprint("p", i)}
		p.Target = p
		p.Env = &expr.Env{Ev: make([]*event.Event, 1)}
		p.Test = func(*expr.Env) bool {
			if i%2 == 0 {
				panic("thrown")
			}
			return true
		}
		x.Add(&p.Entry, &filter.Key{})
		all = append(all, p)
	}
	require.Equal(t, []string{"p1", "p3", "p5"}, found(x, schema.NewNull()))
	for i, p := range all {
		require.Equal(t, 1-i%2, p.failed)
	}
}

// BenchmarkMatch: an event that one entry of many takes costs the same whatever their number.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		for _, kind := range []string{"equal", "range"} {
			b.Run(fmt.Sprintf("%s/%d", kind, n), func(b *testing.B) {
				x := &filter.Index{}
				col := &schema.Columns()[1]
				for i := range n {
					p := &party{}
					p.Target = p
					k := &filter.Key{Op: filter.Equal, Column: col, Values: []any{int64(i)}}
					if kind == "range" {
						k = &filter.Key{Op: filter.Range, Column: col, Low: int64(i), High: int64(i)}
					}
					x.Add(&p.Entry, k)
				}
				ev := schema.NewNull()
				var out []*filter.Entry
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					ev.SetInt(col, int64(i*7919%n))
					if out = x.Match(ev, out[:0]); len(out) != 1 {
						b.Fatal(len(out))
					}
				}
			})
		}
	}
}
