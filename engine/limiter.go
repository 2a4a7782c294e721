package engine

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// limiter is the output rate of a statement: it decides when the rows that its set gathers leave.
//
// The time grid of `every` and `at` begins with the first row that reaches it. What it holds are
// counters and a timer; the rows are the set's.
type limiter struct {
	agent *agent
	plan  *query.OutputPlan
	timer event.Timer

	begun    bool  // the time grid stands
	origin   int64 // where it began
	deployed int64
	passed   int64 // rows of the insert stream seen, for `after n events`
	open     bool  // `after` is over
	silent   bool  // `first`: the row of this interval is out
	released bool  // the rows gathered may leave now

	in, out           int64 // since the last output
	inTotal, outTotal int64
	lastOutput        int64
	cancel            []func() // of variables that `when` watches
}

func newLimiter(a *agent, p *query.OutputPlan) *limiter {
	now := a.core.rt.Now()
	l := &limiter{agent: a, plan: p, deployed: now, lastOutput: now}
	l.open = p.AfterN == nil && p.AfterT == nil
	l.timer.F, l.timer.Slot = l, a.core.schedule.NewSlot()
	for _, v := range p.Watch {
		l.cancel = append(l.cancel, v.Watch(l.changed))
	}
	return l
}

// push takes a delta of the windows.
func (l *limiter) push(d *event.Delta) {
	set := l.agent.set
	if l.first() {
		l.pushFirst(d)
		return
	}
	if !l.admit(d) && !set.Grouped() {
		set.Absorb(d.New, d.Old)
		return
	}
	in, out := set.Push(d.New, d.Old)
	if l.open && in+out > 0 {
		l.count(int64(in), int64(out))
	}
	if l.plan.Kind == query.OutputAfterOnly || l.groupFirst() {
		l.immediate()
	}
}

// first tells whether the statement as a whole keeps silent after its first row.
func (l *limiter) first() bool {
	return l.plan.Keyword == query.OutputFirst && !l.agent.set.Grouped()
}

// groupFirst tells whether each group keeps silent after its own first row.
func (l *limiter) groupFirst() bool {
	return l.plan.Keyword == query.OutputFirst && l.agent.set.Grouped()
}

// admit tells whether `after` is over, the rows of this delta being counted.
func (l *limiter) admit(d *event.Delta) bool {
	if l.open {
		return true
	}
	p, env := l.plan, l.agent.env
	if p.AfterT != nil {
		end, ok := p.AfterT.Shift(env, l.deployed, 1)
		l.open = ok && l.agent.core.rt.Now() >= end
		return l.open
	}
	n, ok := p.AfterN(env)
	before := l.passed
	l.passed += int64(len(d.New))
	l.open = ok && before >= n
	return l.open
}

// immediate delivers what is gathered now.
func (l *limiter) immediate() {
	if l.open && l.agent.set.Pending() {
		l.release()
	} else {
		l.agent.set.Done()
	}
}

// pushFirst lets the first rows of an interval out and then only keeps the aggregations up to date.
func (l *limiter) pushFirst(d *event.Delta) {
	set := l.agent.set
	if !l.admit(d) {
		set.Absorb(d.New, d.Old)
		return
	}
	in, out := set.Push(d.New, d.Old)
	if set.Selective() { // only rows that pass having are counted
		in, out = set.Counts()
	}
	if in+out == 0 {
		return
	}
	if l.silent {
		set.Done()
	} else if set.Pending() {
		l.silent = true
		l.release()
	}
	l.count(int64(in), int64(out))
}

// count tells the condition of rows that came and went.
func (l *limiter) count(in, out int64) {
	l.in, l.out = l.in+in, l.out+out
	l.inTotal, l.outTotal = l.inTotal+in, l.outTotal+out
	env := l.agent.env
	switch {
	case l.plan.EveryN != nil:
		if n, ok := l.plan.EveryN(env); ok && (l.in >= n || l.out >= n) {
			l.fire(false)
		}
	case l.plan.When != nil:
		l.ask()
	case !l.begun:
		l.begin()
	}
}

// begin starts the grid of times.
func (l *limiter) begin() {
	l.begun, l.origin = true, l.agent.core.rt.Now()
	l.arm()
}

