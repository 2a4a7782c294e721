package feed_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/examples/internal/feed"
)

func start(t *testing.T) (*engine.Engine, *engine.Deployment) {
	t.Helper()
	eng, err := engine.New(engine.Config{})
	require.NoError(t, err)
	dep, err := eng.Deploy(context.Background(), `
		create schema A(n int, x double, s string, ok boolean);
		@name('a') select n, x, s, ok from A;
		@name('tick') select 'tick' as what from pattern [every timer:interval(1 min)]`)
	require.NoError(t, err)
	return eng, dep
}

func TestCSV(t *testing.T) {
	eng, dep := start(t)
	var out strings.Builder
	// The clock jumps to the first event, so that its timers do not fire for all time since 1970.
	feed.Print(&out, eng, dep)
	require.NoError(t, feed.CSV(eng, "A", strings.NewReader(`timestamp,n,x,s,ok
2026-11-02 08:00:00,1,2.5,hello,true
2026-11-02 08:02:30,,3,,false
`)))
	require.Equal(t, `2026-11-02 08:00:00  tick     what=tick
2026-11-02 08:00:00  a        n=1 x=2.50 s=hello ok=true
2026-11-02 08:01:00  tick     what=tick
2026-11-02 08:02:00  tick     what=tick
2026-11-02 08:02:30  a        n=- x=3 s=- ok=false
`, out.String())
}

func TestCSVBadInput(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "EOF",
		"timestamp,n\nyesterday,1\n":             "line 2",
		"timestamp,n\n2026-11-02 08:00:00,one\n": "line 2: column n",
		"timestamp,n\n2026-11-02 08:00:00\n":     "wrong number of fields",
		"timestamp,type,n\n2026-11-02 08:00:00,B,1\n":   "no such event type",
		"timestamp,n\n2026-11-02 08:00:00,3000000000\n": "line 2",
	} {
		eng, _ := start(t)
		require.ErrorContains(t, feed.CSV(eng, "A", strings.NewReader(text)), want, text)
	}
}
