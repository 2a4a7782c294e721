package ruletest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseBlocks(t *testing.T) {
	f, err := Parse("\n# What it pins.\r\n# more\ndeploy mod\nselect 1;\n\nselect 2;\n----\nok\n\n" +
		"# between\niterate ordered my stmt\n----\n{}\n{}\nplay\n----\n")
	require.NoError(t, err)
	require.Equal(t, "What it pins.", f.Title)
	require.Len(t, f.Blocks, 2, "a block ends at an empty line, not at the next directive")
	b := f.Blocks[0]
	require.Equal(t, "deploy", b.Directive)
	require.Equal(t, "mod", b.Arg)
	require.Equal(t, []string{"select 1;", "", "select 2;"}, b.Input)
	require.Equal(t, []string{"ok"}, b.Want)
	require.Equal(t, 4, b.Line)
	require.Equal(t, 9, b.WantLine)
	require.Equal(t, []string{"{}", "{}", "play", "----"}, f.Blocks[1].Want)
}

func TestParseErrors(t *testing.T) {
	_, err := Parse("deploi\n----\n")
	require.EqualError(t, err, "line 1: unknown directive 'deploi'")
	_, err = Parse("\n\nplay\nE {}\n")
	require.EqualError(t, err, "line 3: block without '----'")
}

func TestNameAndOrder(t *testing.T) {
	for arg, want := range map[string]struct {
		name    string
		ordered bool
	}{
		"": {"", false}, "ordered": {"", true}, "ordered s": {"s", true}, "s ordered": {"s", true},
		"my stmt": {"my stmt", false}, "reordered": {"reordered", false},
	} {
		b := &Block{Arg: arg}
		require.Equal(t, want.name, b.Name(), arg)
		require.Equal(t, want.ordered, b.Ordered(), arg)
	}
}

func TestParseStep(t *testing.T) {
	for line, want := range map[string]step{
		`E {"a":1}`:                 {typ: "E", object: `{"a":1}`},
		"@1500":                     {set: true, ms: 1500},
		"@1970-01-01T00:00:02.000Z": {set: true, ms: 2000},
		"+10s":                      {ms: 10_000},
		"+500ms":                    {ms: 500},
		"+2m":                       {ms: 120_000},
		"+1h":                       {ms: 3_600_000},
		"+1.5s":                     {ms: 1500},
		"+1h30m":                    {ms: 5_400_000},
	} {
		got, err := parseStep(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	for _, line := range []string{"", "E", "@soon", "+x", "+5"} {
		_, err := parseStep(line)
		require.Error(t, err, line)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# t\ndeploy x\na\n----\nok\n\nplay\nE {}\n----\n1 s new {}\n")
	f.Add("play\n----")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse(text)
		if err != nil {
			return
		}
		for _, b := range file.Blocks {
			if b.WantLine <= b.Line {
				t.Fatalf("output of line %d before its block", b.Line)
			}
			for _, l := range b.Input {
				_, _ = parseStep(l)
			}
		}
	})
}
