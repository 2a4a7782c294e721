// Command deadman tells which hosts have fallen silent, which have come back, and when a
// whole rack has gone. The rules are in rules.epl.
//
//	go run ./examples/deadman
//	go run ./examples/deadman -csv FILE   # with the columns of testdata/beats.csv
package main

import (
	_ "embed"
	"io"
	"log"
	"os"

	"github.com/cephei-go/cephei/examples/internal/feed"
)

//go:embed rules.epl
var rules string

//go:embed testdata/beats.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	x := feed.Example{Name: "deadman", Rules: rules, Sample: sample, Type: "Beat"}
	return x.Run(w, args)
}
