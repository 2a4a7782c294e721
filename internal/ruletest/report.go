package ruletest

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Find returns the rule test files named by paths, directories being searched, in order.
func Find(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (path == p || strings.HasSuffix(path, ".epltest")) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// Print writes a failure so that one sees where and what differs.
func (f *Failure) Print(w io.Writer, path string) {
	way := ""
	if f.Way != Plain {
		way = fmt.Sprintf(" (%s)", f.Way)
	}
	switch {
	case f.Block == nil:
		fmt.Fprintf(w, "%s%s: %v\n", path, way, f.Err)
		return
	case f.Err != nil:
		fmt.Fprintf(w, "%s:%d%s: %v\n", path, f.Block.Line, way, f.Err)
		return
	}
	lines, first := f.diff()
	fmt.Fprintf(w, "%s:%d%s: %s: output differs (- wanted, + got)\n", path, f.Block.WantLine+first, way,
		f.Block.Directive)
	for _, l := range lines {
		fmt.Fprintf(w, "\t%s\n", l)
	}
}

// diff returns the differing lines with their surroundings, and the place of the first of them among
// the wanted ones. Of a play it shows only the steps that differ, each below the step itself.
func (f *Failure) diff() (lines []string, first int) {
	if f.Block.Directive != "play" {
		return diff(f.Block.Want, f.Got), firstDifference(f.Block.Want, f.Got)
	}
	want, got := bySteps(f.Block.Want), bySteps(f.Got)
	first = -1
	place := 0 // of the step's first line among the wanted ones
	for _, step := range stepsOf(f.Block.Want, f.Got) {
		d := diff(want[step], got[step])
		if isDifferent(d) {
			lines = append(append(lines, f.heading(step)), d...)
			if first < 0 {
				first = place + firstDifference(want[step], got[step])
			}
		}
		place += len(want[step])
	}
	if first < 0 { // the same lines in another order
		return diffOrdered(f.Block.Want, f.Got), 0
	}
	return lines, first
}

// heading shows the step that a number stands for.
func (f *Failure) heading(step string) string {
	n, err := strconv.Atoi(step)
	if err != nil || n < 1 || n > len(f.Block.Input) {
		return "step " + step
	}
	return fmt.Sprintf("step %d, line %d: %s", n, f.Block.Line+n, f.Block.Input[n-1])
}

// bySteps puts the lines of each step together.
func bySteps(lines []string) map[string][]string {
	m := make(map[string][]string)
	for _, l := range lines {
		step := firstWord(l)
		m[step] = append(m[step], l)
	}
	return m
}

// stepsOf lists the steps of both outputs, in order of their numbers.
func stepsOf(lists ...[]string) []string {
	var steps []string
	for _, lines := range lists {
		for _, l := range lines {
			steps = append(steps, firstWord(l))
		}
	}
	slices.SortStableFunc(steps, func(a, b string) int {
		x, _ := strconv.Atoi(a) // what is no number comes first
		y, _ := strconv.Atoi(b)
		return x - y
	})
	return slices.Compact(steps)
}

func isDifferent(diff []string) bool {
	return slices.ContainsFunc(diff, func(l string) bool { return !strings.HasPrefix(l, "  ") })
}

// firstDifference returns the index of the first wanted line that did not come, or of the place
// where a line came that was not wanted.
func firstDifference(want, got []string) int {
	n := 0
	for _, l := range diff(want, got) {
		if !strings.HasPrefix(l, "  ") {
			break
		}
		n++
	}
	return n
}

// diff lists the lines that only one side has, in the order of the wanted ones, and equal lines
// between them.
func diff(want, got []string) []string {
	var out []string
	used := make([]bool, len(got))
	next := 0
	for _, w := range want {
		i := match(w, got, used)
		if i < 0 {
			out = append(out, "- "+w)
			continue
		}
		for ; next < i; next++ {
			if !used[next] && match(got[next], want, nil) < 0 {
				out = append(out, "+ "+got[next])
				used[next] = true
			}
		}
		used[i] = true
		out = append(out, "  "+w)
	}
	for i, g := range got {
		if !used[i] {
			out = append(out, "+ "+g)
		}
	}
	return out
}

// diffOrdered shows two outputs that differ in nothing but their order.
func diffOrdered(want, got []string) []string {
	out := []string{"the order differs"}
	for i := range max(len(want), len(got)) {
		switch {
		case i < len(want) && i < len(got) && match(want[i], got[i:i+1], nil) == 0:
			out = append(out, "  "+want[i])
			continue
		case i < len(want):
			out = append(out, "- "+want[i])
		}
		if i < len(got) {
			out = append(out, "+ "+got[i])
		}
	}
	return out
}

// match finds an unused line that is equal.
func match(line string, lines []string, used []bool) int {
	d, row := parseRow(line)
	for i, l := range lines {
		if used != nil && used[i] {
			continue
		}
		e, other := parseRow(l)
		if l == line || d == e && row != "" && sameRow(row, other) {
			return i
		}
	}
	return -1
}
