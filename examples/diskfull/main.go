// Command diskfull tells how long a disk will last: from its growth since it was last cleaned
// up, so that neither a clean-up nor a quiet week misleads it. The rules are in rules.epl.
//
//	go run ./examples/diskfull
//	go run ./examples/diskfull -csv FILE   # with the columns of testdata/disk.csv
package main

import (
	"context"
	_ "embed"
	"flag"
	"io"
	"log"
	"os"
	"strings"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/examples/internal/feed"
)

//go:embed rules.epl
var rules string

//go:embed testdata/disk.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	flags := flag.NewFlagSet("diskfull", flag.ContinueOnError)
	file := flags.String("csv", "", "`file` to read instead of the sample")
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
	feed.Print(w, eng, dep)
	return feed.CSV(eng, "Disk", in)
}
