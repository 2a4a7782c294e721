package peers

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

func TestSpec(t *testing.T) {
	w, err := workload.Find("W03")
	require.NoError(t, err)
	var b bytes.Buffer
	WriteSpec(&b, &measure.Job{Workload: w, Scale: w.Small, PerSecond: 5})
	lines := strings.Split(b.String(), "\n")
	assert.Equal(t, []string{
		"id W03", "scale small", "stream Trade", "nkey 1000", "perms 10", "warm 0",
		"meas 100000", "rate 5", "bind k:int=0 lo:double=0 hi:double=1",
		"bind k:int=1 lo:double=0.25 hi:double=1.25",
	}, lines[:10])
	assert.Equal(t, []string{"epl", w.EPL, ".", ""}, lines[len(lines)-4:])
}

func TestSpecOfManyTexts(t *testing.T) {
	w := workload.Deploys()[0]
	var b bytes.Buffer
	WriteSpec(&b, &measure.Job{Workload: w, Scale: w.Full})
	assert.Equal(t, w.Deployments(), strings.Count(b.String(), "\nepl\n"))
}

// TestSECRules runs SEC where it is installed: its hundred rules must mean what W04 means.
func TestSECRules(t *testing.T) {
	s := newSEC()
	if err := s.Prepare(context.Background()); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	w, err := workload.Find("W04")
	require.NoError(t, err)
	scale := workload.Scale{Name: "sec", Meas: 500}
	got := s.Run(ctx, &measure.Job{Workload: w, Scale: scale})
	want := measure.Run("limit", measure.Job{Workload: w, Scale: scale})
	assert.Empty(t, got.Error)
	assert.Equal(t, want.Rows, got.Rows)
	assert.Equal(t, want.Chk, got.Chk)
}

// TestPrometheusRules runs the rule tester where it is installed, on fewer hosts.
func TestPrometheusRules(t *testing.T) {
	p := newPrometheus()
	if err := p.Prepare(context.Background()); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	w := &workload.Workload{ID: "W07", Stream: workload.MetricStream, NKey: 50, PerMS: 1}
	got := p.Run(ctx, &measure.Job{Workload: w})
	assert.Empty(t, got.Error)
	assert.True(t, got.Checked)
}
