package main

import (
	"os"
	"time"
)

// watched is a file that is looked at for changes.
type watched struct {
	path    string
	text    string
	seen    look
	changed bool // it looked different at the last look than before
}

// look is what a file looks like from outside; the zero value is one that is not there.
type look struct {
	size int64
	mod  time.Time
}

// settled looks at the file, and tells whether it changed and is at rest again: a file that is just
// being written is left alone until the next look.
func (w *watched) settled() bool {
	var now look
	if info, err := os.Stat(w.path); err == nil {
		now = look{info.Size(), info.ModTime()}
	}
	if now != w.seen {
		w.seen, w.changed = now, true
		return false
	}
	was := w.changed
	w.changed = false
	return was
}

// reloadRules reads the rules again when they changed, or when asked to. Rules that are wrong change
// nothing.
func (r *runner) reloadRules(asked bool) {
	if !r.watch.settled() && !asked {
		return
	}
	text, err := r.opt.readRules()
	if err != nil {
		r.say("the rules stay as they are: %v", err)
		return
	}
	if text == r.watch.text && !asked {
		return
	}
	r.watch.text = text
	set, err := parseRules(r.ctx, text)
	if err != nil {
		r.say("the rules stay as they are:\n%s", placed(r.opt.rules, err))
		return
	}
	r.rules = set
	if r.eng == nil {
		r.say("%s: read again", r.opt.rules)
		return
	}
	c, err := set.apply(r.eng, r.attach)
	if err != nil {
		r.say("the rules stay as they are:\n%s", placed(r.opt.rules, err))
		return
	}
	r.say("%s: read again: %s", r.opt.rules, c)
}
