package filter_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine/internal/filter"
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
	"github.com/cephei-go/cephei/query/expr"
)

// asked is a party whose test depends on the waiter: by waiter the least d that it takes; nil throws.
type asked struct {
	filter.Party
	takes  map[*await.Waiter]any
	least  any
	failed int
}

func (a *asked) Accept(*event.Event)               {}
func (a *asked) Failed(any)                        { a.failed++ }
func (a *asked) Load(w *await.Waiter, _ *expr.Env) { a.least = a.takes[w] }
func (a *asked) test(env *expr.Env) bool {
	v, _ := env.Ev[0].Float(&schema.Columns()[2])
	return v >= a.least.(float64)
}

// A party stands in a match set once, in its owner's place, with the waiters that the event reached.
func TestParty(t *testing.T) {
	x := &filter.Index{}
	late := &filter.Entry{Order: 2}
	x.Add(late, &filter.Key{})
	p := &asked{takes: map[*await.Waiter]any{}}
	p.Order, p.Target, p.Env = 1, p, &expr.Env{Ev: make([]*event.Event, 1)}
	p.Tags, p.Test = p, p.test
	p.Join(x, &schema.Columns()[0])
	var ws []*await.Waiter
	for i, least := range []any{1.0, 5.0, nil, 2.0, 3.0} {
		w := &await.Waiter{}
		p.takes[w] = least
		p.WaitStr(w, "k")
		require.Equal(t, i+2, x.Len())
		ws = append(ws, w)
	}
	ev := schema.NewNull()
	ev.SetStr(&schema.Columns()[0], "k")
	ev.SetAny(&schema.Columns()[2], 2.5)
	require.Equal(t, []*filter.Entry{&p.Entry, late}, x.Match(ev, nil))
	require.Equal(t, 1, p.failed)
	filter.Leave(ws[0]) // who left meanwhile is not told
	var got []string
	for w := range p.Hits {
		got = append(got, fmt.Sprint(p.takes[w]))
	}
	require.Equal(t, []string{"2"}, got)
	ev.SetStr(&schema.Columns()[0], "other")
	require.Equal(t, []*filter.Entry{late}, x.Match(ev, nil))
	for _, w := range ws {
		filter.Leave(w)
	}
	require.Equal(t, 1, x.Len())
}
