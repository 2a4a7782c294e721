package ruletest

import (
	"fmt"
	"os"
	"strings"
)

// File is a rule test: blocks that are run in order against one engine.
type File struct {
	Path   string
	Title  string // the first comment
	Blocks []*Block
}

// Block is a directive with its input and the output it must have.
type Block struct {
	Line      int // of the directive, from 1
	Directive string
	Arg       string
	Input     []string
	Want      []string
	WantLine  int // of the first line of Want
}

// Ordered tells whether the order of rows counts, as the directive says.
func (b *Block) Ordered() bool { return b.Arg != b.Name() }

// Name returns the directive's argument without the word ordered, which may stand before or after.
func (b *Block) Name() string {
	if name, ok := strings.CutSuffix(b.Arg, "ordered"); ok && (name == "" || strings.HasSuffix(name, " ")) {
		return strings.TrimSpace(name)
	}
	return strings.TrimSpace(strings.TrimPrefix(b.Arg, "ordered "))
}

// separator stands between input and output.
const separator = "----"

// Read reads a file.
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.Path = path
	return f, nil
}

// Parse reads a rule test from its text.
func Parse(text string) (*File, error) {
	f := &File{}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); {
		switch line := strings.TrimSpace(lines[i]); {
		case line == "":
			i++
		case strings.HasPrefix(line, "#"):
			if f.Title == "" && len(f.Blocks) == 0 {
				f.Title = strings.TrimSpace(strings.TrimLeft(line, "# "))
			}
			i++
		default:
			b, next, err := parseBlock(lines, i)
			if err != nil {
				return nil, err
			}
			f.Blocks = append(f.Blocks, b)
			i = next
		}
	}
	return f, nil
}

var directives = map[string]bool{
	"deploy": true, "undeploy": true, "play": true, "iterate": true, "query": true,
}

func parseBlock(lines []string, at int) (*Block, int, error) {
	name, arg, _ := strings.Cut(strings.TrimSpace(lines[at]), " ")
	if !directives[name] {
		return nil, 0, fmt.Errorf("line %d: unknown directive '%s'", at+1, name)
	}
	b := &Block{Line: at + 1, Directive: name, Arg: strings.TrimSpace(arg)}
	i := at + 1
	for i < len(lines) && lines[i] != separator {
		b.Input = append(b.Input, lines[i])
		i++
	}
	if i == len(lines) {
		return nil, 0, fmt.Errorf("line %d: block without '%s'", at+1, separator)
	}
	i++
	b.WantLine = i + 1
	for i < len(lines) && strings.TrimSpace(lines[i]) != "" {
		b.Want = append(b.Want, lines[i])
		i++
	}
	return b, i, nil
}
