package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/cephei-go/cephei/benchmarks/nab/scorer"
	"github.com/cephei-go/cephei/stats/anomaly"
)

// constant is one constant of the default detector and how to scale it.
type constant struct {
	name  string
	scale func(o *anomaly.Options, by float64)
}

func whole(v *int, by float64) { *v = int(math.Round(float64(*v) * by)) }

// constants lists all of them.
var constants = []constant{
	{"all block lengths", func(o *anomaly.Options, by float64) {
		blocks := append([]int(nil), o.Blocks...)
		for i := range blocks {
			whole(&blocks[i], by)
		}
		o.Blocks = blocks
	}},
	{"shortest block", scaleBlock(0)},
	{"middle block", scaleBlock(1)},
	{"longest block", scaleBlock(2)},
	{"lags", func(o *anomaly.Options, by float64) { whole(&o.Lags, by) }},
	{"gap", func(o *anomaly.Options, by float64) { whole(&o.Gap, by) }},
	{"neighbours", func(o *anomaly.Options, by float64) { whole(&o.Neighbours, by) }},
	{"memory", func(o *anomaly.Options, by float64) { o.Memory *= by }},
	{"relief", func(o *anomaly.Options, by float64) { o.Relief *= by }},
	{"horizon of distances", func(o *anomaly.Options, by float64) { o.Horizon *= by }},
	{"warm blocks", func(o *anomaly.Options, by float64) { whole(&o.WarmBlocks, by) }},
	{"threshold of shape", func(o *anomaly.Options, by float64) { o.ShapeSigma *= by }},
	{"threshold of season", func(o *anomaly.Options, by float64) { o.SeasonSigma *= by }},
	{"days of season", func(o *anomaly.Options, by float64) { whole(&o.SeasonDays, by) }},
	{"range tolerance", func(o *anomaly.Options, by float64) { o.Range.Tolerance *= by }},
	{"range warm-up", func(o *anomaly.Options, by float64) { whole(&o.Range.Warm, by) }},
	{"range horizon", func(o *anomaly.Options, by float64) { whole(&o.Range.Horizon, by) }},
	{"calm tolerance", func(o *anomaly.Options, by float64) { o.CalmShare *= by }},
	{"calm points", func(o *anomaly.Options, by float64) { whole(&o.CalmPoints, by) }},
	{"quiet points", func(o *anomaly.Options, by float64) { whole(&o.QuietPoints, by) }},
	{"quiet share", func(o *anomaly.Options, by float64) { o.QuietShare *= by }},
}

// scaleBlock scales one block length alone.
func scaleBlock(i int) func(o *anomaly.Options, by float64) {
	return func(o *anomaly.Options, by float64) {
		blocks := append([]int(nil), o.Blocks...)
		whole(&blocks[i], by)
		o.Blocks = blocks
	}
}

const (
	quarterLess, quarterMore = 0.75, 1.25
	// overfit is the loss of points that shows a constant to be fitted to the corpus.
	overfit = 4
	phases  = 16 // of the longest block
	// lateRuns withhold 0, 1, .. times lateStep rows.
	lateRuns, lateStep = 16, 7
)

// variant is the default detector with some constants changed, played over the corpus.
type variant struct {
	name   string
	played outcome
	scores [3]float64
}

func playVariant(files []*scorer.File, name string, o anomaly.Options) (variant, error) {
	return playVariantFrom(files, name, o, 0)
}

// playVariantFrom withholds the first rows of each file.
func playVariantFrom(
	files []*scorer.File, name string, o anomaly.Options, first int,
) (variant, error) {
	build := func() (subject, error) { return anomaly.NewWith(o), nil }
	played, err := playFrom(files, build, first)
	v := variant{name: name, played: played}
	for i, p := range scorer.Profiles {
		if err == nil {
			v.scores[i] = played.own(files, p).Score
		}
	}
	return v, err
}

// printSpread shows how the score at the fixed threshold hangs on phases and constants.
func printSpread(out *printer, files []*scorer.File) error {
	base, err := playVariant(files, "default", anomaly.DefaultOptions())
	if err != nil {
		return err
	}
	out.printf("\ndefault detector, own threshold: %.2f %.2f %.2f (standard, low FP, low FN)\n",
		base.scores[0], base.scores[1], base.scores[2])
	byPhase, err := phaseVariants(files)
	if err != nil {
		return err
	}
	printRange(out, fmt.Sprintf("blocks shifted by 0..%d points", phases-1), byPhase)
	late, err := lateVariants(files)
	if err != nil {
		return err
	}
	printRange(out, fmt.Sprintf("the first 0..%d rows withheld", (lateRuns-1)*lateStep), late)
	if err := printParts(out, files, base); err != nil {
		return err
	}
	variants, err := printConstants(out, files, base)
	if err != nil {
		return err
	}
	variants = append(append(variants, byPhase...), base)
	printSplits(out, files, variants)
	printHeldOut(out, files, variants)
	return nil
}

