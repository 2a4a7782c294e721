package workload

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The vectors below were made by the Java program that recorded the expected answers; both sides
// of a comparison must draw the same events.
func TestWord(t *testing.T) {
	assert.Equal(t, uint64(0xbdd732262feb6e95), Word(0, 0))
	assert.Equal(t, uint64(0x28efe333b266f103), Word(0, 1))
	assert.Equal(t, uint64(0x09bc585a244823f2), Word(1, 0))
	assert.Equal(t, uint64(0xb3a92b4e418bd501), Word(1000000, 3))
}

func TestFirstEvents(t *testing.T) {
	trades := NewSource(&Workload{Stream: TradeStream, NKey: 1000})
	assert.Equal(t, Trade{"S0000741", "C", 46.75, 160, 1000000}, trades.Trade(0, T0))
	assert.Equal(t, Trade{"S0000038", "A", 35.25, 869, 1000000}, trades.Trade(1, T0))
	hosts := NewSource(&Workload{Stream: LogStream, NKey: 1000})
	assert.Equal(t, Metric{"h0000741", "svc03", 191.677734375, 1000000}, hosts.Metric(0, T0))
	assert.Equal(t, Log{
		"h0000741", "nginx", 1, 478, 744.5,
		"conn dropped from peer closed after 17 ms", 1000000,
	}, hosts.Log(0, T0))
}

func TestRowHash(t *testing.T) {
	var s Sum
	s.Row3(StringBits("S0000042"), FloatBits(0.25), 7)
	assert.Equal(t, Sum{Rows: 1, Chk: 0x5ad7d0f5d935282f}, s)
	s = Sum{}
	minusOne := int64(-1)
	s.Row2(NullBits, uint64(minusOne))
	assert.Equal(t, uint64(0xe5a1edd99bf8125a), s.Chk)
}

func TestBits(t *testing.T) {
	assert.Equal(t, FloatBits(0), FloatBits(math.Copysign(0, -1)), "minus zero folds as zero")
	assert.Equal(t, uint64(0x7ff8000000000000), FloatBits(-math.NaN()))
	assert.Equal(t, uint64('A')<<56, StringBits("A"))
	assert.Equal(t, StringBits("12345678"), StringBits("123456789"))
	assert.Zero(t, StringBits(""))
}

func TestEqualAllowsRoundingInFOnly(t *testing.T) {
	a := Sum{Rows: 3, Chk: 9, F: 1e9}
	assert.True(t, a.Equal(&Sum{Rows: 3, Chk: 9, F: 1e9 + 0.1}))
	assert.False(t, a.Equal(&Sum{Rows: 3, Chk: 9, F: 1e9 + 10}))
	assert.False(t, a.Equal(&Sum{Rows: 3, Chk: 8, F: 1e9}))
	assert.False(t, a.Equal(&Sum{Rows: 2, Chk: 9, F: 1e9}))
}

func TestEveryWorkloadHasBothAnswers(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range All() {
		require.False(t, seen[w.ID], "%s is listed twice", w.ID)
		seen[w.ID] = true
		for _, scale := range []Scale{w.Full, w.Small} {
			_, ok := w.Expected(scale)
			assert.True(t, ok, "%s %s: no recorded answer for %d+%d events",
				w.ID, scale.Name, scale.Warm, scale.Meas)
		}
		_, ok := w.Expected(w.Full.Quick())
		assert.False(t, ok, "%s: the quick scale has no recorded answer", w.ID)
	}
	assert.Equal(t, 1+2*len(seen), len(strings.Split(strings.TrimSpace(expectedTSV), "\n")))
}

func TestTextHasNoParametersLeft(t *testing.T) {
	for _, w := range All() {
		if w.Deployments() > 0 {
			text := w.Text(w.Deployments() - 1)
			assert.NotContains(t, text, "?:", w.ID)
			assert.Contains(t, text, "@name('out", w.ID)
		}
	}
	w, err := Find("W03")
	require.NoError(t, err)
	assert.Equal(t, "@name('out') select 100 as k, price, volume "+
		"from Trade(price between 25.0 and 26.0)", w.Text(100))
}

func TestFind(t *testing.T) {
	w, err := Find("statements/100")
	require.NoError(t, err)
	assert.Equal(t, 100, w.Deployments())
	for _, id := range []string{"", "W99", "statements/", "statements/0", "nothing/10"} {
		_, err = Find(id)
		assert.Error(t, err, id)
	}
}

func TestSeriesNameTheirSizes(t *testing.T) {
	for _, s := range AllSeries() {
		for _, n := range s.Sizes {
			assert.Equal(t, fmt.Sprintf("%s/%d", s.Name, n), s.At(n).ID)
			assert.Positive(t, s.At(n).Full.Meas)
		}
	}
}

func TestDeployTextsDiffer(t *testing.T) {
	for _, w := range Deploys() {
		seen := map[string]bool{}
		for k := range w.Deployments() {
			seen[w.Text(k)] = true
		}
		assert.Len(t, seen, 1000, w.ID)
	}
}

func TestMemoryWorkloadsHaveADivisor(t *testing.T) {
	for _, w := range Memory() {
		assert.Positive(t, w.Size, w.ID)
		found, err := Find(w.ID)
		require.NoError(t, err)
		assert.Equal(t, w.EPL, found.EPL)
	}
}
