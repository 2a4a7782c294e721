// Command holtwinters learns the rhythm of a day from a series, tells of an outage while it lasts, and
// stays calm when the outage is over. The rules are in rules.epl.
//
//	go run ./examples/holtwinters
//	go run ./examples/holtwinters -csv FILE   # with the columns of testdata/requests.csv
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

//go:embed testdata/requests.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	x := feed.Example{Name: "holtwinters", Rules: rules, Sample: sample, Type: "Traffic"}
	return x.Run(w, args)
}
