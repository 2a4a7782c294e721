// Command metricwatch reads a CSV file of time stamps and values and tells what is worth telling:
// averages by the day, a limit that was passed, values far from the usual, a rise, a silence.
//
//	go run ./examples/metricwatch                      # on the file in testdata
//	go run ./examples/metricwatch -csv FILE -limit 80  # columns timestamp and value
package main

import (
	"context"
	_ "embed"
	"flag"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/examples/internal/feed"
)

//go:embed rules.epl
var rules string

//go:embed testdata/cpu.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	flags := flag.NewFlagSet("metricwatch", flag.ContinueOnError)
	file := flags.String("csv", "", "`file` to read instead of the sample")
	limit := flags.Float64("limit", 90, "value that is too high")
	rise := flags.Float64("rise", 10, "rise in ten minutes that is too fast")
	silence := flags.Duration("silence", 15*time.Minute, "time without a value that is too long")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var in io.Reader = strings.NewReader(sample)
	if *file != "" {
		f, err := os.Open(*file)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return err
	}
	dep, err := eng.Deploy(context.Background(), rules)
	if err != nil {
		return err
	}
	err = eng.SetVariables(map[string]any{
		"limit_value": *limit, "rise_limit": *rise, "silence_sec": int64(silence.Seconds()),
	})
	if err != nil {
		return err
	}
	feed.Print(w, eng, dep)
	return feed.CSV(eng, "Metric", in)
}
