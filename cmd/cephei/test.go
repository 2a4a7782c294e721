package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/internal/ruletest"
)

// testRun is one run of `cephei test`.
type testRun struct {
	*env
	ways    []ruletest.Way
	skip    *ruletest.SkipList
	quiet   bool
	count   [ruletest.Stale + 1]int
	passing map[string]bool // cases on the skip list that pass
}

// testCommand runs rule tests in all ways and prints what differs.
func testCommand(e *env, args []string) int {
	fs := newFlags(e, "test", "[flags] FILE|DIR...")
	way := fs.String("way", "", "run only one way: plain, restored, printed or twin")
	quiet := fs.Bool("q", false, "print only the closing line")
	rewrite := fs.Bool("rewrite", false, "write the output that the engine gives into the files")
	skip := fs.String("skip", "", "file of cases that are known to fail: PATH REASON a line")
	prune := fs.Bool("prune", false, "take the cases that pass off the skip list")
	paths, err := parseMixed(fs, args)
	if err != nil {
		return exitUsage
	}
	t := &testRun{env: e, ways: ruletest.Ways, quiet: *quiet, passing: make(map[string]bool)}
	if *way != "" {
		t.ways = []ruletest.Way{ruletest.Way(*way)}
	}
	if len(paths) == 0 || !slices.Contains(ruletest.Ways, t.ways[0]) || *prune && *skip == "" {
		fs.Usage()
		return exitUsage
	}
	if *skip != "" {
		if t.skip, err = ruletest.ReadSkipList(*skip); err != nil {
			return t.refuse(err)
		}
	}
	files, err := ruletest.Find(paths)
	if err != nil {
		return t.refuse(err)
	}
	if *rewrite {
		return t.rewrite(files)
	}
	code := t.all(files)
	if *prune {
		if err := t.prune(*skip); err != nil {
			return t.refuse(err)
		}
	}
	return code
}

func (t *testRun) refuse(err error) int {
	fmt.Fprintln(t.stderr, "cephei test:", err)
	return exitUsage
}

// all runs the cases and prints the closing line.
func (t *testRun) all(files []string) int {
	for _, path := range files {
		if t.ctx.Err() != nil {
			fmt.Fprintln(t.stderr, "cephei test: stopped")
			return exitFound
		}
		t.file(path)
	}
	failed := t.count[ruletest.Failed] + t.count[ruletest.Stale]
	fmt.Fprintf(t.stdout, "%d passed, %d failed", t.count[ruletest.Passed], failed)
	if n := t.count[ruletest.Skipped]; n > 0 {
		fmt.Fprintf(t.stdout, ", %d skipped", n)
	}
	fmt.Fprintln(t.stdout)
	if failed > 0 {
		return exitFound
	}
	return exitOK
}

func (t *testRun) file(path string) {
	r := ruletest.RunCase(path, t.ways, t.skip)
	if r.Verdict == ruletest.Stale && len(t.ways) < len(ruletest.Ways) {
		r.Verdict = ruletest.Skipped // it may fail in the ways that are not run
	}
	t.count[r.Verdict]++
	switch {
	case r.Verdict == ruletest.Stale:
		t.passing[path] = true
		if !t.quiet {
			fmt.Fprintf(t.stdout, "%s: passes, but is on the skip list (%s)\n", path, r.Reason)
		}
	case r.Verdict == ruletest.Failed && !t.quiet:
		for i := range r.Failures {
			r.Failures[i].Print(t.stdout, path)
		}
	}
}

// rewrite fills in the output of all files.
func (t *testRun) rewrite(files []string) int {
	code := exitOK
	for _, path := range files {
		changed, err := ruletest.RewriteFile(path)
		switch {
		case err != nil:
			fmt.Fprintf(t.stdout, "%s: %v\n", path, err)
			code = exitFound
		case changed && !t.quiet:
			fmt.Fprintf(t.stdout, "%s: rewritten\n", path)
		}
	}
	return code
}

// prune takes the cases that pass off the skip list.
func (t *testRun) prune(list string) error {
	passed := make(map[string]bool)
	for path := range t.passing {
		rel, err := filepath.Rel(filepath.Dir(list), path)
		if err != nil {
			return err
		}
		passed[filepath.ToSlash(rel)] = true
	}
	if len(passed) == 0 {
		return nil
	}
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	return os.WriteFile(list, []byte(ruletest.Prune(string(text), passed)), 0o644)
}

// plural returns "1 event", "2 events".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// grouped writes a number with a comma between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	var parts []string
	for len(s) > 3 {
		parts = append([]string{s[len(s)-3:]}, parts...)
		s = s[:len(s)-3]
	}
	return strings.Join(append([]string{s}, parts...), ",")
}
