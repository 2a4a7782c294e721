package ruletest

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The parts of a statement: every combination of them is one.
var (
	lists = []string{ // one of each row kind, and with having
		"k, v", "distinct k", "sum(v) as s, count(*) as c", "k, sum(v) as s",
		"k, max(v) as m, count(*) as c|group by k", "k, v, avg(v) as a|group by k",
		"k, g, sum(v) as s|group by rollup(k, g)", "k, sum(v) as s|group by k having sum(v) > 4",
		"sum(v) as s|having sum(v) > 4", "k, sum(v, group_by: g) as s, sum(v) as t|group by k",
		"k, prior(1, v) as p, sum(v) as s", "k, sum(distinct v) as s, first(v) as f|group by k",
	}
	streams = []string{"", "irstream ", "rstream "}
	windows = []string{
		"", "#length(3)", "#time(7 sec)", "#length_batch(3)", "#time_batch(5 sec)", "#unique(k)",
		"#groupwin(k)#length(2)", "#sort(3, v desc)", "#time_accum(4 sec)", "#keepall",
		"#length(4)#unique(g)", "#firstunique(k)", "#time_order(t, 6 sec)",
	}
	rates = []string{
		"", "output every 3 events", "output last every 2 events", "output all every 3 events",
		"output first every 3 events", "output snapshot every 2 events", "output every 4 sec",
		"output last every 4 sec", "output all every 4 sec", "output first every 4 sec",
		"output snapshot every 4 sec", "output after 2 events", "output when count_insert >= 2",
	}
	tails = []string{"", " order by k desc", " limit 2"}
)

// history is a play block: events of few keys, steps of the clock.
func history(r *rand.Rand) []string {
	var steps []string
	for now := 0; len(steps) < 25; {
		if r.Intn(3) == 0 {
			now += 1 + r.Intn(5000)
			steps = append(steps, fmt.Sprintf("@%d", now))
			continue
		}
		v := fmt.Sprint(r.Intn(6))
		if r.Intn(12) == 0 {
			v = "null"
		}
		steps = append(steps, fmt.Sprintf(`E {"k":"%c","g":%d,"v":%s,"t":%d}`,
			'a'+rune(r.Intn(3)), r.Intn(2), v, now-r.Intn(3000)))
	}
	return steps
}

// Whatever a statement is made of, saving and restoring it after any step, printing it and having a
// twin beside it change nothing. One in a few of all combinations is tried, others in each shard.
func TestEveryCombinationInEveryWay(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	share := 23
	if testing.Short() {
		share = 150
	}
	tried := 0
	for _, list := range lists {
		for _, stream := range streams {
			for _, win := range windows {
				for _, rate := range rates {
					if r.Intn(share) != 0 {
						continue
					}
					tail := tails[r.Intn(len(tails))]
					cols, group, _ := strings.Cut(list, "|")
					if !strings.Contains(cols, "k") {
						tail = ""
					}
					epl := strings.Join(strings.Fields(fmt.Sprintf("@name('out') select %s%s from E%s %s %s%s",
						stream, cols, win, group, rate, tail)), " ")
					everyWay(t, epl, history(r))
					tried++
				}
			}
		}
	}
	t.Logf("%d statements", tried)
}

func everyWay(t *testing.T, epl string, steps []string) {
	t.Helper()
	schema := "create schema E(k string, g int, v int, t long);"
	f := &File{Blocks: []*Block{
		{Directive: "deploy", Input: []string{schema, epl}, Want: []string{"ok"}},
		{Directive: "play", Arg: "ordered", Input: steps},
		{Directive: "iterate", Arg: "out"},
	}}
	for i := range f.Blocks {
		f.Blocks[i].Line = i + 1
	}
	for _, fail := range Run(f, Plain).Failures {
		require.NoError(t, fail.Err, epl)
		if fail.Block.Directive == "deploy" {
			return // refused, such as distinct with a later order by
		}
		fail.Block.Want = fail.Got
	}
	for _, way := range Ways {
		out := Run(f, way)
		for _, fail := range out.Failures {
			var b strings.Builder
			fail.Print(&b, epl)
			t.Fatalf("%s\n%s\n%s", way, b.String(), strings.Join(steps, "\n"))
		}
	}
}
