// Command gen writes the reference manual. With -fill it first writes the output that the engine
// gives now into the examples of the chapters.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cephei-go/cephei/internal/manual"
)

func main() {
	out := flag.String("out", "docs/reference", "directory of the manual")
	fill := flag.String("fill", "", "directory of the chapters whose examples are to be filled in")
	flag.Parse()
	do := func() error { return write(*out) }
	if *fill != "" {
		do = func() error { return fillAll(*fill) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	pages, err := manual.Pages()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range pages {
		if err := os.WriteFile(filepath.Join(dir, p.Name), []byte(p.Text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func fillAll(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return err
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		filled, err := manual.Fill(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if filled == string(text) {
			continue
		}
		if err := os.WriteFile(path, []byte(filled), 0o644); err != nil {
			return err
		}
	}
	return nil
}
