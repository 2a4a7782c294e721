package tail

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// collect gathers lines as "number:text", with ! behind those that were too long.
func collect(into *[]string) func(Line) bool {
	return func(l Line) bool {
		mark := ""
		if l.Long {
			mark = "!"
		}
		*into = append(*into, fmt.Sprintf("%d:%s%s", l.Number, l.Text, mark))
		return true
	}
}

func TestSplitterWholeLines(t *testing.T) {
	var got []string
	s := Splitter{Max: 5}
	for _, chunk := range []string{"ab", "c\nd", "ef\r\n\n", "123456", "789\nx", "12345\n", "z"} {
		s.Write([]byte(chunk), collect(&got))
	}
	require.Equal(t, []string{"1:abc", "2:def", "3:", "4:12345!", "5:x1234!"}, got)
	require.Equal(t, 1, s.Pending())
	s.Finish(collect(&got))
	s.Finish(collect(&got))
	require.Equal(t, "6:z", got[len(got)-1])
	require.Len(t, got, 6)
}

func TestSplitterStops(t *testing.T) {
	s := Splitter{}
	s.Write([]byte("on"), nil)
	n := s.Write([]byte("e\ntwo\nthree\n"), func(l Line) bool { return string(l.Text) == "one" })
	require.Equal(t, 2, n, "the second line is not taken")
	var got []string
	s.Write([]byte("two\nthree\n"), collect(&got))
	require.Equal(t, []string{"2:two", "3:three"}, got)

	s = Splitter{}
	s.Write([]byte("par"), nil)
	require.Equal(t, 0, s.Write([]byte("tial\n"), func(Line) bool { return false }))
	require.Equal(t, 3, s.Pending(), "what was held before is held still")
}

// FuzzSplitter cuts any text at any places: the lines are those of strings.Split.
func FuzzSplitter(f *testing.F) {
	f.Add("a\nb\r\n\nc", 2, 4)
	f.Add("", 1, 0)
	f.Add(strings.Repeat("x", 50)+"\n"+strings.Repeat("y", 9), 7, 8)
	f.Fuzz(func(t *testing.T, text string, size, most int) {
		size, most = 1+abs(size)%100, 1+abs(most)%64
		var got []string
		s := Splitter{Max: most}
		for rest := []byte(text); len(rest) > 0; {
			n := min(size, len(rest))
			s.Write(rest[:n], collect(&got))
			rest = rest[n:]
		}
		s.Finish(collect(&got))
		require.Equal(t, plainLines(text, most), got)
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}

func plainLines(text string, most int) []string {
	var want []string
	lines := bytes.Split([]byte(text), []byte("\n"))
	if last := len(lines) - 1; len(lines[last]) == 0 {
		lines = lines[:last]
	}
	for i, l := range lines {
		mark := ""
		if len(l) > most {
			l, mark = l[:most], "!"
		}
		want = append(want, fmt.Sprintf("%d:%s%s", i+1, bytes.TrimSuffix(l, []byte("\r")), mark))
	}
	return want
}
