package pattern

import "github.com/cephei-go/cephei/query/expr"

var intervalDef = ObserverDef{
	Namespace: "timer", Name: "interval",
	Doc: "timer:interval(p) is true once, p after it started; with every it is periodic. When the " +
		"clock jumps it is true once, and the next period counts from there. A period of months " +
		"follows the calendar; zero is true at once. The length may be computed from earlier tags.",
	Examples: []Example{{
		Title: "The dead man's switch",
		Test: `deploy
create schema Beat(host string);
@name('out') select b.host as host from pattern [every b=Beat -> (timer:interval(10 sec) and not Beat(host = b.host))];
----
ok

play
Beat {"host":"h1"}
@9999
Beat {"host":"h1"}
@19999
----
4 out new {"host":"h1"}
`,
	}},
	Compile: func(c *Call) (ObserverPlan, error) {
		if err := c.Count(1); err != nil {
			return nil, err
		}
		p, err := c.Period(c.Args[0])
		return &interval{period: p}, err
	},
}

type interval struct {
	period *expr.Period
}

// Untagged is true for a constant length.
func (o *interval) Untagged() bool { return o.period.Const }

// steady is true of a constant length that is not over at once.
func (o *interval) steady() (ms int64, ok bool) { return o.period.Ms, o.Untagged() && o.period.Ms > 0 }

// Start sets the timer; a length of null is never over.
func (o *interval) Start(c *Cell, env *expr.Env) Observed {
	now := c.Now()
	end, ok := now+o.period.Ms, true
	if !o.period.Const {
		end, ok = o.period.Shift(env, now, 1)
	}
	switch {
	case !ok:
		return Never
	case end <= now:
		return True
	}
	c.WakeAt(end)
	return Wait
}

// Fire is true.
func (o *interval) Fire(*Cell, int64) Observed { return True }
