package aggregate

import (
	"github.com/cephei-go/cephei/event"
)

var leavingDef = &Def{
	Name: "leaving",
	Doc: "leaving() is false until the first event has left the data window, and true from then " +
		"on: the window has filled up.",
	Examples: []Example{{"A window of two fills up", `
deploy
create schema Cpu(pct int);
@name('out') select leaving() as full, avg(pct) as mean from Cpu#length(2);
----
ok

play
Cpu {"pct":5}
Cpu {"pct":7}
Cpu {"pct":9}
----
1 out new {"full":false,"mean":5.0}
2 out new {"full":false,"mean":6.0}
3 out new {"full":true,"mean":8.0}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.check(0, 0); err != nil {
			return nil, err
		}
		if err := c.noStar(); err != nil {
			return nil, err
		}
		if err := c.noDistinct(); err != nil {
			return nil, err
		}
		return planOf[hasLeft, bool](&c, event.Bool, always), nil
	},
}

// hasLeft tells whether a row ever left. Null arguments do not matter, as there is no argument.
type hasLeft struct{ left bool }

// Enter implements State.
func (s *hasLeft) Enter(struct{}) {}

// Leave implements State.
func (s *hasLeft) Leave(struct{}) { s.left = true }

// Value implements State.
func (s *hasLeft) Value() (v, ok bool) { return s.left, true }

// Save implements State.
func (s *hasLeft) Save(e *event.Encoder) { e.Bool(s.left) }

// Load implements State.
func (s *hasLeft) Load(d *event.Decoder) { s.left = d.Bool() }
