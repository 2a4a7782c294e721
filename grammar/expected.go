package grammar

import (
	"slices"
	"strings"

	"github.com/antlr4-go/antlr/v4"

	"github.com/cephei-go/cephei/grammar/gen"
)

// Groups of tokens that a message names by one word.
var (
	expressionTokens = []int{
		gen.EPLLexerINT, gen.EPLLexerLONG, gen.EPLLexerHEX, gen.EPLLexerFLOAT,
		gen.EPLLexerSTRING, gen.EPLLexerTRUE, gen.EPLLexerFALSE, gen.EPLLexerNULL, gen.EPLLexerCASE,
		gen.EPLLexerNOT, gen.EPLLexerNEW, gen.EPLLexerCAST, gen.EPLLexerEXISTS,
		gen.EPLLexerINSTANCEOF, gen.EPLLexerTYPEOF, gen.EPLLexerLPAREN, gen.EPLLexerLCURLY,
		gen.EPLLexerQUESTION, gen.EPLLexerMINUS, gen.EPLLexerPLUS,
	}
	numberTokens   = []int{gen.EPLLexerINT, gen.EPLLexerLONG, gen.EPLLexerHEX, gen.EPLLexerFLOAT}
	operatorTokens = []int{
		gen.EPLLexerPLUS, gen.EPLLexerMINUS, gen.EPLLexerSTAR,
		gen.EPLLexerSLASH, gen.EPLLexerPERCENT, gen.EPLLexerCONCAT, gen.EPLLexerBITAND,
		gen.EPLLexerBITOR, gen.EPLLexerBITXOR, gen.EPLLexerEQ, gen.EPLLexerNE, gen.EPLLexerLT,
		gen.EPLLexerLE, gen.EPLLexerGT, gen.EPLLexerGE, gen.EPLLexerIS, gen.EPLLexerIN,
		gen.EPLLexerLIKE, gen.EPLLexerREGEXP, gen.EPLLexerBETWEEN, gen.EPLLexerAND,
		gen.EPLLexerOR, gen.EPLLexerNOT, gen.EPLLexerDOT, gen.EPLLexerDOTSTAR,
		gen.EPLLexerQUESTION, gen.EPLLexerLPAREN, gen.EPLLexerLBRACK, gen.EPLLexerESCAPE,
	}
)

// clauseOrder are the keywords that a message names first, in the order of a statement.
var clauseOrder = []int{
	gen.EPLLexerSELECT, gen.EPLLexerCREATE, gen.EPLLexerON, gen.EPLLexerINSERT,
	gen.EPLLexerINTO, gen.EPLLexerAS, gen.EPLLexerFROM, gen.EPLLexerSET, gen.EPLLexerWHERE,
	gen.EPLLexerGROUP, gen.EPLLexerHAVING, gen.EPLLexerOUTPUT, gen.EPLLexerORDER, gen.EPLLexerLIMIT,
	gen.EPLLexerEVERY, gen.EPLLexerWHEN, gen.EPLLexerTHEN, gen.EPLLexerELSE, gen.EPLLexerEND,
}

// expectedLimit is how many alternatives a message names.
const expectedLimit = 9

// describe puts a set of tokens into a few words: groups first, then keywords and symbols. It
// uses the set up.
func describe(set map[int]bool) []string {
	d := description{set: set}
	named := []int{gen.EPLLexerIDENT, gen.EPLLexerTICKED}
	isExpr := set[gen.EPLLexerSTRING] && set[gen.EPLLexerIDENT]
	isOperator := set[gen.EPLLexerSLASH]
	// the words of the rule name are in the set if names are, and a few words always together
	d.group(set[gen.EPLLexerSETS] && set[gen.EPLLexerUSES], "", softKeywords()...)
	d.group(isExpr, "an expression", slices.Concat(expressionTokens, named)...)
	// an alias is possible nearly everywhere behind an operand: not worth a word
	d.group(isOperator, "", named...)
	d.group(set[gen.EPLLexerIDENT], "a name", named...)
	d.group(set[gen.EPLLexerINT], "a number",
		slices.Concat(numberTokens, []int{gen.EPLLexerPLUS, gen.EPLLexerMINUS})...)
	d.group(set[gen.EPLLexerDOTSTAR], "", gen.EPLLexerDOTSTAR, gen.EPLLexerDOT,
		gen.EPLLexerQUESTION, gen.EPLLexerLBRACK, gen.EPLLexerLPAREN)
	d.group(set[gen.EPLLexerARROW], "", gen.EPLLexerMINUS)
	d.group(isOperator, "", operatorTokens...)
	d.group(set[gen.EPLLexerSECONDS], "a unit of time",
		between(gen.EPLLexerYEARS, gen.EPLLexerMICROSECONDS)...)
	d.spell()
	if isOperator {
		d.words = append(d.words, "an operator")
	}
	if set[antlr.TokenEOF] {
		d.words = append(d.words, "the end of the statement")
	}
	if len(d.words) > expectedLimit {
		d.words = append(d.words[:expectedLimit-1], "something else")
	}
	return d.words
}

// description collects the words for a set of tokens, and takes out of it what has its word.
type description struct {
	set   map[int]bool
	words []string
}

// group names some tokens by one word, or by none.
func (d *description) group(cond bool, word string, tokens ...int) {
	if !cond {
		return
	}
	if word != "" {
		d.words = append(d.words, word)
	}
	for _, typ := range tokens {
		delete(d.set, typ)
	}
}

// spell names single tokens: keywords in the order of a statement, other keywords, symbols.
func (d *description) spell() {
	count := len(gen.EPLLexerLexerStaticData.SymbolicNames)
	for _, typ := range slices.Concat(clauseOrder, between(gen.EPLLexerALL, count-1),
		[]int{gen.EPLLexerAND_WHEN}) {
		d.group(d.set[typ], spelled(typ), typ)
	}
}

// spelled gives the text of a token as a message shows it.
func spelled(typ int) string {
	switch typ {
	case gen.EPLLexerSTRING:
		return "a string"
	case gen.EPLLexerAND_WHEN:
		return "'and when terminated'"
	}
	return "'" + spelling(typ) + "'"
}

// spelling gives the text of a token that has only one.
func spelling(typ int) string {
	names := gen.EPLLexerLexerStaticData.LiteralNames
	if typ < len(names) && names[typ] != "" {
		return strings.ToLower(strings.Trim(names[typ], "'"))
	}
	return strings.ToLower(gen.EPLLexerLexerStaticData.SymbolicNames[typ])
}

// softKeywords are the keywords that may be names.
func softKeywords() []int { return between(gen.EPLLexerEVERY, gen.EPLLexerMICROSECONDS) }

// between lists the types of tokens from one to another.
func between(from, to int) []int {
	var list []int
	for typ := from; typ <= to; typ++ {
		list = append(list, typ)
	}
	return list
}
