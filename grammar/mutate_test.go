package grammar_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

var tokenPattern = regexp.MustCompile("'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`|[A-Za-z_0-9$.]+|->|=>|[-!<>=|]+|\\S")

// TestMutations parses statements of the rule tests with tokens left out, doubled, or replaced
// by those of other statements. Random bytes seldom give anything that parses; this does, in one
// case of ten or so, and reaches corners of printer and grammar that nobody writes by hand.
func TestMutations(t *testing.T) {
	mutations := 20_000
	if testing.Short() {
		mutations = 5_000
	}
	parsed := mutate(t, rand.New(rand.NewPCG(1, 2)), mutations)
	t.Logf("%d of %d mutations parsed", parsed, mutations)
	if parsed < mutations/40 {
		t.Errorf("only %d of %d mutations parsed", parsed, mutations)
	}
}

// FuzzMutations is TestMutations with other seeds.
func FuzzMutations(f *testing.F) {
	f.Add(uint64(3))
	f.Fuzz(func(t *testing.T, seed uint64) { mutate(t, rand.New(rand.NewPCG(seed, 0)), 200) })
}

func mutate(t *testing.T, r *rand.Rand, mutations int) (parsed int) {
	corpus.Do(func() { corpus.statements = corpusTokens(t) })
	statements := corpus.statements
	for range mutations {
		tokens := append([]string(nil), statements[r.IntN(len(statements))]...)
		donor := statements[r.IntN(len(statements))]
		for range 1 + r.IntN(2) {
			tokens = mutateOnce(r, tokens, donor)
		}
		src := strings.Join(tokens, " ")
		parse := func(s string) (ast.Node, error) { return grammar.ParseStatement(s, grammar.Limits{}) }
		n, err := parse(src)
		if err != nil {
			n, err = grammar.ParseQuery(src, grammar.Limits{})
			parse = func(s string) (ast.Node, error) { return grammar.ParseQuery(s, grammar.Limits{}) }
		}
		if err != nil {
			checkErrors(t, src, err)
			continue
		}
		parsed++
		checkRoundTrip(t, n, parse)
	}
	return parsed
}

// mutateOnce changes one place of a statement.
func mutateOnce(r *rand.Rand, tokens, donor []string) []string {
	if len(tokens) == 0 {
		return donor
	}
	i := r.IntN(len(tokens))
	from := r.IntN(len(donor))
	to := min(len(donor), from+1+r.IntN(6))
	switch r.IntN(5) {
	case 0: // leave out
		return append(tokens[:i:i], tokens[i+1:]...)
	case 1: // double
		return append(tokens[:i+1:i+1], tokens[i:]...)
	case 2: // replace
		tokens[i] = donor[from]
		return tokens
	case 3: // insert a stretch
		return append(append(tokens[:i:i], donor[from:to]...), tokens[i:]...)
	default: // the end of another statement
		return append(tokens[:i:i], donor[from:]...)
	}
}

var corpus struct {
	sync.Once
	statements [][]string
}

// corpusTokens cuts the statements of the rule tests and of the golden files into tokens.
func corpusTokens(t testing.TB) [][]string {
	var list [][]string
	for _, b := range conformance(t) {
		for s := range strings.SplitSeq(b.src, ";") {
			if tokens := tokenPattern.FindAllString(s, -1); len(tokens) > 0 {
				list = append(list, tokens)
			}
		}
	}
	for _, s := range goldenInputs(t) {
		list = append(list, tokenPattern.FindAllString(s, -1))
	}
	return list
}

// goldenInputs gives the input lines of the golden files, several times over: they hold the
// rarer constructs, the rule tests the frequent ones.
func goldenInputs(t testing.TB) []string {
	files, err := filepath.Glob("testdata/golden/*")
	require.NoError(t, err)
	var list []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		input := false
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSuffix(line, "\n")
			switch line {
			case "statements", "queries":
				input = true
			case "----", "":
				input = false
			default:
				if input {
					list = append(list, line, line, line, line, line)
				}
			}
		}
	}
	return list
}