// arm sets the timer for the next point of the grid.
func (l *limiter) arm() {
	env, now := l.agent.env, l.agent.core.rt.Now()
	switch {
	case l.plan.EveryT != nil:
		if next, ok := l.gridPoint(now); ok {
			l.agent.core.schedule.Set(&l.timer, next)
		}
	case l.plan.At != nil:
		if next, ok := l.plan.At.Next(env, now); ok {
			l.agent.core.schedule.Set(&l.timer, next)
		}
	}
}

// gridPoint returns the first point after now of the grid that begins at the origin.
func (l *limiter) gridPoint(now int64) (int64, bool) {
	p, env := l.plan.EveryT, l.agent.env
	next, ok := p.Shift(env, now, 1)
	step := max(next-now, 1)
	if !ok {
		return 0, false
	}
	const far = 1000 // points after which calendar months are not counted one by one
	if p.Const || (now-l.origin)/step > far {
		return l.origin + ((now-l.origin)/step+1)*step, true
	}
	for at := l.origin; ; l.origin = at {
		if at, ok = p.Shift(env, at, 1); !ok || at > now || at <= l.origin {
			return max(at, now+1), ok
		}
	}
}

// Fire is called by the schedule: the interval is over, or a variable has changed.
func (l *limiter) Fire(int64) {
	if l.plan.When != nil {
		l.ask()
		return
	}
	l.arm()
	l.fire(true)
}

// changed is called when a variable of the when-expression changes; the expression is asked at the
// next step of the clock.
func (l *limiter) changed() {
	if !l.timer.Armed() {
		l.agent.core.schedule.Set(&l.timer, l.agent.core.rt.Now())
	}
}

// ask evaluates the when-expression.
func (l *limiter) ask() {
	env := l.agent.env
	l.show()
	if !l.plan.When(env) {
		return
	}
	query.Do(l.plan.Then, env)
	l.fire(true)
}

// release lets the gathered rows out when the present event has been through.
func (l *limiter) release() {
	l.released = true
	l.agent.mark()
}

// show puts the counters where expressions read them.
func (l *limiter) show() {
	local := l.agent.env.Local
	local[0], local[1] = int32(l.in), int32(l.inTotal)
	local[2], local[3] = int32(l.out), int32(l.outTotal)
	local[4] = l.lastOutput
}

// fire lets the gathered rows out.
func (l *limiter) fire(timed bool) {
	l.in, l.out = 0, 0
	l.lastOutput = l.agent.core.rt.Now()
	switch {
	case l.first():
		l.silent = false
		return
	case l.groupFirst():
		return
	case l.plan.Keyword == query.OutputSnapshot:
		l.agent.snapshot = true
	default:
		if d := l.agent.direct; d != nil {
			d.settle()
		}
		l.agent.set.Close(timed)
	}
	l.agent.due = timed
	l.release()
}

// end is called when the context partition ends: `when terminated`.
func (l *limiter) end() {
	if !l.plan.OnEnd {
		return
	}
	l.show()
	if l.plan.EndWhen != nil && !l.plan.EndWhen(l.agent.env) {
		return
	}
	query.Do(l.plan.EndThen, l.agent.env)
	l.fire(true)
}

func (l *limiter) stop() {
	l.agent.core.schedule.Cancel(&l.timer)
	for _, c := range l.cancel {
		c()
	}
}

func (l *limiter) save(e *event.Encoder) {
	e.Timer(&l.timer)
	for _, b := range []bool{l.begun, l.open, l.silent} {
		e.Bool(b)
	}
	for _, v := range l.numbers() {
		e.Int64(*v)
	}
}

func (l *limiter) load(d *event.Decoder) {
	d.Timer(l.agent.core.schedule, &l.timer)
	for _, b := range []*bool{&l.begun, &l.open, &l.silent} {
		*b = d.Bool()
	}
	for _, v := range l.numbers() {
		*v = d.Int64()
	}
}

func (l *limiter) numbers() []*int64 {
	return []*int64{
		&l.origin, &l.deployed, &l.passed, &l.in, &l.out, &l.inTotal, &l.outTotal, &l.lastOutput,
	}
}
