package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// progress is the line that shows how far a long input is read, when a person looks on.
type progress struct {
	w     io.Writer
	on    bool
	shown bool
	begun time.Time // of the first tick; zero before
	last  time.Time
	count int // events at the last tick
}

// patience is how long the input may take before the line appears.
const patience = time.Second

// show writes the line anew.
func (p *progress) show(now time.Time, events int, done float64) {
	if p.begun.IsZero() {
		p.begun, p.last, p.count = now, now, events
	}
	span := now.Sub(p.last)
	if !p.on || now.Sub(p.begun) < patience || span <= 0 || events == p.count && !p.shown {
		return
	}
	rate := float64(events-p.count) / span.Seconds()
	p.last, p.count, p.shown = now, events, true
	text := fmt.Sprintf("%s, %s/s", plural(events, "event"), grouped(int(rate)))
	if done > 0 {
		text += fmt.Sprintf(", %.0f %%", 100*done)
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", text)
}

// clear takes the line away, before something else is written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// summary tells at the end what was read and what came of it.
func (r *runner) summary() {
	t := r.tally
	parts := []string{plural(t.events, "event")}
	for _, c := range []struct {
		n    int
		noun string
	}{{t.bad, "bad line"}, {t.late, "late record"}, {t.errors, "error"}} {
		if c.n > 0 {
			parts = append(parts, plural(c.n, c.noun))
		}
	}
	fmt.Fprintln(r.stderr, strings.Join(parts, ", "))
	if r.eng == nil {
		return
	}
	for _, d := range r.eng.Deployments() {
		for _, st := range d.Statements() {
			if st.Schema() == nil {
				continue
			}
			c := st.Counters()
			line := fmt.Sprintf("  %s: %s", bare(st.Name()), plural(int(c.RowsOut), "row"))
			if c.Errors > 0 {
				line += ", " + plural(int(c.Errors), "error")
			}
			fmt.Fprintln(r.stderr, line)
		}
	}
}
