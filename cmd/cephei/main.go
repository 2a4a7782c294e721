// Command cephei runs EPL rules and tests them. See the package comment of the command's parts:
// `cephei help`.
package main

import (
	"fmt"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	if len(args) == 0 {
		usage()
		return 2
	}
	switch args[0] {
	case "test":
		return testCommand(args[1:])
	default:
		usage()
		return 2
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: cephei test [-rewrite] [-way WAY] FILE|DIR...")
}
