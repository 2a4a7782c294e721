package filter

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/event"
)

// asker is an entry with what it asks for.
type asker struct {
	Entry
	word   string
	le     int64 // under a range: n <= le
	ranged bool
}

func (*asker) Accept(*event.Event) {}
func (*asker) Failed(any)          {}

func randomText(rnd *rand.Rand, most int) string {
	b := make([]byte, 1+rnd.IntN(most))
	for i := range b {
		b[i] = "ab\xc3\xbc"[rnd.IntN(4)]
	}
	return string(b)
}

// TestWordsAgreeWithTwin looks for many words that come and go, alone and under ranges, and searches
// for each by itself. When all have gone nothing is left.
func TestWordsAgreeWithTwin(t *testing.T) {
	s := event.MustSchema("A",
		event.Field{Name: "s", Type: event.Type{Kind: event.KindString}},
		event.Field{Name: "n", Type: event.Type{Kind: event.KindLong}})
	str, num := &s.Columns()[0], &s.Columns()[1]
	rnd := rand.New(rand.NewPCG(5, 6))
	x := &Index{}
	var live []*asker
	found := 0
	for range 3000 {
		if n := len(live); rnd.IntN(60) >= n || rnd.IntN(3) == 0 {
			a := &asker{word: randomText(rnd, 7), le: int64(rnd.IntN(4)), ranged: rnd.IntN(2) == 0}
			k := &Key{Op: Contains, Column: str, Values: []any{a.word}}
			if a.ranged {
				k = &Key{Op: Range, Column: num, High: a.le, Word: &Word{str, a.word}}
			}
			x.Add(&a.Entry, k)
			live = append(live, a)
		} else {
			at := rnd.IntN(n)
			x.Remove(&live[at].Entry)
			live = append(live[:at], live[at+1:]...)
		}
		ev, text, n := s.NewNull(), randomText(rnd, 20), int64(rnd.IntN(5))
		ev.SetInt(num, n)
		null := rnd.IntN(8) == 0
		if !null {
			ev.SetStr(str, text)
		}
		var want []*Entry
		for _, a := range live {
			if !null && strings.Contains(text, a.word) && (!a.ranged || n <= a.le) {
				want = append(want, &a.Entry)
			}
		}
		found += len(want)
		require.ElementsMatch(t, want, x.Match(ev, nil), "%q, %d", text, n)
	}
	require.NotZero(t, found)
	for _, a := range live {
		x.Remove(&a.Entry)
	}
	require.Zero(t, x.Len())
	for _, c := range x.columns {
		require.Nil(t, c.intRanges.root)
	}
}

// BenchmarkWords is one value of forty bytes in which so many words are looked for.
func BenchmarkWords(b *testing.B) {
	for _, n := range []int{1, 5, 20, 200, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var w words
			for i := range n {
				w.bucket(fmt.Sprintf("%c%c-word%d", 'a'+i%26, 'a'+i/26%26, i)).entries = []*Entry{{}}
			}
			ev := event.MustSchema("A").NewNull()
			text := "conn refused from peer ab-word26 after 7"
			var out []*Entry
			for b.Loop() {
				out = w.match(text, ev, out[:0])
			}
		})
	}
}
