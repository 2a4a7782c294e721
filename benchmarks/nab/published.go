package main

import (
	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
)

// entry is a line of a leaderboard: standard, low FP, low FN.
type entry struct {
	name   string
	scores [3]float64
}

// publishedWhole are the scores of the whole corpus (58 files, 116 windows) as published in the
// repositories of NAB and of ARTime; each at its best threshold.
var publishedWhole = []entry{
	{"ARTime", [3]float64{74.9, 65.2, 80.4}},
	{"Numenta HTM", [3]float64{70.1, 63.1, 74.3}},
	{"CAD OSE", [3]float64{69.9, 67.0, 73.2}},
	{"htm.java", [3]float64{65.5, 53.3, 70.4}},
	{"Numenta TM", [3]float64{64.6, 56.7, 69.2}},
	{"earthgecko Skyline", [3]float64{58.2, 46.2, 63.8}},
	{"KNN CAD", [3]float64{58.0, 43.4, 64.8}},
	{"relative entropy", [3]float64{54.6, 47.6, 58.8}},
	{"random cut forest", [3]float64{51.7, 38.4, 59.7}},
	{"Twitter ADVec", [3]float64{47.1, 33.6, 53.5}},
	{"windowed gaussian", [3]float64{39.6, 20.9, 47.4}},
	{"Etsy Skyline", [3]float64{35.7, 27.1, 44.5}},
	{"Bayes changepoint", [3]float64{17.7, 3.2, 32.2}},
	{"EXPoSE", [3]float64{16.4, 3.2, 26.9}},
	{"random", [3]float64{16.8, 5.8, 25.9}},
	{"null", [3]float64{0, 0, 0}},
}

// publishedHalf are the scores of every second file (29 files, 61 windows, the even ones of the
// sorted names), worked out from the scores per row that the NAB repository holds; each at its best
// threshold on this half.
var publishedHalf = []entry{
	{"ARTime", [3]float64{75.1, 65.4, 80.6}},
	{"Numenta HTM", [3]float64{70.7, 63.9, 75.0}},
	{"htm.java", [3]float64{68.7, 63.8, 72.0}},
	{"earthgecko Skyline", [3]float64{58.3, 47.8, 63.4}},
	{"KNN CAD", [3]float64{58.3, 45.5, 64.6}},
	{"relative entropy", [3]float64{56.2, 48.4, 61.0}},
	{"windowed gaussian", [3]float64{47.4, 31.6, 55.0}},
	{"Etsy Skyline", [3]float64{35.0, 28.7, 41.9}},
	{"random", [3]float64{15.0, 6.0, 26.6}},
}

const (
	wholeFiles = 58
	halfFiles  = 29
)

// printPublished prints the figures of others for this corpus, if there are any.
func printPublished(out *printer, files []*scorer.File) {
	var list []entry
	switch len(files) {
	case wholeFiles:
		list = publishedWhole
	case halfFiles:
		list = publishedHalf
	default:
		return
	}
	out.printf("\npublished, for %d files (best threshold of each; not run here)\n", len(files))
	for _, e := range list {
		out.printf("  %-24s %6.1f %6.1f %6.1f\n", e.name, e.scores[0], e.scores[1], e.scores[2])
	}
}
