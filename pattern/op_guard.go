package pattern

// A guard bounds a part: `x where timer:within(p)`, `x while (cond)`. It begins before the part does,
// so that its timer is first when both fall on the same instant. A match that the guard lets pass is
// the part's; when the guard ends, the part is false.

func (n *node) startGuard() {
	n.newCell()
	if n.step.guard.Start(n.cell, n.env(n.begin)) == End {
		n.fail(true)
		return
	}
	n.in.start(n.step.kids[0], n, n.begin, false)
}

func (n *node) guardYes(m *tags, last bool) {
	v := n.step.guard.Inspect(n.cell, n.env(m))
	switch {
	case v == Pass:
		if last {
			n.quit()
		}
		n.yes(m, last)
	case v == End, last:
		n.in.because(n.step.text)
		n.fail(true)
	}
}

func (n *node) guardDue(now int64) {
	if n.step.guard.Fire(n.cell, now) != End {
		return
	}
	n.in.because(n.step.text)
	if n.in.host.Timeout != nil {
		n.timeout()
	}
	n.fail(true)
}

// An observer is true at a time: after an interval, by the calendar, by a schedule.

func (n *node) startObserver() {
	n.newCell()
	n.observed(n.step.observer.Start(n.cell, n.env(n.begin)))
}

func (n *node) observerDue(now int64) { n.observed(n.step.observer.Fire(n.cell, now)) }

func (n *node) observed(v Observed) {
	switch {
	case v == Wait:
	case v == Never:
		n.fail(false)
	case v == TrueAndMore && n.step.sticky:
		n.yes(n.begin, false)
	default:
		m := n.begin.hold()
		n.quit()
		n.yes(m, true)
		n.in.pool.release(m)
	}
}

func (n *node) newCell() {
	c := n.in.pool.cell()
	c.n = n
	c.timer.F, c.timer.Slot = c, n.in.host.Slot
	n.cell = c
}
