package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/grammar"
	"github.com/cephei-go/cephei/query/ast"
)

// rule is one statement of the file of rules. Each is a deployment of its own, so that those that do
// not change live on when the file does.
type rule struct {
	name string // of the deployment: made from the statement in canonical form
	text string
}

// ruleSet is the rules of a file.
type ruleSet struct {
	rules    []rule
	declared []string // event types that the rules declare and do not fill themselves
}

// parseRules takes a file of rules apart, after the compiler has found nothing wrong with it.
func parseRules(ctx context.Context, text string) (*ruleSet, error) {
	eng, err := engine.New(engine.Config{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = eng.Close() }()
	if _, err := eng.Check(ctx, text); err != nil {
		return nil, err
	}
	mod, err := grammar.Parse(text, grammar.Limits{})
	if err != nil {
		return nil, err
	}
	set := &ruleSet{}
	seen := make(map[string]int)
	filled := make(map[string]bool)
	for _, st := range mod.Statements {
		canonical := ast.Format(st)
		seen[canonical]++
		name := fmt.Sprintf("%x", sha256.Sum256([]byte(canonical)))[:16]
		if n := seen[canonical]; n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		set.rules = append(set.rules, rule{name, st.Header().Span.Text(text)})
		switch st := st.(type) {
		case *ast.CreateSchema:
			set.declared = append(set.declared, st.Name)
		case *ast.Select:
			if st.Insert != nil {
				filled[st.Insert.Target] = true
			}
		}
	}
	set.declared = slices.DeleteFunc(set.declared, func(t string) bool { return filled[t] })
	return set, nil
}

// onlyType returns the type of the records when the rules leave no choice.
func (s *ruleSet) onlyType() (string, error) {
	if len(s.declared) == 1 {
		return s.declared[0], nil
	}
	if len(s.declared) == 0 {
		return "", fmt.Errorf("the rules declare no event type with create schema")
	}
	return "", fmt.Errorf("the rules declare the event types %s: say which with -type or -type-field",
		strings.Join(s.declared, ", "))
}

// change is what became of the rules when they were applied.
type change struct {
	begun, ended, again, kept int
}

func (c change) String() string {
	s := fmt.Sprintf("%d begun, %d ended, %d kept", c.begun, c.ended, c.kept)
	if c.again > 0 {
		s += fmt.Sprintf(", %d begun again, since they use what changed", c.again)
	}
	return s
}

// apply makes the engine run these rules: what is new or changed is deployed, what is gone undeployed,
// and the rest is left alone with its state, but for those that use what goes. Attach is called for
// every new deployment. When a rule cannot be deployed, those from before run again.
func (s *ruleSet) apply(eng *engine.Engine, attach func(*engine.Deployment)) (change, error) {
	wanted := make(map[string]bool)
	for _, r := range s.rules {
		wanted[r.name] = true
	}
	var c change
	going, again := leaving(eng.Deployments(), wanted)
	for _, d := range slices.Backward(going) {
		if err := eng.Undeploy(d.Name()); err != nil {
			return c, err
		}
	}
	var begun []string
	for _, r := range s.rules {
		if eng.Deployment(r.name) != nil {
			c.kept++
			continue
		}
		d, err := eng.Deploy(context.Background(), r.text, engine.WithName(r.name))
		if err != nil {
			return c, rollBack(eng, begun, going, attach, err)
		}
		begun = append(begun, r.name)
		attach(d)
	}
	c.begun, c.ended, c.again = len(begun)-again, len(going)-again, again
	return c, nil
}

// leaving lists the deployments that are not wanted any more, and those that use them, in order; again
// counts the latter that are wanted.
func leaving(running []*engine.Deployment, wanted map[string]bool) (going []*engine.Deployment, again int) {
	for _, d := range running {
		uses := slices.ContainsFunc(d.Needs(), func(n *engine.Deployment) bool {
			return slices.Contains(going, n)
		})
		if wanted[d.Name()] && !uses {
			continue
		}
		going = append(going, d)
		if wanted[d.Name()] {
			again++
		}
	}
	return going, again
}

// rollBack runs the rules from before again, after cause kept the new ones from being deployed.
func rollBack(
	eng *engine.Engine, begun []string, gone []*engine.Deployment, attach func(*engine.Deployment),
	cause error,
) error {
	for _, name := range slices.Backward(begun) {
		if err := eng.Undeploy(name); err != nil {
			return fmt.Errorf("%w; and then: %w", cause, err)
		}
	}
	for _, old := range gone {
		d, err := eng.Deploy(context.Background(), old.Text(), engine.WithName(old.Name()))
		if err != nil {
			return fmt.Errorf("%w; and then: %w", cause, err)
		}
		attach(d)
	}
	return cause
}
