package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// number is a JSON number or null, which stands for NaN.
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = number(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

func jsonNumber(text string, to *float64) error { return json.Unmarshal([]byte(text), to) }

// column is a series of numbers of a vector file.
type column []number

func (c column) floats() []float64 {
	v := make([]float64, len(c))
	for i, x := range c {
		v[i] = float64(x)
	}
	return v
}

// vector is one file of testdata/vectors, and the tally of what was compared with it.
type vector struct {
	t         *testing.T
	name      string
	fields    map[string]json.RawMessage
	compared  int
	worst     float64 // largest error found
	worstAt   string
	tolerance float64
	scale     float64 // largest value of x
}

func openVector(t *testing.T, file string, tolerance float64) *vector {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	v := &vector{t: t, tolerance: tolerance}
	v.name = strings.TrimSuffix(filepath.Base(file), ".json")
	require.NoError(t, json.Unmarshal(text, &v.fields))
	if _, ok := v.fields["x"]; ok {
		for _, x := range v.column("x") {
			if math.Abs(x) > v.scale {
				v.scale = math.Abs(x)
			}
		}
	}
	return v
}

func (v *vector) has(key string) bool {
	raw, ok := v.fields[key]
	return ok && string(raw) != "null"
}

func (v *vector) get(key string, to any) {
	raw, ok := v.fields[key]
	require.True(v.t, ok, "%s has no %s", v.name, key)
	require.NoError(v.t, json.Unmarshal(raw, to), "%s %s", v.name, key)
}

func (v *vector) column(key string) []float64 {
	var c column
	v.get(key, &c)
	return c.floats()
}

// float reads a number; 0 for null or absent.
func (v *vector) float(key string) float64 {
	if !v.has(key) {
		return 0
	}
	var x float64
	v.get(key, &x)
	return x
}

// compare takes one figure into the tally, by its relative error.
func (v *vector) compare(what string, i int, got, want float64) {
	v.compareTo(what, i, got, want, 0)
}

// compareTo compares relative to at least scale: for figures that are the difference of larger
// ones, which have no relative digits of their own when they come out near 0.
func (v *vector) compareTo(what string, i int, got, want, scale float64) {
	v.compared++
	e := relativeError(got, want)
	if got == got && want == want && math.Abs(want) < scale {
		e = math.Abs(got-want) / scale
	}
	if !(e <= v.worst) {
		v.worst = e
		v.worstAt = fmt.Sprintf("%s[%d] = %v, want %v", what, i, got, want)
	}
}

// vectorKinds maps the beginning of a file's name to what reproduces it. The last entry whose
// prefix fits wins.
var vectorKinds = []struct {
	prefix    string
	tolerance float64
	replay    func(v *vector)
}{
	{"ewm_", 1e-12, replayEWM},
	{"ewm_irregular", 1e-12, replayEWMIrregular},
	{"quantile_types", 1e-12, replayQuantileTypes},
	{"rolling_", 1e-12, replayRolling},
	{"rolling_two", 1e-10, replayRollingTwo},
	{"hw_r_", 1e-11, replayR},
	{"hw_sm_", 1e-11, replayStatsmodels},
	{"graphite_holtwinters", 1e-12, replayGraphite},
	{"rrdtool_", 1e-9, replayRRDtool},
	{"graphite_derivative", 1e-12, replayGraphiteDerivative},
	{"prometheus", 1e-12, replayPrometheus},
}

// TestVectors compares with the figures of R, pandas, Graphite, RRDtool, Prometheus and
// statsmodels, and prints a line a vector. Run: go test ./stats -run TestVectors -v.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/vectors/*.json")
	require.NoError(t, err)
	sort.Strings(files)
	fmt.Printf("%-40s %9s %12s %10s\n", "vector", "compared", "worst error", "tolerance")
	vectors := 0
	for _, file := range files {
		if strings.HasSuffix(file, "INDEX.json") {
			continue
		}
		base, kind := filepath.Base(file), -1
		for i, k := range vectorKinds {
			if strings.HasPrefix(base, k.prefix) {
				kind = i
			}
		}
		if kind < 0 {
			t.Errorf("%s: nothing reproduces it", base)
			continue
		}
		v := openVector(t, file, vectorKinds[kind].tolerance)
		vectorKinds[kind].replay(v)
		vectors++
		fmt.Printf("%-40s %9d %12.2e %10.0e\n", v.name, v.compared, v.worst, v.tolerance)
		if v.compared == 0 || !(v.worst <= v.tolerance) {
			t.Errorf("%s: %d compared, %s: error %g above %g",
				v.name, v.compared, v.worstAt, v.worst, v.tolerance)
		}
	}
	fmt.Printf("%d vectors\n", vectors)
}

