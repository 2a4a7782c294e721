package rowrecog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

type generator struct {
	r     *rand.Rand
	loops bool // over what may take no row
}

func (g *generator) rx(depth int) *rx {
	if depth == 0 || g.r.IntN(4) == 0 {
		return &rx{op: 'v', name: byte('A' + g.r.IntN(4))}
	}
	kids := func(n int) (list []*rx) {
		for range n {
			list = append(list, g.rx(depth-1))
		}
		return list
	}
	switch g.r.IntN(7) {
	case 0, 1, 2:
		return &rx{op: '.', kids: kids(2 + g.r.IntN(2))}
	case 3:
		return &rx{op: '|', kids: kids(2)}
	case 4:
		if g.r.IntN(3) == 0 {
			return &rx{op: '#', kids: kids(2 + g.r.IntN(2))}
		}
	}
	return g.repeat(kids(1)[0])
}

func (g *generator) repeat(k *rx) *rx {
	x := &rx{op: '*', kids: []*rx{k}, high: -1}
	if k.op == '*' || k.op == '#' { // one quantifier needs parentheses before the next
		x.kids[0] = &rx{op: '.', kids: []*rx{k, {op: 'v', name: byte('A' + g.r.IntN(4))}}}
	}
	switch g.r.IntN(6) {
	case 0:
		x.suffix = "*"
	case 1:
		x.low, x.suffix = 1, "+"
	case 2:
		x.high, x.suffix = 1, "?"
	case 3:
		x.low = 1 + g.r.IntN(2)
		x.high = x.low
		x.suffix = fmt.Sprintf("{%d}", x.low)
	case 4:
		x.low, x.high = 1, 1+g.r.IntN(3)
		x.suffix = fmt.Sprintf("{%d,%d}", x.low, x.high)
	case 5:
		x.high = 1 + g.r.IntN(3)
		x.suffix = fmt.Sprintf("{,%d}", x.high)
	}
	if x.high < 0 && x.kids[0].nullable() && !g.loops { // a loop over nothing
		return &rx{op: 'v', name: 'A'}
	}
	if len(x.suffix) == 1 && g.r.IntN(3) == 0 {
		x.reluctant = true
		x.suffix += "?"
	}
	return x
}

// clause writes the conditions and parses the whole.
func (g *generator) clause(t *testing.T, tw *twin) *ast.MatchRecognize {
	var defs []string
	order := variables(tw.x, nil)
	arrays := map[byte]bool{}
	markArrays(tw.x, false, map[byte]bool{}, arrays)
	for i, name := range order {
		c := condition{kind: g.r.IntN(5), n: int64(g.r.IntN(3))}
		if c.kind == 4 {
			if i == 0 {
				continue
			}
			c.other = order[g.r.IntN(i)]
			c.array = arrays[c.other]
		}
		if c.kind == 0 {
			continue
		}
		tw.conds[name] = c
		defs = append(defs, fmt.Sprintf("%c as %s", name, c.text(name)))
	}
	text := "select 1 from N match_recognize (partition by k measures 1 as x "
	if tw.all {
		text += "all matches "
	}
	text += tw.skip + " pattern (" + tw.x.text() + ")"
	if tw.interval > 0 {
		text += fmt.Sprintf(" interval %d msec", tw.interval)
	}
	if len(defs) > 0 {
		text += " define " + strings.Join(defs, ", ")
	}
	st, err := grammar.ParseStatement(text+")", grammar.Limits{})
	require.NoError(t, err, text)
	return st.(*ast.Select).Match
}

func variables(x *rx, seen []byte) []byte {
	if x.op == 'v' && !slices.Contains(seen, x.name) {
		seen = append(seen, x.name)
	}
	for _, k := range x.kids {
		seen = variables(k, seen)
	}
	return seen
}

func markArrays(x *rx, many bool, seen, arrays map[byte]bool) {
	if x.op == 'v' {
		arrays[x.name] = arrays[x.name] || many || seen[x.name]
		seen[x.name] = true
	}
	for _, k := range x.kids {
		markArrays(k, many || x.op == '*' && x.high != 1, seen, arrays)
	}
}
