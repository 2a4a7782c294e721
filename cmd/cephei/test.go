package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/cephei-go/cephei/internal/ruletest"
)

// testCommand runs rule tests in all ways and prints what differs.
func testCommand(args []string) int {
	fs := flag.NewFlagSet("cephei test", flag.ContinueOnError)
	way := fs.String("way", "", "run only one way: plain, restored, printed or twin")
	quiet := fs.Bool("q", false, "print only the closing line")
	if fs.Parse(args) != nil {
		return 2
	}
	ways := ruletest.Ways
	if *way != "" {
		ways = []ruletest.Way{ruletest.Way(*way)}
	}
	files, err := ruletest.Find(fs.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "cephei test:", err)
		return 2
	}
	passed, failed := 0, 0
	for _, path := range files {
		if testFile(path, ways, *quiet) {
			passed++
		} else {
			failed++
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return 1
	}
	return 0
}

func testFile(path string, ways []ruletest.Way, quiet bool) bool {
	f, err := ruletest.Read(path)
	if err != nil {
		fmt.Println(err)
		return false
	}
	for _, w := range ways {
		out := ruletest.Run(f, w)
		if len(out.Failures) == 0 {
			continue
		}
		if !quiet {
			for i := range out.Failures {
				out.Failures[i].Print(os.Stdout, path)
			}
		}
		return false // the other ways would only say the same again
	}
	return true
}
