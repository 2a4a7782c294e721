package tail

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rig is a followed file.
type rig struct {
	t     *testing.T
	path  string
	file  *File
	notes []string
}

func newRig(t *testing.T, content string, opt Options) *rig {
	r := &rig{t: t, path: filepath.Join(t.TempDir(), "app.log")}
	if content != "" {
		r.write(content)
	}
	opt.Note = func(s string) { r.notes = append(r.notes, strings.ReplaceAll(s, r.path, "FILE")) }
	var err error
	r.file, err = Open(r.path, opt)
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.file.Close() })
	return r
}

func (r *rig) write(content string) {
	require.NoError(r.t, os.WriteFile(r.path, []byte(content), 0o600))
}

func (r *rig) add(content string) {
	f, err := os.OpenFile(r.path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(r.t, err)
	_, err = f.WriteString(content)
	require.NoError(r.t, err)
	require.NoError(r.t, f.Close())
}

// read takes all lines that are there, and the state at the end.
func (r *rig) read() (got []string, last State) {
	for range 1000 {
		state, err := r.file.Read(collect(&got))
		require.NoError(r.t, err)
		if state != More {
			return got, state
		}
	}
	r.t.Fatal("it never comes to an end")
	return nil, Done
}

func (r *rig) expect(want ...string) {
	r.t.Helper()
	got, state := r.read()
	require.Equal(r.t, want, got)
	require.Equal(r.t, Idle, state)
}

func TestReadToTheEnd(t *testing.T) {
	r := newRig(t, "a\nb\nlast", Options{})
	got, state := r.read()
	require.Equal(t, []string{"1:a", "2:b", "3:last"}, got)
	require.Equal(t, Done, state)
}

func TestLongFile(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	r := newRig(t, b.String(), Options{})
	got, _ := r.read()
	require.Len(t, got, 20_000)
	require.Equal(t, "20000:line 19999", got[19_999])
}

func TestMissingFile(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none"), Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Open(t.TempDir(), Options{Follow: true})
	require.ErrorContains(t, err, "is a directory")
}

func TestFollowGrowing(t *testing.T) {
	r := newRig(t, "a\nb", Options{Follow: true})
	r.expect("1:a")
	r.expect()
	r.add("c\nd\n")
	r.expect("2:bc", "3:d")
	require.Empty(t, r.notes)
}

func TestFollowBeforeTheFileExists(t *testing.T) {
	r := newRig(t, "", Options{Follow: true})
	r.expect()
	r.expect()
	require.Equal(t, []string{"FILE is not there: waiting for it"}, r.notes)
	r.write("a\n")
	r.expect("1:a")
}

func TestFollowRotatedByRename(t *testing.T) {
	r := newRig(t, "a\npart", Options{Follow: true})
	r.expect("1:a")
	require.NoError(t, os.Rename(r.path, r.path+".1"))
	r.expect()
	f, err := os.OpenFile(r.path+".1", os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString("ial\nlate\nunfinished") // the program still has it open
	require.NoError(t, err)
	require.NoError(t, f.Close())
	r.expect("2:partial", "3:late")
	r.write("new\n")
	r.expect("4:unfinished", "1:new")
	require.Equal(t, []string{
		"FILE is not there: waiting for it", "FILE was replaced: going on with the new file",
	}, r.notes)
}

func TestFollowTruncated(t *testing.T) {
	r := newRig(t, "first line\nsecond line\n", Options{Follow: true})
	r.expect("1:first line", "2:second line")
	require.NoError(t, os.Truncate(r.path, 0))
	r.add("x\n")
	r.expect("1:x")
	require.Equal(t, []string{"FILE was truncated: reading it from its beginning"}, r.notes)
}

// TestFollowRefilled is a copytruncate after which the file is longer than before when it is looked at
// again.
func TestFollowRefilled(t *testing.T) {
	r := newRig(t, "short\n", Options{Follow: true})
	r.expect("1:short")
	require.NoError(t, os.Truncate(r.path, 0))
	r.add("a longer one\nand another\n")
	r.expect("1:a longer one", "2:and another")
}

func TestFollowVanishedAndBack(t *testing.T) {
	r := newRig(t, "a\n", Options{Follow: true})
	r.expect("1:a")
	require.NoError(t, os.Remove(r.path))
	r.expect()
	r.expect()
	r.write("b\n")
	r.expect("1:b")
	require.Len(t, r.notes, 2, "told once, and of the new file")
}

func TestPositionAndSeek(t *testing.T) {
	r := newRig(t, "one\ntwo\nthree\nfo", Options{Follow: true})
	var got []string
	_, err := r.file.Read(func(l Line) bool {
		return l.Number < 3 && collect(&got)(l)
	})
	require.NoError(t, err)
	require.Equal(t, []string{"1:one", "2:two"}, got)
	at := r.file.Position()
	require.Equal(t, Position{Offset: 8, Line: 2, Head: []byte("one\ntwo\n")}, at)

	again, err := Open(r.path, Options{Follow: true})
	require.NoError(t, err)
	defer func() { _ = again.Close() }()
	require.True(t, again.Seek(at))
	r.file = again
	r.expect("3:three")
	require.Equal(t, int64(14), again.Position().Offset)
	r.add("ur\n")
	r.expect("4:four")

	r.write("other\nlines\n here\n")
	other, err := Open(r.path, Options{})
	require.NoError(t, err)
	defer func() { _ = other.Close() }()
	require.False(t, other.Seek(at), "it begins otherwise")
	require.False(t, other.Seek(Position{Offset: 100}), "it is shorter")
	require.False(t, other.Seek(Position{Offset: -1}))
	r.file = other
	got, _ = r.read()
	require.Len(t, got, 3)
}

func TestPositionAfterLongLine(t *testing.T) {
	r := newRig(t, strings.Repeat("x", 100)+"\nab\n", Options{MaxLine: 10, Follow: true})
	r.expect("1:xxxxxxxxxx!", "2:ab")
	require.Equal(t, int64(104), r.file.Position().Offset)
	r.add(strings.Repeat("y", 50))
	r.expect()
	require.Equal(t, int64(104), r.file.Position().Offset, "a line without end is not taken")
}
