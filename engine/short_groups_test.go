package engine_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestShortWaysAgree goes through random histories with statements for which aggregation has short
// ways (rows that leave in order are not looked up, a batch that goes is cleared, what leaves as it
// enters is not told, rows leave as they are made) and with the same ones written so that it has none:
// a where clause that lets everything through, a filter on each call, and an order that is none.
func TestShortWaysAgree(t *testing.T) {
	windows := []string{
		"#length(3)", "#time(5 sec)", "#length_batch(3)", "#time_batch(4 sec)", "#sort(3, n)", "#sort(3, n desc, j)",
		"#unique(j)", "#rank(j, 2, n)", "#keepall", "#ext_timed(ts, 4 sec)", "#time_length_batch(4 sec, 3)",
		"#groupwin(j)#length(2)", "#time_accum(2 sec)", "#firstlength(4)", "#lastevent", "#ext_timed_batch(ts, 3 sec)",
		"#length(4)#unique(j)", "#time_batch(4 sec, 'force_update')", "#expr(current_count <= 3)",
	}
	for seed := range int64(300) {
		r := rand.New(rand.NewSource(seed))
		pick := func(of ...string) string { return of[r.Intn(len(of))] }
		text := "@name('o') select "
		if by := pick("", " group by k", " group by k", " group by k, j"); r.Intn(4) > 0 {
			text += pick("", "", "irstream ", "rstream ") + pick("", "k, ", "k, j, ", "n, ") +
				"sum(n%[1]s) as s, count(*%[1]s) as c, max(n%[1]s) as m, avg(n%[1]s) as a, median(n%[1]s) as d from A" +
				windows[r.Intn(len(windows))] + "%[2]s" + by + pick("", "", "", " having sum(n) > 4")
		} else {
			text += pick("k, n", "n + 1 as n", "*") + "%.0[1]s from A" + windows[r.Intn(len(windows))] + "%[2]s"
		}
		text += pick("", "", "", "", " output snapshot every 3 sec", " output last every 2 events", " output all every 3 sec",
			" output first every 2 events", " output every 3 events", " output last every 3 sec")
		short, long := newBench(t), newBench(t)
		for _, b := range []*bench{short, long} {
			b.deploy("create schema A(k string, j int, n int, ts long)")
		}
		short.deploy(fmt.Sprintf(text, "", ""))
		long.deploy(fmt.Sprintf(text, ", filter: n > -1", " where n > -1") + " order by 0")
		runBeside(t, r, seed, text, short, long)
	}
}

func runBeside(t *testing.T, r *rand.Rand, seed int64, text string, short, long *bench) {
	now := int64(0)
	for step := range 80 {
		switch r.Intn(8) {
		case 0:
			now += int64(r.Intn(3000))
			require.NoError(t, short.Advance(now))
			require.NoError(t, long.Advance(now))
		case 1:
			short.reload()
		default:
			ev := fmt.Sprintf(`{"k":"%s","j":%d,"n":%d,"ts":%d}`, string(rune('a'+r.Intn(3))), r.Intn(3), r.Intn(6), now)
			short.send("A", ev)
			long.send("A", ev)
		}
		require.Equal(t, long.take(), short.take(), "seed %d step %d\n%s", seed, step, text)
		if step%10 == 0 {
			require.Equal(t, contents(long), contents(short), "seed %d step %d\n%s", seed, step, text)
		}
	}
}

func contents(b *bench) string {
	var rows []string
	for _, d := range b.Deployments() {
		if s := d.Statement("o"); s != nil {
			for row := range s.Rows() {
				rows = append(rows, row.String())
			}
		}
	}
	return strings.Join(rows, "\n")
}
