package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/debug"

	"github.com/cephei-go/cephei/engine"
)

// checkCommand compiles files of rules, each by itself, and prints all findings.
func checkCommand(e *env, args []string) int {
	fs := newFlags(e, "check", "[-q] FILE...")
	quiet := fs.Bool("q", false, "print nothing when all is right")
	paths, err := parseMixed(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(paths) == 0 {
		fs.Usage()
		return exitUsage
	}
	code := exitOK
	for _, path := range paths {
		text, err := readText(e, path)
		if err == nil {
			_, err = explained(e, text)
		}
		switch {
		case err != nil:
			fmt.Fprintln(e.stderr, placed(path, err))
			code = exitFound
		case !*quiet:
			fmt.Fprintf(e.stdout, "%s: ok\n", path)
		}
	}
	return code
}

// explainCommand prints the operators of the statements of a file.
func explainCommand(e *env, args []string) int {
	fs := newFlags(e, "explain", "FILE")
	paths, err := parseMixed(fs, args)
	if err != nil {
		return exitUsage
	}
	if len(paths) != 1 {
		fs.Usage()
		return exitUsage
	}
	text, err := readText(e, paths[0])
	if err == nil {
		if text, err = explained(e, text); err == nil {
			fmt.Fprint(e.stdout, text)
			return exitOK
		}
	}
	fmt.Fprintln(e.stderr, placed(paths[0], err))
	return exitFound
}

// explained compiles rules without starting them, and describes them.
func explained(e *env, text string) (string, error) {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return "", err
	}
	defer func() { _ = eng.Close() }()
	return eng.Check(e.ctx, text)
}

// readText reads a file, or standard input for "-".
func readText(e *env, path string) (string, error) {
	if path == "-" {
		text, err := io.ReadAll(e.stdin)
		return string(text), err
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

var place = regexp.MustCompile(`(?m)^(\d+:\d+: )`)

// placed writes an error with the file's name before every place in it, as editors like it.
func placed(path string, err error) string {
	text := err.Error()
	if !place.MatchString(text) {
		return path + ": " + text
	}
	return place.ReplaceAllStringFunc(text, func(at string) string { return path + ":" + at })
}

// versionCommand prints what the binary was built from.
func versionCommand(e *env, _ []string) int {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintln(e.stdout, "cephei, built without module information")
		return exitOK
	}
	fmt.Fprintf(e.stdout, "cephei %s, %s\n", version(info), info.GoVersion)
	return exitOK
}

func version(info *debug.BuildInfo) string {
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	set := make(map[string]string)
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	if rev := set["vcs.revision"]; rev != "" {
		v += " " + rev[:min(len(rev), 12)]
		if set["vcs.modified"] == "true" {
			v += " with changes"
		}
	}
	return v
}