func replayEWM(v *vector) {
	x := v.column("x")
	for _, recursive := range []bool{false, true} {
		for _, skip := range []bool{false, true} {
			key := fmt.Sprintf("adjust_%t_ignore_na_%t", !recursive, skip)
			var want struct {
				Alpha                                      float64
				Mean, Var_bias, Var_unbiased, Std_unbiased column
			}
			v.get(key, &want)
			m := NewEWM(EWMConfig{Alpha: want.Alpha, Recursive: recursive, SkipMissing: skip})
			for i, p := range x {
				m.Update(int64(i), p)
				v.compare(key+" mean", i, m.Mean(), float64(want.Mean[i]))
				v.compare(key+" var_bias", i, m.VarPop(), float64(want.Var_bias[i]))
				v.compare(key+" var_unbiased", i, m.VarSample(), float64(want.Var_unbiased[i]))
				v.compare(key+" std_unbiased", i, m.StdSample(), float64(want.Std_unbiased[i]))
			}
		}
	}
	var from map[string]float64
	v.get("alpha_from", &from)
	v.compare("span 9", 0, AlphaFromSpan(9), from["span_9"])
	v.compare("com 4", 0, AlphaFromCenter(4), from["com_4"])
	v.compare("halflife 3", 0, AlphaFromHalfLife(3), from["halflife_3"])
}

func replayEWMIrregular(v *vector) {
	x, when, mean := v.column("x"), v.column("t"), v.column("mean")
	m := NewEWM(EWMConfig{HalfLife: 1000 * v.float("halflife_seconds")})
	for i, p := range x {
		m.Update(int64(1000*when[i]), p)
		v.compare("mean", i, m.Mean(), mean[i])
	}
}

func replayQuantileTypes(v *vector) {
	var bag Bag
	sorted := SortFinite(v.column("x"))
	for _, x := range v.column("x") {
		bag.Enter(x)
	}
	var methods map[string]column
	v.get("methods", &methods)
	q := v.column("q")
	for kind := 1; kind <= 9; kind++ {
		for i, want := range methods[fmt.Sprintf("type%d", kind)] {
			name := fmt.Sprintf("type%d", kind)
			v.compare(name, i, bag.Quantile(q[i], QuantileType(kind)), float64(want))
			v.compare(name, i, Quantile(sorted, q[i], QuantileType(kind)), float64(want))
		}
	}
	v.compare("mad", 0, bag.MAD(), v.float("mad_raw"))
	v.compare("iqr", 0, bag.Quantile(.75, Linear)-bag.Quantile(.25, Linear), v.float("iqr"))
	w := NewSlidingShape(len(sorted))
	for _, x := range sorted {
		w.Push(x)
	}
	v.compare("var", 0, w.Shape().VarSample(), v.float("var"))
	v.compare("sd", 0, math.Sqrt(w.Shape().VarSample()), v.float("sd"))
	v.compare("skew", 0, w.Shape().SkewPop(), v.float("skew_g1"))
}

