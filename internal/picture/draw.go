package picture

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Style says how a picture looks.
type Style struct {
	Title         string
	Format        string  // "png" or "svg"
	Width, Height float64 // in points of 1/72 inch
}

var (
	ink         = color.RGBA{R: 0x1f, G: 0x3a, B: 0x5f, A: 0xff}
	expectation = color.RGBA{R: 0xe0, G: 0x8a, B: 0x1e, A: 0xff}
	shade       = color.RGBA{R: 0xf6, G: 0xe3, B: 0xc0, A: 0xff}
	labelled    = color.RGBA{R: 0xd9, G: 0xee, B: 0xd9, A: 0xff}
	outside     = color.RGBA{R: 0xd6, G: 0x27, B: 0x28, A: 0xff}
	alarm       = color.RGBA{R: 0x7b, G: 0x1f, B: 0xa2, A: 0xff}
)

// Draw writes a picture of a judgement and of labelled windows, which may be none.
func Draw(w io.Writer, j *Judgement, labels []Window, st Style) error {
	p := plot.New()
	p.Title.Text = st.Title
	p.X.Tick.Marker = plot.TimeTicks{Format: timeFormat(j)}
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.Padding = vg.Points(2)
	p.Legend.TextStyle.Font.Size = vg.Points(9)
	f := frameOf(j)
	p.Y.Min, p.Y.Max = f.low, f.high
	c := &canvas{p: p, frame: f}
	c.windows(labels)
	c.band(j)
	c.lines(j)
	c.marks(j)
	if c.err != nil {
		return c.err
	}
	p.Y.Min, p.Y.Max = f.low, f.high // what was added has moved them
	out, err := p.WriterTo(vg.Points(st.Width), vg.Points(st.Height), st.Format)
	if err != nil {
		return err
	}
	_, err = out.WriteTo(w)
	return err
}

// timeFormat is days for long series, and times of day for short ones.
func timeFormat(j *Judgement) string {
	const day = 86_400_000
	if span := j.Points[len(j.Points)-1].Time - j.Points[0].Time; span > 3*day {
		return "Jan 2"
	}
	return "Jan 2 15:04"
}

// frame is the range of values that the picture shows: all points, and half as much again for band
// and legend.
type frame struct{ low, high float64 }

// drawable is the greatest value that is shown as it is: axes beyond overflow.
const drawable = 1e100

func frameOf(j *Judgement) frame {
	f := frame{math.Inf(1), math.Inf(-1)}
	for i := range j.Points {
		if v := j.Points[i].Value; !math.IsNaN(v) && !math.IsInf(v, 0) {
			v = min(max(v, -drawable), drawable)
			f.low, f.high = min(f.low, v), max(f.high, v)
		}
	}
	if f.low > f.high {
		return frame{-1, 1}
	}
	room := f.high/2 - f.low/2
	if room == 0 {
		room = max(math.Abs(f.high)/2, 1)
	}
	return frame{f.low - room/4, f.high + room/2}
}

func (f frame) clip(v float64) float64 { return min(max(v, f.low), f.high) }

// canvas adds to a plot; the first error stays.
type canvas struct {
	p *plot.Plot
	frame
	err error
}

func (c *canvas) add(what plot.Plotter, err error) bool {
	if c.err == nil {
		c.err = err
	}
	if c.err != nil {
		return false
	}
	c.p.Add(what)
	return true
}

func seconds(ms int64) float64 { return float64(ms) / 1000 }

// windows draws what people have labelled, as stripes over the whole height.
func (c *canvas) windows(list []Window) {
	for i, w := range list {
		a, b := seconds(w.From), seconds(w.To)
		box, err := plotter.NewPolygon(plotter.XYs{{X: a, Y: c.low}, {X: b, Y: c.low}, {X: b, Y: c.high}, {X: a, Y: c.high}})
		if box != nil {
			box.Color, box.LineStyle.Width = labelled, 0
		}
		if c.add(box, err) && i == 0 {
			c.p.Legend.Add("labelled", box)
		}
	}
}

// band draws the band around the forecast, a shape for each stretch in which there is one.
func (c *canvas) band(j *Judgement) {
	first := true
	for _, run := range runs(thinned(j.Points)) {
		var upper, lower plotter.XYs
		for _, e := range run {
			upper = append(upper, plotter.XY{X: seconds(e.Time), Y: c.clip(e.Upper)})
			lower = append(lower, plotter.XY{X: seconds(e.Time), Y: c.clip(e.Lower)})
		}
		for _, l := range slices.Backward(lower) {
			upper = append(upper, l)
		}
		shape, err := plotter.NewPolygon(upper)
		if shape != nil {
			shape.Color, shape.LineStyle.Width = shade, 0
		}
		if c.add(shape, err) && first {
			c.p.Legend.Add("band", shape)
			first = false
		}
	}
}

// lines draws the forecast and the values.
func (c *canvas) lines(j *Judgement) {
	points := thinned(j.Points)
	for _, l := range []struct {
		name  string
		color color.Color
		of    func(e *Expectation) float64
	}{
		{"forecast", expectation, func(e *Expectation) float64 {
			if !e.Ready {
				return math.NaN()
			}
			return c.clip(e.Forecast)
		}},
		{"value", ink, func(e *Expectation) float64 { return c.clip(e.Value) }},
	} {
		var xys plotter.XYs
		for i := range points {
			if v := l.of(&points[i]); !math.IsNaN(v) {
				xys = append(xys, plotter.XY{X: seconds(points[i].Time), Y: v})
			}
		}
		if len(xys) == 0 {
			continue
		}
		line, err := plotter.NewLine(xys)
		if line != nil {
			line.Color, line.Width = l.color, vg.Points(0.8)
		}
		if c.add(line, err) {
			c.p.Legend.Add(l.name, line)
		}
	}
}

// marks draws the points outside of the band, and alarms as triangles at the upper edge with the
// reason beside.
func (c *canvas) marks(j *Judgement) {
	var out, up plotter.XYs
	for i := range j.Points {
		if e := &j.Points[i]; e.Outside && !math.IsNaN(e.Value) {
			out = append(out, plotter.XY{X: seconds(e.Time), Y: c.clip(e.Value)})
		}
	}
	var why []string
	for _, a := range j.Alarms {
		up = append(up, plotter.XY{X: seconds(a.Time), Y: c.clip(a.Value)})
		why = append(why, a.Why)
	}
	c.glyphs(fmt.Sprintf("outside (%d)", len(out)), out, draw.CircleGlyph{}, outside, 1.4)
	c.glyphs(fmt.Sprintf("alarm (%d)", len(up)), up, draw.TriangleGlyph{}, alarm, 5)
	if len(up) == 0 {
		return
	}
	names, err := plotter.NewLabels(plotter.XYLabels{XYs: up, Labels: why})
	if names != nil {
		names.Offset = vg.Point{X: vg.Points(9), Y: vg.Points(6)}
		for i := range names.TextStyle {
			names.TextStyle[i].Color = alarm
			names.TextStyle[i].Font.Size = vg.Points(9)
		}
	}
	c.add(names, err)
}

func (c *canvas) glyphs(name string, at plotter.XYs, shape draw.GlyphDrawer, col color.Color, radius float64) {
	if len(at) == 0 {
		return
	}
	s, err := plotter.NewScatter(at)
	if s != nil {
		s.GlyphStyle = draw.GlyphStyle{Color: col, Radius: vg.Points(radius), Shape: shape}
	}
	if c.add(s, err) {
		c.p.Legend.Add(name, s)
	}
}
