package main

import (
	"slices"

	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
	"github.com/cephei-go/cephei/stats/anomaly"
)

// timedRuns is how often a detector is timed; the best run counts, as neighbours only slow it down.
const timedRuns = 3

func printCorpus(out *printer, files []*scorer.File) {
	rows, windows := 0, 0
	for _, f := range files {
		rows += len(f.Values)
		windows += len(f.Windows)
	}
	out.printf("corpus: %d files, %d rows, %d windows\n", len(files), rows, windows)
}

// printOne reports on one subject: scores by profile and by directory, speed, and the others.
func printOne(out *printer, files []*scorer.File, name string, build builder) error {
	o, err := play(files, build)
	if err != nil {
		return err
	}
	out.printf("\n%s\n  %-22s %8s %9s %9s %8s\n", name,
		"profile", "score", "windows", "alarms*", "best**")
	for _, p := range scorer.Profiles {
		own, best := o.own(files, p), o.best(files, p)
		out.printf("  %-22s %8.2f %5d/%-3d %9d %8.2f\n",
			p.Name, own.Score, own.Found, own.Windows, own.FalseAlarms, best.Score)
	}
	out.printf("  * outside windows, at the detector's own threshold, one for all files\n")
	out.printf("  ** at the threshold that the labels say is best, as NAB reports\n")
	printDirectories(out, files, o)
	ns, err := speed(files, build)
	if err != nil {
		return err
	}
	out.printf("\n  %.0f ns of processor time a point (best of %d runs over the corpus)\n", ns, timedRuns)
	printPublished(out, files)
	return nil
}

// printDirectories reports by directory, at the detector's own threshold.
func printDirectories(out *printer, files []*scorer.File, o outcome) {
	out.printf("\n  %-22s %8s %8s %8s %9s %8s\n", "directory", "standard", "low_FP", "low_FN",
		"windows", "alarms*")
	var dirs []string
	for _, f := range files {
		if !slices.Contains(dirs, f.Dir) {
			dirs = append(dirs, f.Dir)
		}
	}
	for _, dir := range dirs {
		part, alarms := only(files, o.alarms, dir)
		out.printf("  %-22s", dir)
		var r scorer.Result
		for _, p := range scorer.Profiles {
			r = scorer.At(part, alarms, p, 1)
			if r.Windows == 0 {
				out.printf(" %8s", "-")
				continue
			}
			out.printf(" %8.1f", r.Score)
		}
		out.printf(" %5d/%-3d %8d\n", r.Found, r.Windows, r.FalseAlarms)
	}
}

// only picks the files of a directory with their scores.
func only(files []*scorer.File, scores [][]float64, dir string) ([]*scorer.File, [][]float64) {
	var part []*scorer.File
	var of [][]float64
	for i, f := range files {
		if f.Dir == dir {
			part, of = append(part, f), append(of, scores[i])
		}
	}
	return part, of
}

// speed measures nanoseconds of processor time a point over the corpus, construction of the
// detectors left out.
func speed(files []*scorer.File, build builder) (float64, error) {
	least := 0.0
	for range timedRuns {
		points, ns := 0, int64(0)
		for _, f := range files {
			d, err := build()
			if err != nil {
				return 0, err
			}
			start := spent()
			for i, x := range f.Values {
				d.Update(f.Times[i], x)
			}
			ns += spent() - start
			points += len(f.Values)
		}
		if a := float64(ns) / float64(max(points, 1)); least == 0 || a < least {
			least = a
		}
	}
	return least, nil
}

// printAll reports one line a detector, alone and with a quiet after each alarm.
func printAll(out *printer, files []*scorer.File) error {
	out.printf("\nown threshold, with a quiet after each alarm; and best threshold, plain and quiet\n")
	out.printf("  %-16s %6s %6s %6s %8s %7s %7s %7s %7s\n", "detector", "std", "lowFP", "lowFN",
		"windows", "alarms*", "best", "quiet", "ns")
	for _, def := range anomaly.Builtin() {
		if def.New == nil {
			continue
		}
		if err := printLine(out, files, def.Name); err != nil {
			return err
		}
	}
	for _, name := range []string{"tail(mean_shift)", "tail(ewma_chart)", "rank(discord)"} {
		if err := printLine(out, files, name); err != nil {
			return err
		}
	}
	printPublished(out, files)
	return nil
}

// printLine reports on one detector in one line.
func printLine(out *printer, files []*scorer.File, name string) error {
	plainBuild, err := parseDetector(name)
	if err != nil {
		return err
	}
	quietBuild, err := parseDetector("quiet(" + name + ")")
	if err != nil {
		return err
	}
	plain, err := play(files, plainBuild)
	if err != nil {
		return err
	}
	quiet, err := play(files, quietBuild)
	if err != nil {
		return err
	}
	ns, err := speed(files, plainBuild)
	if err != nil {
		return err
	}
	var scores [3]float64
	var r scorer.Result
	for i, p := range scorer.Profiles {
		r = quiet.own(files, p)
		scores[i] = r.Score
	}
	standard := scorer.Profiles[0]
	out.printf("  %-16s %6.1f %6.1f %6.1f %4d/%-3d %7d %7.1f %7.1f %7.0f\n", name,
		scores[0], scores[1], scores[2], r.Found, r.Windows, r.FalseAlarms,
		plain.best(files, standard).Score, quiet.best(files, standard).Score, ns)
	return nil
}
