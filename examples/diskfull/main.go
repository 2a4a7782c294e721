// Command diskfull tells how long a disk will last: from its growth since it was last cleaned
// up, so that neither a clean-up nor a quiet week misleads it. The rules are in rules.epl.
//
//	go run ./examples/diskfull
//	go run ./examples/diskfull -csv FILE   # with the columns of testdata/disk.csv
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

//go:embed testdata/disk.csv
var sample string

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, args []string) error {
	x := feed.Example{Name: "diskfull", Rules: rules, Sample: sample, Type: "Disk"}
	return x.Run(w, args)
}
