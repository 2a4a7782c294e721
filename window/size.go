package window

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query/expr"
)

var sizeDef = &Def{
	Namespace: "std", Name: "size",
	Doc: "The number of events inside, as the property size; posted when it changes. Arguments are " +
		"further columns with the values of the last event, `*` all its properties: " +
		"length(100)#size(host).",
	Examples: []Example{{"How many jobs ran in the last minute", `
deploy
create schema Job(id string);
@name('jobs') select size from Job#time(1 min)#size;
----
ok

play
Job {"id":"a"}
@1000
Job {"id":"b"}
@60000
----
1 jobs new {"size":1}
3 jobs new {"size":2}
4 jobs new {"size":1}
`}},
	Compile: func(c Call) (Plan, error) {
		if err := c.arity(0, -1, "size"); err != nil {
			return nil, err
		}
		fields := []event.Field{{Name: "size", Type: event.Long}}
		p, err := newDerived(&c, fields, 0, func() calc { return new(sizeCalc) })
		if err != nil {
			return nil, err
		}
		p.changes = true
		return p, nil
	},
}

type sizeCalc struct{ n int64 }

func (s *sizeCalc) enter(*expr.Env)                             { s.n++ }
func (s *sizeCalc) leave(*expr.Env)                             { s.n-- }
func (s *sizeCalc) write(row *event.Event, cols []event.Column) { row.SetInt(&cols[0], s.n) }

// Save writes the number.
func (s *sizeCalc) Save(e *event.Encoder) { e.Int64(s.n) }

// Load reads what Save wrote.
func (s *sizeCalc) Load(d *event.Decoder) { s.n = d.Int64() }

func (s *sizeCalc) bytes() int { return 8 }
