package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cephei-go/cephei/internal/picture"
	"github.com/cephei-go/cephei/stats/anomaly"
)

// plotFlags are the flags of `cephei plot`.
type plotFlags struct {
	out, title, labels, key string
	columns                 picture.Columns
	period                  time.Duration
	slots                   int
	alpha, beta, gamma      float64
	delta, clip             float64
	detector                string
	width, height           float64
}

func (p *plotFlags) define(fs *flag.FlagSet) {
	fs.StringVar(&p.out, "o", "", "`file` to write, .png or .svg (by default the name of the CSV with .png)")
	fs.StringVar(&p.title, "title", "", "title of the picture")
	fs.StringVar(&p.labels, "labels", "", "JSON `file` of labelled windows, lists of pairs of times by key")
	fs.StringVar(&p.key, "key", "", "key of the windows among the labels (by default the CSV's directory and name)")
	fs.StringVar(&p.columns.Time, "time", "", "`column` of the time (by default the first)")
	fs.StringVar(&p.columns.Value, "value", "", "`column` of the value (by default the second)")
	fs.DurationVar(&p.period, "period", 24*time.Hour, "length of the season; 0 is none")
	fs.IntVar(&p.slots, "slots", 0, "slots of the season (by default one for each usual step)")
	fs.Float64Var(&p.alpha, "alpha", 0.03, "gain of the level")
	fs.Float64Var(&p.beta, "beta", 0.0035, "gain of the trend")
	fs.Float64Var(&p.gamma, "gamma", 0.1, "gain of the season")
	fs.Float64Var(&p.delta, "delta", 3, "half width of the band, in deviations")
	fs.Float64Var(&p.clip, "clip", 2, "the most that a point teaches, in deviations; 0 is no bound")
	fs.StringVar(&p.detector, "detector", "anomaly", "detector that raises alarms, or none")
	fs.Float64Var(&p.width, "width", 1000, "width in points of 1/72 inch")
	fs.Float64Var(&p.height, "height", 360, "height")
}

// plotCommand draws a metric with its forecast, the band, what lies outside, and alarms.
func plotCommand(e *env, args []string) int {
	var p plotFlags
	fs := newFlags(e, "plot", "[flags] FILE.csv")
	p.define(fs)
	paths, err := parseMixed(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(paths) != 1 {
		fs.Usage()
		return exitUsage
	}
	if err := p.draw(e.stdout, paths[0]); err != nil {
		fmt.Fprintf(e.stderr, "cephei plot: %v\n", err)
		return exitFound
	}
	return exitOK
}

// draw draws one file and tells what is in the picture.
func (p *plotFlags) draw(w io.Writer, path string) error {
	style, err := p.style(path)
	if err != nil {
		return err
	}
	points, err := readPoints(path, p.columns)
	if err != nil {
		return err
	}
	labels, err := p.windows(path)
	if err != nil {
		return err
	}
	j, err := p.judge(points)
	if err != nil {
		return err
	}
	var image strings.Builder
	if err := picture.Draw(&image, j, labels, style); err != nil {
		return err
	}
	if err := os.WriteFile(p.out, []byte(image.String()), 0o644); err != nil {
		return err
	}
	outside := 0
	for i := range j.Points {
		if j.Points[i].Outside {
			outside++
		}
	}
	fmt.Fprintf(w, "%s: %d points, %d outside of the band, %d alarms, %d labelled windows\n",
		p.out, len(points), outside, len(j.Alarms), len(labels))
	return nil
}

// style completes the flags that follow from others.
func (p *plotFlags) style(path string) (picture.Style, error) {
	if p.out == "" {
		p.out = strings.TrimSuffix(path, filepath.Ext(path)) + ".png"
	}
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(p.out)), ".")
	if format != "png" && format != "svg" {
		return picture.Style{}, fmt.Errorf("'%s' is neither .png nor .svg", p.out)
	}
	const least, most = 100, 20_000
	for _, size := range []float64{p.width, p.height} {
		if !(size >= least && size <= most) {
			return picture.Style{}, fmt.Errorf("width and height must be between %d and %d", least, most)
		}
	}
	return picture.Style{Title: p.title, Format: format, Width: p.width, Height: p.height}, nil
}

func (p *plotFlags) judge(points []picture.Point) (*picture.Judgement, error) {
	cfg := picture.Model(points, p.period.Milliseconds())
	cfg.Gains.Alpha, cfg.Gains.Beta, cfg.Gains.Gamma = p.alpha, p.beta, p.gamma
	cfg.Delta, cfg.Clip = p.delta, p.clip
	if p.slots > 0 {
		cfg.Slots = p.slots
	}
	var detector anomaly.Detector
	if p.detector != "none" {
		def := anomaly.Find(anomaly.Builtin(), p.detector)
		if def == nil || def.New == nil {
			return nil, fmt.Errorf("no detector '%s'", p.detector)
		}
		var err error
		if detector, err = def.Build(nil); err != nil {
			return nil, err
		}
	}
	return picture.Judge(points, cfg, detector)
}

// windows reads the labelled windows, if there are any.
func (p *plotFlags) windows(path string) ([]picture.Window, error) {
	if p.labels == "" {
		if p.key != "" {
			return nil, errors.New("-key needs -labels")
		}
		return nil, nil
	}
	key := p.key
	if key == "" {
		key = filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path)))
	}
	f, err := os.Open(p.labels)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	list, err := picture.ReadLabels(f, key)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.labels, err)
	}
	return list, nil
}

func readPoints(path string, c picture.Columns) ([]picture.Point, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	points, err := picture.ReadCSV(f, c)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return points, nil
}