// replayRolling compares moments with the exact series where the file has them: pandas' own
// variance is wrong in the sixth digit at offset 1e9.
func replayRolling(v *vector) {
	n := int(v.float("window"))
	got := map[string]func() float64{}
	w, shape, order := NewSlidingMoments(n), NewSlidingShape(n), NewSlidingQuantile(n)
	var free Moments
	var sum Sum
	lo, hi := NewSlidingMinimum(n), NewSlidingMaximum(n)
	pick := func(names string, f func() float64) {
		for name := range strings.FieldsSeq(names) {
			if v.has(name) {
				got[name] = f
				return
			}
		}
	}
	pick("count", func() float64 { return float64(w.Count()) })
	pick("exact_sum sum", w.Sum)
	pick("exact_mean mean", w.Mean)
	pick("exact_var_pop var_pop", w.VarPop)
	pick("exact_var_sample var_sample", w.VarSample)
	if !v.has("exact_mean") {
		pick("std_pop", w.StdPop)
		pick("std_sample", w.StdSample)
	}
	pick("exact_skew_sample_G1 skew", func() float64 { return shape.Shape().SkewSample() })
	pick("exact_kurt_excess_sample_G2 kurt", func() float64 { return shape.Shape().KurtSample() })
	pick("median", order.Median)
	pick("mad", order.MAD)
	pick("q10", func() float64 { return order.Quantile(.1, Linear) })
	pick("q90", func() float64 { return order.Quantile(.9, Linear) })
	pick("q99", func() float64 { return order.Quantile(.99, Linear) })
	pick("q95_nearest_rank", func() float64 { return order.Quantile(.95, NearestRank) })
	extreme := func(x *SlidingExtreme) func() float64 {
		return func() float64 {
			if e, ok := x.Value(); ok {
				return e
			}
			return math.NaN()
		}
	}
	pick("min", extreme(lo))
	pick("max", extreme(hi))
	want := map[string][]float64{}
	for name := range got {
		want[name] = v.column(name)
	}
	x := v.column("x")
	for i, p := range x {
		w.Push(p)
		shape.Push(p)
		order.Push(p)
		lo.Push(p)
		hi.Push(p)
		free.Enter(p)
		sum.Enter(p)
		if i >= n {
			free.Leave(x[i-n])
			sum.Leave(x[i-n])
		}
		for name, f := range got {
			g := f()
			if name == "sum" && w.Count() == 0 {
				g = math.NaN() // an empty sum is 0 here and nothing in pandas
			}
			scale := 0.0
			if strings.Contains(name, "skew") || strings.Contains(name, "kurt") {
				scale = 1 // pure numbers, 0 for gaussian data
			}
			v.compareTo(name, i, g, want[name][i], scale)
		}
		if v.has("exact_mean") {
			v.compare("Moments mean", i, free.Mean(), want["exact_mean"][i])
			v.compare("Moments variance", i, free.VarSample(), want["exact_var_sample"][i])
			v.compare("Sum", i, sum.Value(), want["exact_sum"][i])
		}
	}
}

func replayRollingTwo(v *vector) {
	n := int(v.float("window"))
	x, y := v.column("x"), v.column("y")
	want := map[string][]float64{}
	for name := range v.fields {
		switch name {
		case "window", "name", "source":
		default:
			want[name] = v.column(name)
		}
	}
	var freeXY, freeT Pairs
	xy, byTime := NewSlidingPairs(n), NewSlidingPairs(n)
	for i := range x {
		freeXY.Enter(x[i], y[i])
		freeT.Enter(float64(i), y[i])
		xy.Push(x[i], y[i])
		byTime.Push(float64(i), y[i])
		if i >= n {
			freeXY.Leave(x[i-n], y[i-n])
			freeT.Leave(float64(i-n), y[i-n])
		}
		for _, both := range [][2]Line{{xy.Line(), byTime.Line()}, {freeXY.Line(), freeT.Line()}} {
			line, trend := both[0], both[1]
			if line.Count >= 2 {
				v.compare("cov_pop", i, line.CovPop(), want["cov_pop"][i])
			}
			v.compare("cov_sample", i, line.CovSample(), want["cov_sample"][i])
			v.compare("corr", i, line.Corr(), want["corr"][i])
			v.compare("xy_slope", i, line.Slope(), want["xy_slope"][i])
			v.compare("xy_intercept", i, line.Intercept(), want["xy_intercept"][i])
			v.compare("xy_r2", i, line.R2(), want["xy_r2"][i])
			v.compare("time_slope", i, trend.Slope(), want["time_slope"][i])
			v.compare("time_r2", i, trend.R2(), want["time_r2"][i])
			v.compare("time_slope_stderr", i, trend.SlopeStdErr(), want["time_slope_stderr"][i])
			if i > 0 {
				v.compareTo("time_intercept", i, trend.Intercept(), want["time_intercept"][i], 1)
				v.compare("time_predict_5_ahead", i, trend.At(float64(i+5)), want["time_predict_5_ahead"][i])
			}
		}
	}
}
