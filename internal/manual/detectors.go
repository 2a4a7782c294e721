package manual

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cephei-go/cephei/stats/anomaly"
)

func detectors() string {
	var s sheet
	defs := anomaly.Builtin()
	names := make([]string, len(defs))
	for i, d := range defs {
		names[i] = d.Name
	}
	s.index(names)
	for i := range defs {
		s.detector(&defs[i])
	}
	return s.String()
}

func (s *sheet) detector(d *anomaly.Definition) {
	s.line("\n## %s\n\n%s. The score is in %s.", d.Name, sentence(d.Doc), d.Unit)
	if d.Wrap != nil {
		s.line("It wraps another detector.")
	}
	s.line("\n| parameter | default | from | to | meaning |\n|---|---|---|---|---|")
	for _, p := range d.Params {
		s.line("| `%s` | %s | %s | %s | %s |", p.Name, number(p.Default), number(p.Min), number(p.Max), cell(p.Doc))
	}
	s.line("\n%s", detectorExample(d))
}

// detectorExample tells in words what the example of the record shows; it runs as a test of its
// package.
func detectorExample(d *anomaly.Definition) string {
	e := &d.Example
	points := make([]string, len(e.Event))
	for i, x := range e.Event {
		points[i] = number(x)
	}
	var b strings.Builder
	b.WriteString("For instance: " + e.Text)
	var given []string
	for _, p := range d.Params {
		if v, ok := e.Params[p.Name]; ok {
			given = append(given, p.Name+" "+number(v))
		}
	}
	if e.Inner != "" {
		given = append(given, "around "+e.Inner)
	}
	if len(given) > 0 {
		b.WriteString(" (" + strings.Join(given, ", ") + ")")
	}
	b.WriteString(": after many usual points " + shortened(points))
	b.WriteString("; the alarm comes with point " + strconv.Itoa(e.Alarm+1) + " of these")
	if why := e.Why.String(); why != "" {
		b.WriteString(", and says `" + why + "`")
	}
	return b.String() + "."
}

// shortened joins points, those that repeat as a count.
func shortened(points []string) string {
	var out []string
	for len(points) > 0 {
		n := 1
		for n < len(points) && points[n] == points[0] {
			n++
		}
		if n > 2 {
			out = append(out, strconv.Itoa(n)+" times "+points[0])
		} else {
			out = append(out, slices.Repeat(points[:1], n)...)
		}
		points = points[n:]
	}
	if len(out) > 12 {
		out = append(out[:12], "and so on")
	}
	return strings.Join(out, ", ")
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// sentence returns a text with a capital at its beginning.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
