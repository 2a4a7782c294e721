package expr

import (
	"testing"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/ast"
)

func chain(names ...string) *ast.Chain {
	c := &ast.Chain{}
	for _, n := range names {
		c.Elements = append(c.Elements, ast.ChainElement{Name: n})
	}
	return c
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

// BenchmarkFilter measures `symbol='A' and price>100` as a fused filter.
func BenchmarkFilter(b *testing.B) {
	sc, s := tradeScope()
	e := &ast.Logical{Op: ast.And, Operands: []ast.Expr{
		&ast.Compare{Op: ast.Eq, Left: chain("symbol"), Right: &ast.Literal{Kind: ast.String, Text: "A"}},
		&ast.Compare{Op: ast.Gt, Left: chain("price"), Right: &ast.Literal{Kind: ast.Int, Int: 100}},
	}}
	f, err := CompileFilter(e, sc)
	if err != nil {
		b.Fatal(err)
	}
	env := &Env{Ev: []*event.Event{trade(s, "A", 120, 5)}}
	n := 0
	for range b.N {
		if f(env) {
			n++
		}
	}
	if n == 0 {
		b.Fatal("nothing passed")
	}
}
