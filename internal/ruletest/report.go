package ruletest

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
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
	return files, nil
}

// Print writes a failure so that one sees where and what differs.
func (f *Failure) Print(w io.Writer, path string) {
	line := 0
	if f.Block != nil {
		line = f.Block.Line
	}
	way := ""
	if f.Way != Plain {
		way = fmt.Sprintf(" (%s)", f.Way)
	}
	if f.Err != nil {
		fmt.Fprintf(w, "%s:%d%s: %v\n", path, line, way, f.Err)
		return
	}
	fmt.Fprintf(w, "%s:%d%s: %s: output differs (- wanted, + got)\n", path, line, way, f.Block.Directive)
	for _, l := range diff(f.Block.Want, f.Got) {
		fmt.Fprintf(w, "\t%s\n", l)
	}
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
