package pattern

import "github.com/cephei-go/cephei/query/expr"

var withinDef = GuardDef{
	Namespace: "timer", Name: "within",
	Doc: "timer:within(p) ends its part p after the part started: with the statement, when an " +
		"every started it anew, or when the step before it matched. An event at exactly that " +
		"instant comes too late. The length may be computed from earlier tags.",
	Examples: []Example{{
		Title: "An answer within ten seconds",
		Test: `deploy
create schema Req(id int);
create schema Resp(id int);
@name('out') select a.id as id from pattern [every a=Req -> (Resp(id = a.id) where timer:within(10 sec))];
----
ok

play
Req {"id":1}
Req {"id":2}
@9999
Resp {"id":1}
@10000
Resp {"id":2}
----
4 out new {"id":1}
`,
	}},
	Compile: func(c *Call) (GuardPlan, error) {
		if err := c.Count(1); err != nil {
			return nil, err
		}
		p, err := c.Period(c.Args[0])
		return &within{period: p}, err
	},
}

var withinMaxDef = GuardDef{
	Namespace: "timer", Name: "withinmax",
	Doc: "timer:withinmax(p, n) ends its part p after the part started, or when it matches for the " +
		"n+1st time, whichever is first.",
	Examples: []Example{{
		Title: "At most two events within a minute",
		Test: `deploy
create schema A(id int);
@name('out') select a.id as id from pattern [(every a=A) where timer:withinmax(1 min, 2)];
----
ok

play
A {"id":1}
A {"id":2}
A {"id":3}
----
1 out new {"id":1}
2 out new {"id":2}
`,
	}},
	Compile: func(c *Call) (GuardPlan, error) {
		if err := c.Count(2); err != nil {
			return nil, err
		}
		p, err := c.Period(c.Args[0])
		if err != nil {
			return nil, err
		}
		f, err := c.Fn(c.Args[1])
		if err == nil && !f.Type.IsInteger() {
			err = c.Errorf("the count must be a whole number")
		}
		return &within{period: p, max: f.AsInt(), counts: true}, err
	},
}

// within is timer:within, and timer:withinmax when it counts. Cell.Count is what is left.
type within struct {
	period *expr.Period
	max    expr.IntFn
	counts bool
}

// Untagged is true for a constant length.
func (g *within) Untagged() bool { return g.period.Const && !g.counts }

// steady is true of timer:within of a constant length.
func (g *within) steady() (ms int64, ok bool) { return g.period.Ms, g.Untagged() }

// Start sets the timer; a length of null ends the part at once.
func (g *within) Start(c *Cell, env *expr.Env) Verdict {
	c.Since = c.Now()
	end, ok := c.Since+g.period.Ms, true
	if !g.period.Const {
		end, ok = g.period.Shift(env, c.Since, 1)
	}
	if ok && g.counts {
		c.Count, ok = g.max(env)
	}
	if !ok {
		return End
	}
	c.WakeAt(end)
	return Pass
}

// Inspect lets every match pass while there are some left.
func (g *within) Inspect(c *Cell, _ *expr.Env) Verdict {
	if !g.counts {
		return Pass
	}
	if c.Count--; c.Count < 0 {
		return End
	}
	return Pass
}

// Fire ends the part.
func (g *within) Fire(*Cell, int64) Verdict { return End }

// while is `x while (cond)`: false ends the part, null drops the match.
type while struct {
	cond expr.BoolFn
}

// Start has nothing to do.
func (g while) Start(*Cell, *expr.Env) Verdict { return Pass }

// Inspect evaluates the condition over the match.
func (g while) Inspect(_ *Cell, env *expr.Env) Verdict {
	v, ok := g.cond(env)
	switch {
	case !ok:
		return Drop
	case !v:
		return End
	}
	return Pass
}

// Fire is never called.
func (g while) Fire(*Cell, int64) Verdict { return Pass }