// phaseVariants shifts the rows at which blocks begin.
func phaseVariants(files []*scorer.File) ([]variant, error) {
	var all []variant
	for phase := range phases {
		o := anomaly.DefaultOptions()
		o.Phase = phase
		v, err := playVariant(files, fmt.Sprintf("phase %d", phase), o)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// lateVariants withholds the first rows: all that a detector counts is shifted.
func lateVariants(files []*scorer.File) ([]variant, error) {
	var all []variant
	for i := range lateRuns {
		v, err := playVariantFrom(files, "late", anomaly.DefaultOptions(), i*lateStep)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func printRange(out *printer, what string, variants []variant) {
	out.printf("\n%-32s lowest   mean highest\n", what)
	for i, p := range scorer.Profiles {
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		for _, v := range variants {
			low, high, sum = min(low, v.scores[i]), max(high, v.scores[i]), sum+v.scores[i]
		}
		out.printf("  %-30s %6.2f %6.2f %7.2f\n", p.Name, low, sum/float64(len(variants)), high)
	}
}

// parts are the detector's pieces and how to take each away.
var parts = []struct {
	name   string
	remove func(o *anomaly.Options)
}{
	{"without season", func(o *anomaly.Options) { o.SeasonSigma = math.MaxFloat64 }},
	{"without shape", func(o *anomaly.Options) { o.ShapeSigma = math.MaxFloat64 }},
	{"without range", func(o *anomaly.Options) { o.Range.Tolerance = math.MaxFloat64 }},
	{"without calm", func(o *anomaly.Options) { o.CalmShare = math.MaxFloat64 }},
	{"without relief", func(o *anomaly.Options) { o.Relief = 0 }},
	{"one scale", func(o *anomaly.Options) { o.Blocks = []int{12} }},
	{"the young as quiet as the old", func(o *anomaly.Options) { o.QuietShare = 0 }},
	{"without quiet", func(o *anomaly.Options) { o.QuietPoints = 0 }},
}

// printParts takes the pieces of the detector away, one at a time.
func printParts(out *printer, files []*scorer.File, base variant) error {
	out.printf("\n%-32s %6.2f %6.2f %7.2f\n", "whole", base.scores[0], base.scores[1], base.scores[2])
	for _, part := range parts {
		o := anomaly.DefaultOptions()
		part.remove(&o)
		v, err := playVariant(files, part.name, o)
		if err != nil {
			return err
		}
		out.printf("%-32s %6.2f %6.2f %7.2f\n", part.name, v.scores[0], v.scores[1], v.scores[2])
	}
	return nil
}

// printConstants varies each constant by a quarter.
func printConstants(out *printer, files []*scorer.File, base variant) ([]variant, error) {
	out.printf("\n%-24s %-22s  %-22s  worst loss\n", "constant", "a quarter less", "a quarter more")
	var all []variant
	for _, c := range constants {
		out.printf("%-24s", c.name)
		loss := 0.0
		for _, by := range [...]float64{quarterLess, quarterMore} {
			o := anomaly.DefaultOptions()
			c.scale(&o, by)
			v, err := playVariant(files, c.name, o)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
			out.printf(" %6.2f %6.2f %6.2f    ", v.scores[0], v.scores[1], v.scores[2])
			for i := range v.scores {
				loss = max(loss, base.scores[i]-v.scores[i])
			}
		}
		mark := ""
		if loss > overfit {
			mark = "  OVER-FITTED"
		}
		out.printf("%6.2f%s\n", loss, mark)
	}
	return all, nil
}

const (
	splits    = 500
	splitSeed = 1
)

// printSplits chooses, on a random half of the files, the best of all variants above, and scores it
// on the other half: what choosing constants on the corpus is worth on data not seen.
func printSplits(out *printer, files []*scorer.File, variants []variant) {
	rng := rand.New(rand.NewPCG(splitSeed, splitSeed))
	standard := scorer.Profiles[0]
	var train, held series
	for range splits {
		order := rng.Perm(len(files))
		half := order[:len(files)/2]
		rest := order[len(files)/2:]
		chosen := best(files, variants, half, standard)
		train.add(chosen.on(files, half, standard).Score)
		held.add(chosen.on(files, rest, standard).Score)
	}
	out.printf("\nbest of %d variants on a random half: %.1f there, %.1f ± %.1f on the other half (%d splits)\n",
		len(variants), train.mean(), held.mean(), held.deviation(), splits)
}

// printHeldOut chooses the best variant on all directories but one, and scores it on that one.
func printHeldOut(out *printer, files []*scorer.File, variants []variant) {
	standard := scorer.Profiles[0]
	byDir := map[string][]int{}
	var dirs []string
	for i, f := range files {
		if len(byDir[f.Dir]) == 0 {
			dirs = append(dirs, f.Dir)
		}
		byDir[f.Dir] = append(byDir[f.Dir], i)
	}
	raw, windows := 0.0, 0
	for _, dir := range dirs {
		var rest []int
		for _, other := range dirs {
			if other != dir {
				rest = append(rest, byDir[other]...)
			}
		}
		r := best(files, variants, rest, standard).on(files, byDir[dir], standard)
		raw, windows = raw+r.Raw, windows+r.Windows
	}
	w := float64(windows)
	out.printf("best of them on all directories but one, scored on that one: %.1f together\n",
		100*(raw+standard.FN*w)/((standard.TP+standard.FN)*w))
}

// best is the variant with the highest score on some of the files.
func best(files []*scorer.File, variants []variant, some []int, p scorer.Profile) variant {
	at, high := 0, math.Inf(-1)
	for i, v := range variants {
		if s := v.on(files, some, p).Score; s > high {
			at, high = i, s
		}
	}
	return variants[at]
}

// on scores some of the files.
func (v variant) on(files []*scorer.File, some []int, p scorer.Profile) scorer.Result {
	part, alarms := make([]*scorer.File, 0, len(some)), make([][]float64, 0, len(some))
	for _, i := range some {
		part, alarms = append(part, files[i]), append(alarms, v.played.alarms[i])
	}
	return scorer.At(part, alarms, p, 1)
}

// series is a mean and deviation in the making; the scores it holds are few and tame.
type series struct{ n, sum, squares float64 }

func (s *series) add(x float64) { s.n, s.sum, s.squares = s.n+1, s.sum+x, s.squares+x*x }

func (s *series) mean() float64 { return s.sum / s.n }

func (s *series) deviation() float64 {
	return math.Sqrt(max(0, s.squares/s.n-s.mean()*s.mean()))
}
