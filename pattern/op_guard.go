package pattern

// The pattern `every a=A -> (b=B where timer:within(10 sec))`:
//
//	0s      5s      10s     12s
//	A1      A2              B1
//	├───────────────╳               at 10 s the guard of A1 ends the attempt
//	        ├───────────────┤ (A2, B1)
//
// A guard bounds a part: `x where timer:within(p)`, `x while (cond)`. It begins before the part
// does, so that its timer is first when both fall on the same instant. A match that the guard lets
// pass is the part's; when the guard ends, the part is false.

// startGuard begins to guard before the part begins. A part that is over at once takes the guard
// with it.
func (n *node) startGuard() {
	if !n.guarded() {
		n.fail(true)
		return
	}
	n.in.start(n.step.kids[0], n, n.begin, false)
}

// guarded starts the guard and tells whether it lets the part begin.
func (n *node) guarded() bool {
	if n.step.steady {
		n.wakeAt(n.in.host.Rt.Now() + n.step.lasts)
		return true
	}
	return n.step.guard.Start(n.cell(), n.clockEnv(n.begin)) != End
}

// inspect asks the guard about a match of the part.
func (n *node) inspect(m *tags) Verdict {
	if n.step.steady {
		return Pass
	}
	return n.step.guard.Inspect(n.cell(), n.clockEnv(m))
}

// guardYes asks the guard about a match of its part. A part that ended with a match that does not
// pass has ended without one: the whole is false, so that an every around it goes on.
func (n *node) guardYes(m *tags, last bool) {
	v := n.inspect(m)
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

// guardDue tells of the attempts that time ran out for before it ends them.
func (n *node) guardDue(now int64) {
	if !n.step.steady && n.step.guard.Fire(n.cell(), now) != End {
		return
	}
	n.in.because(n.step.text)
	if n.in.host.Timeout != nil {
		n.timeout()
	}
	n.fail(true)
}

// An observer is true at a time: after an interval, by the calendar, by a schedule.

// startObserver begins to observe. It may be true at once, as `timer:interval(0)` is.
func (n *node) startObserver() { n.observed(n.observe()) }

// observe starts the observer.
func (n *node) observe() Observed {
	if n.step.steady {
		n.wakeAt(n.in.host.Rt.Now() + n.step.lasts)
		return Wait
	}
	return n.step.observer.Start(n.cell(), n.clockEnv(n.begin))
}

// observerDue passes the time on to the observer.
func (n *node) observerDue(now int64) {
	if n.step.steady {
		n.observed(True)
		return
	}
	n.observed(n.step.observer.Fire(n.cell(), now))
}

// observed acts on what the observer said. One that will be true again goes on only where its
// parent would start it anew; elsewhere its first time is its last.
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
