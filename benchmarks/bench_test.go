package main

import (
	"testing"

	"github.com/cephei-go/cephei/benchmarks/driver"
	"github.com/cephei-go/cephei/benchmarks/workload"
)

// Each workload is a benchmark with a sub-benchmark for each system, as benchstat reads them:
//
//	go test -run '^$' -bench W05 -count 10 ./benchmarks > new.txt
//	benchstat old.txt new.txt
//
// One iteration is one event. The warm-up of the workload runs first; with -short a tenth of it.

func BenchmarkW00(b *testing.B)  { benchmarkWorkload(b, "W00") }
func BenchmarkW01(b *testing.B)  { benchmarkWorkload(b, "W01") }
func BenchmarkW02a(b *testing.B) { benchmarkWorkload(b, "W02a") }
func BenchmarkW02b(b *testing.B) { benchmarkWorkload(b, "W02b") }
func BenchmarkW02c(b *testing.B) { benchmarkWorkload(b, "W02c") }
func BenchmarkW02d(b *testing.B) { benchmarkWorkload(b, "W02d") }
func BenchmarkW03(b *testing.B)  { benchmarkWorkload(b, "W03") }
func BenchmarkW04(b *testing.B)  { benchmarkWorkload(b, "W04") }
func BenchmarkW05a(b *testing.B) { benchmarkWorkload(b, "W05a") }
func BenchmarkW05b(b *testing.B) { benchmarkWorkload(b, "W05b") }
func BenchmarkW05c(b *testing.B) { benchmarkWorkload(b, "W05c") }
func BenchmarkW05d(b *testing.B) { benchmarkWorkload(b, "W05d") }
func BenchmarkW06(b *testing.B)  { benchmarkWorkload(b, "W06") }
func BenchmarkW07(b *testing.B)  { benchmarkWorkload(b, "W07") }
func BenchmarkW08(b *testing.B)  { benchmarkWorkload(b, "W08") }
func BenchmarkW09a(b *testing.B) { benchmarkWorkload(b, "W09a") }
func BenchmarkW09b(b *testing.B) { benchmarkWorkload(b, "W09b") }
func BenchmarkW10a(b *testing.B) { benchmarkWorkload(b, "W10a") }
func BenchmarkW10b(b *testing.B) { benchmarkWorkload(b, "W10b") }
func BenchmarkW10c(b *testing.B) { benchmarkWorkload(b, "W10c") }
func BenchmarkW11(b *testing.B)  { benchmarkWorkload(b, "W11") }
func BenchmarkW12(b *testing.B)  { benchmarkWorkload(b, "W12") }
func BenchmarkW13(b *testing.B)  { benchmarkWorkload(b, "W13") }
func BenchmarkW14(b *testing.B)  { benchmarkWorkload(b, "W14") }
func BenchmarkW15(b *testing.B)  { benchmarkWorkload(b, "W15") }
func BenchmarkW16(b *testing.B)  { benchmarkWorkload(b, "W16") }
func BenchmarkW17(b *testing.B)  { benchmarkWorkload(b, "W17") }
func BenchmarkW18a(b *testing.B) { benchmarkWorkload(b, "W18a") }
func BenchmarkW18b(b *testing.B) { benchmarkWorkload(b, "W18b") }
func BenchmarkW19a(b *testing.B) { benchmarkWorkload(b, "W19a") }
func BenchmarkW19b(b *testing.B) { benchmarkWorkload(b, "W19b") }
func BenchmarkX1(b *testing.B)   { benchmarkWorkload(b, "X1") }
func BenchmarkX2(b *testing.B)   { benchmarkWorkload(b, "X2") }

func benchmarkWorkload(b *testing.B, id string) {
	w, err := workload.Find(id)
	if err != nil {
		b.Fatal(err)
	}
	for _, system := range driver.Names() {
		b.Run(system, func(b *testing.B) { benchmarkSystem(b, w, system) })
	}
}

func benchmarkSystem(b *testing.B, w *workload.Workload, system string) {
	warm := w.Full.Warm
	if testing.Short() {
		warm /= 10
	}
	var sum, want workload.Sum
	run := newRun(b, w, system, &sum)
	run.send(b, warm)
	b.ReportAllocs()
	for b.Loop() {
		run.send(b, 1)
	}
	if system != "limit" {
		twin := newRun(b, w, "limit", &want)
		twin.send(b, run.next)
		if !sum.Equal(&want) {
			b.Fatalf("wrong answer after %d events: %+v, want %+v", run.next, sum, want)
		}
	}
}

// benchRun sends the events of a workload in order, a few at a time.
type benchRun struct {
	d     driver.Driver
	w     *workload.Workload
	next  int64
	nowMs int64
}

func newRun(b *testing.B, w *workload.Workload, system string, sum *workload.Sum) *benchRun {
	b.Helper()
	d, err := driver.New(system, w, sum)
	if err == nil {
		err = d.Deploy()
	}
	if reason := driver.PendingReason(err); reason != "" {
		b.Skip(reason)
	}
	if err != nil {
		b.Fatal(err)
	}
	return &benchRun{d: d, w: w, nowMs: workload.T0}
}

func (r *benchRun) send(b *testing.B, n int64) {
	for end := r.next + n; r.next < end; r.next++ {
		ts := r.w.TS(r.next)
		if ts > r.nowMs {
			if err := r.d.Advance(ts); err != nil {
				b.Fatal(err)
			}
			r.nowMs = ts
		}
		if err := r.d.Send(r.next, ts); err != nil {
			b.Fatal(err)
		}
	}
}
