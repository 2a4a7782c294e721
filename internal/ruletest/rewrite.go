package ruletest

import (
	"os"
	"strings"
)

// Rewrite returns the text of a rule test with the output that the engine gives now. Blocks that are
// right stay as they are written, down to the order of rows and properties.
func Rewrite(text string) (string, error) {
	f, err := Parse(text)
	if err != nil {
		return "", err
	}
	got := make(map[*Block][]string)
	for _, failure := range Run(f, Plain).Failures {
		if failure.Err != nil {
			return "", failure.Err
		}
		got[failure.Block] = failure.Got
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var out []string
	at := 0 // the first line that is not yet written
	for _, b := range f.Blocks {
		rows, differs := got[b]
		if !differs {
			continue
		}
		out = append(out, lines[at:b.WantLine-1]...)
		out = append(out, b.output(rows)...)
		at = b.WantLine - 1 + len(b.Want)
		if len(b.Want) == 0 && at < len(lines) && strings.TrimSpace(lines[at]) != "" {
			out = append(out, "") // nothing separated the blocks
		}
	}
	out = append(out, lines[at:]...)
	return strings.Join(out, "\n"), nil
}

// output is what is written of an output: of errors only that there is one, since messages may
// change.
func (b *Block) output(got []string) []string {
	if b.Directive == "deploy" || b.Directive == "undeploy" {
		return got[:1]
	}
	return got
}

// RewriteFile rewrites a file in place and tells whether it changed.
func RewriteFile(path string) (changed bool, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	out, err := Rewrite(string(text))
	if err != nil || out == string(text) {
		return false, err
	}
	return true, os.WriteFile(path, []byte(out), info.Mode().Perm())
}
