package grammar

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
)

// suggest looks for a small change that lets the parser get further, and says so. Each idea is
// tried out, so that a suggestion never leads nowhere.
func (j *job) suggest(err *SyntaxError, a *attempt, want map[int]bool) {
	if j.suggestSymbol(err, a) || j.suggestTicks(err, a, want) {
		return
	}
	for i := a.failed; i >= 0 && i >= a.failed-2; i-- {
		isName := i < len(a.tokens) && a.tokens[i].typ == gen.EPLLexerIDENT
		if isName && j.suggestKeyword(err, a, i) {
			return
		}
	}
}

// reach parses the statement with one token of another type and returns how far that gets.
func (j *job) reach(a *attempt, index, typ int) int {
	was := a.tokens[index].typ
	a.tokens[index].typ = typ
	defer func() { a.tokens[index].typ = was }()
	_, failed := j.try(a.tokens, a.end, a.rule, antlr.PredictionModeLL, nil)
	if failed < 0 {
		return math.MaxInt
	}
	return failed
}

// maxTries is how many keywords are tried in the place of one word.
const maxTries = 4

// suggestKeyword tries keywords that are spelled nearly like the word at an index.
func (j *job) suggestKeyword(err *SyntaxError, a *attempt, index int) bool {
	text := strings.ToLower(a.tokens[index].text)
	for n, k := range nearKeywords(text) {
		if n == maxTries {
			break
		}
		if j.reach(a, index, k.typ) <= max(a.failed, index) {
			continue
		}
		err.Suggestion = "did you mean '" + k.text + "'?"
		if index != a.failed {
			t := &a.tokens[index]
			err.Pos = t.pos()
			err.Message = "unexpected " + quote(t.text)
			err.LineText = lineAt(j.text, t.offset)
		}
		return true
	}
	return false
}

// nameLike are reserved words that people use as names of types and columns.
var nameLike = map[int]bool{
	gen.EPLLexerALL: true, gen.EPLLexerANY: true, gen.EPLLexerASC: true, gen.EPLLexerBY: true,
	gen.EPLLexerCASE: true, gen.EPLLexerCREATE: true, gen.EPLLexerDELETE: true,
	gen.EPLLexerDESC: true, gen.EPLLexerELSE: true, gen.EPLLexerEND: true, gen.EPLLexerGROUP: true,
	gen.EPLLexerIN: true, gen.EPLLexerINNER: true, gen.EPLLexerINSERT: true, gen.EPLLexerJOIN: true,
	gen.EPLLexerLIKE: true, gen.EPLLexerLIMIT: true, gen.EPLLexerNEW: true, gen.EPLLexerON: true,
	gen.EPLLexerORDER: true, gen.EPLLexerOUTPUT: true, gen.EPLLexerSET: true,
	gen.EPLLexerSOME: true, gen.EPLLexerTERMINATED: true, gen.EPLLexerUPDATE: true,
}

// suggestTicks proposes back-ticks for a keyword that stands where a name could stand.
func (j *job) suggestTicks(err *SyntaxError, a *attempt, want map[int]bool) bool {
	if a.failed >= len(a.tokens) || !want[gen.EPLLexerTICKED] {
		return false
	}
	t := &a.tokens[a.failed]
	if !nameLike[t.typ] || j.reach(a, a.failed, gen.EPLLexerIDENT) <= a.failed+1 {
		return false
	}
	err.Code = CodeReserved
	err.Message = quote(t.text) + " is a keyword"
	err.Suggestion = "write `" + t.text + "` in back-ticks to use it as a name"
	return true
}

// suggestSymbol recognises operators of other languages.
func (j *job) suggestSymbol(err *SyntaxError, a *attempt) bool {
	if a.failed == 0 || a.failed >= len(a.tokens) {
		return false
	}
	was, now := &a.tokens[a.failed-1], &a.tokens[a.failed]
	switch {
	case was.end != now.offset:
		return false
	case was.typ == gen.EPLLexerEQ && now.typ == gen.EPLLexerEQ:
		err.Suggestion = "equality is written '='"
	case was.typ == gen.EPLLexerBITAND && now.typ == gen.EPLLexerBITAND:
		err.Suggestion = "write 'and'"
	case was.typ == gen.EPLLexerMINUS && now.typ == gen.EPLLexerMINUS:
		err.Suggestion = "comments begin with '//'"
	default:
		return false
	}
	return true
}

// keyword is a keyword with its distance to a word.
type keyword struct {
	text     string
	typ      int
	distance int
}

// keywords are all that may be proposed.
var keywords = sync.OnceValue(func() []keyword {
	gen.EPLLexerInit()
	var list []keyword
	for typ := gen.EPLLexerALL; isKeyword(typ); typ++ {
		list = append(list, keyword{text: spelling(typ), typ: typ})
	}
	return list
})

// nearKeywords returns the keywords that are spelled nearly like the word, nearest first.
func nearKeywords(word string) []keyword {
	var list []keyword
	for _, k := range keywords() {
		k.distance = distance(word, k.text)
		if isNear(k.distance, word) {
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b keyword) int {
		return cmp.Compare(a.distance, b.distance)
	})
	return list
}

// nearest returns the word of a list that is spelled most like the given one, or "".
func nearest(word string, list []string) string {
	best, found := math.MaxInt, ""
	for _, w := range list {
		if d := distance(strings.ToLower(word), w); isNear(d, word) && d < best {
			best, found = d, w
		}
	}
	return found
}

// isNear reports whether a distance is small for the length of a word.
func isNear(distance int, word string) bool {
	return distance <= 2 && distance*3 <= len(word)+1
}

// distance counts the edits between two words: insert, delete, replace, swap neighbours.
func distance(a, b string) int {
	if len(a) > len(b)+2 || len(b) > len(a)+2 {
		return math.MaxInt / 8
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
