package pattern

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/query/expr"
)

// budget is a guard of a user's own: it lets n matches pass in each span of time and goes on.
type budget struct {
	n  int64
	ms int64
}

func (g *budget) Start(c *Cell, _ *expr.Env) Verdict {
	c.State = "full"
	c.WakeAt(c.Now() + g.ms)
	return Pass
}

func (g *budget) Inspect(c *Cell, _ *expr.Env) Verdict {
	if c.Count++; c.Count > g.n {
		c.State = "empty"
		return Drop
	}
	return Pass
}

func (g *budget) Fire(c *Cell, _ int64) Verdict {
	c.Count, c.State = 0, "full"
	c.WakeAt(c.Now() + g.ms)
	return Pass
}

// countdown is an observer of a user's own: true n times, ms apart.
type countdown struct {
	n  int64
	ms int64
}

func (o *countdown) Repeats() bool { return true }

func (o *countdown) Start(c *Cell, _ *expr.Env) Observed {
	c.Count = o.n
	c.WakeAt(c.Now() + o.ms)
	return Wait
}

func (o *countdown) Fire(c *Cell, _ int64) Observed {
	if c.Count--; c.Count == 0 {
		return True
	}
	c.WakeAt(c.Now() + o.ms)
	return TrueAndMore
}

// plugins are the builtin definitions and the two above.
func plugins() Defs {
	d := Builtin()
	d.Guards = append(d.Guards, GuardDef{
		Namespace: "my", Name: "budget", Doc: "my:budget(n, ms)",
		Compile: func(c *Call) (GuardPlan, error) {
			if err := c.Count(2); err != nil {
				return nil, err
			}
			n, err := c.Fn(c.Args[0])
			if err != nil {
				return nil, err
			}
			p, err := c.Period(c.Args[1])
			if err != nil {
				return nil, err
			}
			v, _ := n.AsInt()(&expr.Env{})
			return &budget{n: v, ms: p.Ms}, nil
		},
	})
	d.Observers = append(d.Observers, ObserverDef{
		Namespace: "my", Name: "countdown", Doc: "my:countdown(n, ms)",
		Compile: func(c *Call) (ObserverPlan, error) { return &countdown{n: 3, ms: 10}, c.Count(0) },
	})
	return d
}

func pluginStage(t *testing.T, text string, reload bool) *stage {
	s := &stage{rig: newRig(t), schemas: abc()}
	s.reload = reload
	for _, x := range s.schemas {
		s.schema(x)
	}
	p, err := Compile(parsePattern(t, text), &compiler{s.cat}, plugins())
	require.NoError(t, err)
	s.w = s.run("p", p, func(env *expr.Env) string { return fmt.Sprint(s.sched.Now(), " ", p.show(env)) })
	s.w.in.Start()
	return s
}

func TestGuardOfUsersOwn(t *testing.T) {
	for _, reload := range []bool{false, true} {
		s := pluginStage(t, "(every a=A) where my:budget(2, 0.01)", reload)
		require.Equal(t, []string{"0 a[0]", "0 a[1]", "10 a[3]", "30 a[5]"},
			s.play("A1 A1 A1 @10 A1 @19 @30 B1 A1"))
		s.leftOver()
	}
}

func TestObserverOfUsersOwn(t *testing.T) {
	for _, reload := range []bool{false, true} {
		s := pluginStage(t, "every a=A -> every my:countdown()", reload)
		require.Equal(t, []string{"10 a[0]", "20 a[0]", "30 a[0]"}, s.play("A1 @10 @20 @30 @40"))
		s.leftOver()
	}
}

func TestCallsAreChecked(t *testing.T) {
	s := newStage(t, "a=A", Host{}, nil)
	for _, text := range []string{
		"a=A where my:budget(2)", "a=A where timer:within()", "a=A where timer:nothing(1)",
		"a=A where timer:withinmax(1 sec, 'x')", "timer:never()", "timer:interval()",
		"a=A where timer:within('x')", "a=A while (a.v)", "every-distinct(1) a=A",
		"a=A -[a.v]> b=B", "a=A -> a=B", "[2] a=A -> a=A",
	} {
		_, err := Compile(parsePattern(t, text), &compiler{s.cat}, plugins())
		require.Error(t, err, text)
	}
}
