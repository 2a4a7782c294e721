package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/benchmarks/driver"
	"github.com/cephei-go/cephei/benchmarks/measure"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// TestCepheiSmallScale runs what the engine can run at the small scale; the answers are Esper's.
func TestCepheiSmallScale(t *testing.T) {
	for _, w := range workload.All() {
		t.Run(w.ID, func(t *testing.T) {
			if testing.Short() && w.Copies > 10_000 {
				t.Skip("deploys for seconds")
			}
			r := measure.Run("cephei", measure.Job{Workload: w, Scale: w.Small})
			if r.Pending != "" {
				t.Skip(r.Pending)
			}
			require.Empty(t, r.Error)
			got := r.Sum()
			want, _ := w.Expected(w.Small)
			assert.True(t, got.Equal(&want), "got %+v, want %+v", got, want)
		})
	}
}

// fake is a system whose runs were thought up.
type fake struct {
	name string
	runs []measure.Result
	n    int
}

func (f *fake) Name() string          { return f.name }
func (f *fake) Can(*measure.Job) bool { return true }

func (f *fake) Run(_ context.Context, job *measure.Job) measure.Result {
	r := f.runs[f.n%len(f.runs)]
	f.n++
	r.System, r.Workload, r.Scale = f.name, job.Workload.ID, job.Scale.Name
	r.Warm, r.Meas = job.Scale.Warm, job.Scale.Meas
	return r
}

func run2(t *testing.T, id string, a, b *fake) *report {
	t.Helper()
	w, err := workload.Find(id)
	require.NoError(t, err)
	c := &contest{
		options:     &options{runs: 3, by: "cpu", timeout: time.Minute},
		contestants: []contestant{a, b},
	}
	rep, err := c.run(context.Background(), []*workload.Workload{w})
	require.NoError(t, err)
	return rep
}

func TestPairsAreComparedInTurn(t *testing.T) {
	// The machine is twice as slow in the second round: no ratio may show it.
	limit := &fake{name: "limit", runs: []measure.Result{{CPUNS: 100}, {CPUNS: 200}, {CPUNS: 100}}}
	cephei := &fake{name: "cephei", runs: []measure.Result{{CPUNS: 150}, {CPUNS: 300}, {CPUNS: 160}}}
	rep := run2(t, "window/10", limit, cephei)
	x := rep.comparison(rep.entries[0], "limit")
	require.NotNil(t, x)
	assert.InDeltaSlice(t, []float64{1.5, 1.5, 1.6}, []float64{x.Min, x.Median, x.Max}, 1e-9)
	assert.Zero(t, rep.failures())
}

func TestWrongAnswerIsNoFigure(t *testing.T) {
	limit := &fake{name: "limit", runs: []measure.Result{{CPUNS: 100, Rows: 7, Chk: "00ff"}}}
	cephei := &fake{name: "cephei", runs: []measure.Result{{CPUNS: 1, Rows: 7, Chk: "00fe"}}}
	rep := run2(t, "window/10", limit, cephei)
	assert.Equal(t, 1, rep.failures(), "a failed system is not run again")
	assert.Nil(t, rep.comparison(rep.entries[0], "limit"))
	var out bytes.Buffer
	rep.write(&out)
	assert.Contains(t, out.String(), "FAILED  window/10 cephei: wrong answer")
}

func TestRecordedAnswerCounts(t *testing.T) {
	wrong := &fake{name: "limit", runs: []measure.Result{{CPUNS: 100, Rows: 7}}}
	cephei := &fake{name: "cephei", runs: []measure.Result{{Pending: "no  such\nthing yet"}}}
	rep := run2(t, "W01", wrong, cephei)
	assert.Equal(t, 1, rep.failures(), "two systems that agree can both be wrong")
	var out bytes.Buffer
	rep.write(&out)
	assert.Contains(t, out.String(), "pending W01 cephei: no such thing yet")
	require.NoError(t, rep.writeJSON(&out))
}

func TestChosen(t *testing.T) {
	list, err := chosen(&options{workloads: "W05,X1"})
	require.NoError(t, err)
	var ids []string
	for _, w := range list {
		ids = append(ids, w.ID)
	}
	assert.Equal(t, "W05a W05b W05c W05d X1", strings.Join(ids, " "))
	_, err = chosen(&options{workloads: "W05,Q9"})
	assert.ErrorContains(t, err, "Q9")
}

func TestChildMeasuresOneRun(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(context.Background(),
		&options{child: "limit", workloads: "W01", scale: "small,0,200000"}, &out))
	assert.Contains(t, out.String(), `"chk":"18ca0626cc77cc63"`)
	assert.Error(t, run(context.Background(), &options{child: "limit", workloads: "W01", scale: "x"}, &out))
}

func TestNamesAreDrivers(t *testing.T) {
	w, err := workload.Find("W00")
	require.NoError(t, err)
	for _, name := range driver.Names() {
		_, err := driver.New(name, w, new(workload.Sum))
		if driver.PendingReason(err) == "" {
			assert.NoError(t, err)
		}
	}
}
