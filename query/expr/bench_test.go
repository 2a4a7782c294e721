package expr

import (
	"testing"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/grammar"
)

// BenchmarkForms measures the forms of expressions that rules have most, each as the engine calls
// it: conditions as filters, values in their own class.
func BenchmarkForms(b *testing.B) {
	sc, s := tradeScope()
	env := &Env{Ev: []*event.Event{trade(s, "A", 120, 5)}, Local: make([]any, 8)}
	for _, text := range []string{
		"symbol = 'A' and price > 100", "price > 100", "symbol = 'S0000042'", "volume = 5",
		"symbol = 'A' and volume >= 5", "price > 100 and price < 200 and volume > 1",
		"price between 100 and 200", "volume in (1, 2, 5)", "symbol in ('S1', 'A')",
		"symbol = 'B' or price > 100", "symbol like '%A%'",
		"price", "price * volume", "price * 2 + 1", "volume + 1", "price / volume",
		"case when price > 100 then volume else 0L end", "{1, 2, 3}.countOf(x => x > volume)",
	} {
		e, err := grammar.ParseExpr(text, grammar.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		f, err := Compile(e, sc)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) { measure(b, &f, env) })
	}
}

func measure(b *testing.B, f *Fn, env *Env) {
	b.ReportAllocs()
	switch {
	case f.Bool != nil:
		t := f.Truth()
		for range b.N {
			t(env)
		}
	case f.Int != nil:
		for range b.N {
			f.Int(env)
		}
	case f.Float != nil:
		for range b.N {
			f.Float(env)
		}
	}
}

func tradeScope() (*Scope, *event.Schema) {
	s := event.MustSchema("Trade", event.Field{Name: "symbol", Type: event.String},
		event.Field{Name: "price", Type: event.Double}, event.Field{Name: "volume", Type: event.Long})
	return &Scope{Streams: []Stream{{Name: "t", Schema: s}}}, s
}

func trade(s *event.Schema, symbol string, price float64, volume int64) *event.Event {
	ev := s.NewNull()
	ev.SetStr(s.Column("symbol"), symbol)
	ev.SetFloat(s.Column("price"), price)
	ev.SetInt(s.Column("volume"), volume)
	return ev
}

// BenchmarkLambda measures a condition on each of 100 events of an array.
func BenchmarkLambda(b *testing.B) {
	_, s := tradeScope()
	owner := event.MustSchema("Owner", event.Field{Name: "list", Type: event.ArrayOf(event.EventOf(s))})
	row := owner.NewNull()
	var list []any
	for i := range 100 {
		list = append(list, trade(s, "A", float64(i), int64(i)))
	}
	row.SetAny(owner.Column("list"), list)
	e, err := grammar.ParseExpr("list.countOf(x => x.symbol = 'A' and x.price > 50)", grammar.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	f, err := Compile(e, &Scope{Streams: []Stream{{Schema: owner}}})
	if err != nil {
		b.Fatal(err)
	}
	measure(b, &f, &Env{Ev: []*event.Event{row}, Local: make([]any, 4)})
}
