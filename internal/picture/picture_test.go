package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/internal/picture"
	"github.com/cephei-go/cephei/stats"
	"github.com/cephei-go/cephei/stats/anomaly"
)

const day = 86_400_000

// alarms is a detector that raises an alarm at given half hours of the test data.
type alarms map[int64]bool

func (a alarms) Update(t int64, _ float64) anomaly.Score {
	return anomaly.Score{Alert: a[(t-1772409600000)/1_800_000], Value: 1, Why: anomaly.Low}
}

func (alarms) Save(stats.Encoder) {}

func (alarms) Load(stats.Decoder) error { return nil }

func read(t *testing.T) []picture.Point {
	t.Helper()
	f, err := os.Open("testdata/requests.csv")
	require.NoError(t, err)
	defer f.Close()
	points, err := picture.ReadCSV(f, picture.Columns{})
	require.NoError(t, err)
	return points
}

func judge(t *testing.T, points []picture.Point) *picture.Judgement {
	t.Helper()
	j, err := picture.Judge(points, picture.Model(points, day), alarms{405: true, 470: true})
	require.NoError(t, err)
	return j
}

func draw(t *testing.T, j *picture.Judgement, w []picture.Window, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	st := picture.Style{Title: "requests", Format: format, Width: 600, Height: 240}
	require.NoError(t, picture.Draw(&b, j, w, st))
	return b.Bytes()
}

func TestReadCSV(t *testing.T) {
	points := read(t)
	require.Len(t, points, 480)
	require.EqualValues(t, 1772409600000, points[0].Time)
	require.EqualValues(t, 1_800_000, points[1].Time-points[0].Time)
	require.True(t, math.IsNaN(points[150].Value), "an empty field is a missing value")

	other, err := picture.ReadCSV(strings.NewReader("v,x,at\n1,2,1000\n3,4,2026-01-01T00:00:00Z\n"),
		picture.Columns{Time: "at", Value: "v"})
	require.NoError(t, err)
	require.Equal(t, []picture.Point{{Time: 1000, Value: 1}, {Time: 1767225600000, Value: 3}}, other)

	for _, bad := range []string{"", "t\n", "t,v\nyesterday,1\n", "t,v\n1,one\n", "t,v\n1\n", "t,v\n1,\"2\n"} {
		_, err := picture.ReadCSV(strings.NewReader(bad), picture.Columns{})
		require.Error(t, err, "%q", bad)
	}
	_, err = picture.ReadCSV(strings.NewReader("t,v\n"), picture.Columns{Value: "w"})
	require.ErrorContains(t, err, "no column 'w'")
}

func TestReadLabels(t *testing.T) {
	text, err := os.ReadFile("testdata/windows.json")
	require.NoError(t, err)
	list, err := picture.ReadLabels(bytes.NewReader(text), "web/requests.csv")
	require.NoError(t, err)
	require.Equal(t, []picture.Window{{From: 1773133200000, To: 1773154800000}}, list)
	list, err = picture.ReadLabels(bytes.NewReader(text), "web/quiet.csv")
	require.NoError(t, err)
	require.Empty(t, list)
	for _, bad := range []string{"[", `{"k":[["2026-01-01"]]}`, `{"k":[["a","b"]]}`, `{}`} {
		_, err = picture.ReadLabels(strings.NewReader(bad), "k")
		require.Error(t, err, "%q", bad)
	}
}

// TestOutageIsOutside: the points of the outage lie outside of the band, and few others do.
func TestOutageIsOutside(t *testing.T) {
	j := judge(t, read(t))
	inside, outside := 0, 0
	for i := range j.Points {
		switch outage := i >= 404 && i < 412; {
		case j.Points[i].Outside && outage:
			inside++
		case j.Points[i].Outside:
			outside++
		}
	}
	require.Equal(t, 8, inside, "all eight points of the outage")
	require.Less(t, outside, 10)
	_, err := picture.Judge(nil, picture.Model(nil, day), nil)
	require.Error(t, err)
}

// shapes counts the elements of an SVG by the colour that fills or strokes them.
func shapes(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	count := make(map[string]int)
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		require.NoError(t, err)
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		count[el.Name.Local]++
		for _, a := range el.Attr {
			for _, col := range []string{"#D62728", "#7B1FA2", "#F6E3C0", "#D9EED9", "#1F3A5F", "#E08A1E"} {
				if a.Name.Local == "style" && strings.Contains(a.Value, col) && el.Name.Local == "path" {
					count[col]++
				}
			}
		}
	}
}

// TestMarks: the picture is well formed and has a mark for each point outside of the band, one for
// each alarm, a stripe for each labelled window, and one of each in the legend.
func TestMarks(t *testing.T) {
	j := judge(t, read(t))
	out := 0
	for i := range j.Points {
		if j.Points[i].Outside {
			out++
		}
	}
	require.Len(t, j.Alarms, 2)
	w := []picture.Window{{j.Points[400].Time, j.Points[410].Time}, {j.Points[20].Time, j.Points[30].Time}}
	count := shapes(t, draw(t, j, w, "svg"))
	require.Equal(t, 1, count["svg"])
	require.Equal(t, out+1, count["#D62728"], "points outside")
	require.Equal(t, len(j.Alarms)+1, count["#7B1FA2"], "alarms")
	require.Equal(t, len(w)+1, count["#D9EED9"], "labelled windows")
	require.Positive(t, count["#F6E3C0"], "band")
	require.Equal(t, 2, count["#1F3A5F"], "values")
	require.Equal(t, 2, count["#E08A1E"], "forecast")
	require.Equal(t, draw(t, j, w, "svg"), draw(t, j, w, "svg"), "the same picture each time")
}

func TestPNG(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(draw(t, judge(t, read(t)), nil, "png")))
	require.NoError(t, err)
	require.Equal(t, 800, img.Bounds().Dx(), "600 points at 96 dots an inch")
	require.Equal(t, 320, img.Bounds().Dy())
}

// TestOddSeries: whatever the values, there is a picture or an error.
func TestOddSeries(t *testing.T) {
	long := make([]picture.Point, 20_000)
	for i := range long {
		long[i] = picture.Point{Time: int64(i) * 60_000, Value: math.Sin(float64(i) / 100)}
	}
	for name, points := range map[string][]picture.Point{
		"one":      {{Time: 0, Value: 1}},
		"constant": {{Time: 0, Value: 5}, {Time: 1, Value: 5}, {Time: 2, Value: 5}},
		"missing":  {{Time: 0, Value: math.NaN()}, {Time: 1, Value: math.NaN()}},
		"infinite": {{Time: 0, Value: math.Inf(1)}, {Time: 1, Value: 3}, {Time: 2, Value: math.Inf(-1)}},
		"huge":     {{Time: 0, Value: 1e308}, {Time: 1, Value: -1e308}, {Time: 2, Value: 0}},
		"stopped":  {{Time: 7, Value: 1}, {Time: 7, Value: 2}, {Time: 7, Value: 3}},
		"back":     {{Time: 9, Value: 1}, {Time: 5, Value: 2}, {Time: 1, Value: 3}},
		"long":     long,
	} {
		t.Run(name, func(t *testing.T) {
			j, err := picture.Judge(points, picture.Model(points, day), anomaly.New())
			require.NoError(t, err)
			require.NotEmpty(t, draw(t, j, nil, "svg"))
		})
	}
}
