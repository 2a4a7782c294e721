// Command incident tells of releases that were followed by errors within five minutes, and of
// services that flap. The rules are in rules.epl. A column of the file tells each event's type.
//
//	go run ./examples/incident
//	go run ./examples/incident -csv FILE   # with the columns of testdata/events.csv
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

//go:embed testdata/events.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	x := feed.Example{Name: "incident", Rules: rules, Sample: sample, Type: "LogLine"}
	return x.Run(w, args)
}
