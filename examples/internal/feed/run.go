package feed

import (
	"context"
	"flag"
	"io"
	"os"
	"strings"

	"github.com/cephei-go/cephei/engine"
)

// Example is a program that deploys rules, feeds them the records of a CSV file, whose times move the
// clock, and prints the rows of the statements with a name.
type Example struct {
	Name   string // of the program
	Rules  string // EPL
	Sample string // the records that are read when no file is named
	Type   string // of the records
}

// Run runs the example; `-csv FILE` among the arguments names another file than the sample.
func (x Example) Run(w io.Writer, args []string) error {
	flags := flag.NewFlagSet(x.Name, flag.ContinueOnError)
	file := flags.String("csv", "", "`file` to read instead of the sample")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var in io.Reader = strings.NewReader(x.Sample)
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
	dep, err := eng.Deploy(context.Background(), x.Rules)
	if err != nil {
		return err
	}
	Print(w, eng, dep)
	return CSV(eng, x.Type, in)
}
