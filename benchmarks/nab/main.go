package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
	"github.com/cephei-go/cephei/stats/anomaly"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "nab:", err)
		os.Exit(1)
	}
}

// run is main with its surroundings as arguments.
func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("nab", flag.ContinueOnError)
	flags.SetOutput(out)
	dir := flags.String("dir", os.Getenv("NAB_DIR"), "corpus (default: $NAB_DIR)")
	name := flags.String("detector", "anomaly", "name, wrapper(name), or all")
	epl := flags.String("epl", "", "file with a statement to score in place of a detector")
	spread := flags.Bool("spread", false, "vary the constants of the default detector")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("say where the corpus is: -dir or $NAB_DIR")
	}
	files, err := scorer.Load(*dir)
	if err != nil {
		return err
	}
	p := &printer{out: out}
	printCorpus(p, files)
	return errors.Join(choose(p, files, *spread, *epl, *name), p.err)
}

// choose prints what was asked for.
func choose(out *printer, files []*scorer.File, spread bool, epl, name string) error {
	switch {
	case spread:
		return printSpread(out, files)
	case epl != "":
		return printStatement(out, files, epl)
	case name == "all":
		return printAll(out, files)
	}
	build, err := parseDetector(name)
	if err != nil {
		return err
	}
	return printOne(out, files, name, build)
}

// printer prints and remembers the first error.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.out, format, args...); p.err == nil {
		p.err = err
	}
}

// printStatement reports on the EPL of a file.
func printStatement(out *printer, files []*scorer.File, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return printOne(out, files, path, func() (subject, error) { return newStatement(string(text)) })
}

// subject is what is scored: a detector, or an EPL statement.
type subject interface {
	Update(t int64, x float64) anomaly.Score
}

// builder makes a fresh subject.
type builder func() (subject, error)

// outcome is what a run over the corpus gives.
type outcome struct {
	values [][]float64 // scores by file and row
	alarms [][]float64 // 1 where the detector raised an alarm by its own threshold
}

// play runs a fresh detector over each file, point by point.
func play(files []*scorer.File, build builder) (outcome, error) { return playFrom(files, build, 0) }

// playFrom withholds the first rows of each file from the detector.
func playFrom(files []*scorer.File, build builder, first int) (outcome, error) {
	var o outcome
	for _, f := range files {
		d, err := build()
		if err != nil {
			return o, err
		}
		values, alarms := make([]float64, len(f.Values)), make([]float64, len(f.Values))
		for i := first; i < len(f.Values); i++ {
			s := d.Update(f.Times[i], f.Values[i])
			values[i] = s.Value
			if s.Alert {
				alarms[i] = 1
			}
		}
		if s, ok := d.(interface{ Err() error }); ok && s.Err() != nil {
			return o, fmt.Errorf("%s: %w", f.Path(), s.Err())
		}
		o.values, o.alarms = append(o.values, values), append(o.alarms, alarms)
	}
	return o, nil
}

// own scores the alarms of the detector's own threshold.
func (o outcome) own(files []*scorer.File, p scorer.Profile) scorer.Result {
	return scorer.At(files, o.alarms, p, 1)
}

// best scores the best threshold, found with sight of the labels.
func (o outcome) best(files []*scorer.File, p scorer.Profile) scorer.Result {
	return scorer.Best(files, o.values, p)
}
