// Command cephei runs EPL rules over streams of records, tests them, and shows, checks and formats
// their texts: see `cephei help` and docs/cephei-run.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	e, stop := systemEnv()
	code := run(e, os.Args[1:])
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK    = 0
	exitFound = 1 // rules are wrong, tests fail, input cannot be read
	exitUsage = 2
)

// command is one of the words that follow `cephei`.
type command struct {
	name    string
	args    string
	summary string
	run     func(e *env, args []string) int
}

func commands() []command {
	return []command{
		{"run", "RULES [flags]", "run rules over records from a file or standard input", runCommand},
		{"test", "[flags] FILE|DIR...", "run rule tests", testCommand},
		{"check", "FILE...", "compile rules and tell all that is wrong with them", checkCommand},
		{"explain", "FILE", "show how the statements of a file will be carried out", explainCommand},
		{"fmt", "[-w] FILE...", "format rules; comments are kept", fmtCommand},
		{"plot", "[flags] FILE.csv", "draw a metric with its forecast, band and alarms", plotCommand},
		{"version", "", "print the version", versionCommand},
		{"help", "[COMMAND]", "print this, or the flags of a command", helpCommand},
	}
}

// run carries out one command line.
func run(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stderr)
		return exitUsage
	}
	name := strings.TrimLeft(args[0], "-")
	if name == "h" {
		name = "help"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(e, args[1:])
		}
	}
	fmt.Fprintf(e.stderr, "cephei: unknown command '%s'\n\n", args[0])
	usage(e.stderr)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Cephei runs EPL rules over streams of events.")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  cephei %-28s %s\n", c.name+" "+c.args, c.summary)
	}
	fmt.Fprintln(w, "\nThe flags of a command: cephei help COMMAND")
}

func helpCommand(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stdout)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] && c.name != "help" && c.name != "version" {
			to := *e
			to.stderr, to.help = e.stdout, true // where flags print their usage
			c.run(&to, []string{"-help"})
			return exitOK
		}
	}
	usage(e.stderr)
	return exitUsage
}

// newFlags returns the flags of a command; errors and usage go to standard error.
func newFlags(e *env, name, args string) *flag.FlagSet {
	fs := flag.NewFlagSet("cephei "+name, flag.ContinueOnError)
	fs.SetOutput(e.stderr)
	fs.Usage = func() {
		fmt.Fprintf(e.stderr, "usage: cephei %s %s\n", name, args)
		if e.help {
			fs.PrintDefaults()
		} else {
			fmt.Fprintf(e.stderr, "The flags: cephei help %s\n", name)
		}
	}
	return fs
}

// parseMixed parses flags that may stand before, between and after the other arguments, which it
// returns. After `--` nothing is a flag.
func parseMixed(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if taken := len(args) - len(left); taken > 0 && args[taken-1] == "--" {
			return append(rest, left...), nil
		}
		rest = append(rest, left[0])
		args = left[1:]
	}
}
