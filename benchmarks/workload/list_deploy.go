package workload

import "fmt"

// deployCount is the number of statements of a deployment workload.
const deployCount = 1000

// Deploys returns the workloads that only deploy, one text after another; what counts is the time
// of the first and of all.
func Deploys() []*Workload {
	return []*Workload{
		deploying("alike", "statements that differ in a constant", alikeText),
		deploying("different", "statements that differ in shape", differentText),
	}
}

func deploying(id, title string, text func(k int) string) *Workload {
	w := &Workload{
		ID: "deploy/" + id, Title: fmt.Sprintf("%s %s", thousands(deployCount), title),
		Stream: TradeStream, NKey: 1000, PerMS: 10, Full: Scale{"deploy", 0, 0}, Size: deployCount,
	}
	for k := range deployCount {
		w.Texts = append(w.Texts, text(k))
	}
	return w
}

func alikeText(k int) string {
	return fmt.Sprintf("@name('out') select symbol, price from Trade(symbol='S%07d')", k)
}

// differentText combines five select lists, filters and windows, two groupings and four ways of
// output: a thousand different plans.
func differentText(k int) string {
	selects := [...]string{
		"symbol, avg(price) as x", "symbol, max(price) as x, count(*) as c",
		"symbol, sum(volume) as x", "symbol, min(price) as x, max(volume) as y",
		"symbol, avg(price*volume) as x",
	}
	filters := [...]string{
		"exch='A'", "exch='A' and price > 100", "exch != 'A' and volume < 500",
		"exch in ('A','B') and price between 10 and 90", "exch='A' or price <= 50",
	}
	windows := [...]string{
		"#time(60 sec)", "#length(100)", "#time_batch(10 sec)", "#length_batch(50)", "#keepall",
	}
	groups := [...]string{" group by symbol", " group by symbol, exch"}
	outputs := [...]string{
		"", " having count(*) > 3", " output last every 10 seconds", " output first every 5 events",
	}
	pick := func(n int) int {
		v := k % n
		k /= n
		return v
	}
	selected, filter := selects[pick(5)], filters[pick(5)]
	window, group, output := windows[pick(5)], groups[pick(2)], outputs[pick(4)]
	return "@name('out') select " + selected + " from Trade(" + filter + ")" + window + group + output
}
