package filter

import (
	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/internal/await"
	"github.com/cephei-go/cephei/query/expr"
)

// Party is an entry that stands for many: those of one owner that demand the same of an event but
// for the value that one column must equal, as the atoms of a pattern's step do. Each of them is an
// await.Waiter, which costs the index a slot in a table and nothing else. In a match set the party
// stands once, and tells which of its waiters the event reached.
type Party struct {
	Entry
	// Tags puts what the Test needs to know of a waiter into Env; it is asked only when there is one.
	Tags interface {
		Load(w *await.Waiter, env *expr.Env)
	}

	group await.Group
	index *Index
	table *await.Table
	hits  []*await.Waiter
	turn  uint64 // of hits
}

// Join names the index and column of a party before its first waiter enters.
func (p *Party) Join(x *Index, col *event.Column) {
	x.seq++
	p.Seq = x.seq
	p.group.Owner, p.index, p.table = p, x, &x.column(col).waiters
}

// Joined tells whether Join was called.
func (p *Party) Joined() bool { return p.index != nil }

// WaitStr enters a waiter for a text.
func (p *Party) WaitStr(w *await.Waiter, v string) {
	p.index.count++
	w.Group = &p.group
	p.table.AddText(w, v)
}

// WaitInt enters a waiter for a whole number.
func (p *Party) WaitInt(w *await.Waiter, v int64) {
	p.index.count++
	w.Group = &p.group
	p.table.AddWord(w, v)
}

// Leave takes a waiter out of the index it is in.
func Leave(w *await.Waiter) {
	if w.Group == nil {
		return
	}
	p := w.Group.Owner.(*Party)
	p.table.Remove(w)
	p.index.count--
	w.Group = nil
}

// Hits yields the waiters that the event of the present match set reached and that still wait.
func (p *Party) Hits(yield func(*await.Waiter) bool) {
	for i, w := range p.hits {
		p.hits[i] = nil
		if w != nil && w.Group == &p.group && !yield(w) {
			return
		}
	}
}

// reached notes the waiters of one value that accept the event, and appends the parties that they
// belong to, each once.
func (x *Index) reached(w *await.Waiter, ev *event.Event, out []*Entry) []*Entry {
	x.turn++
	for ; w != nil; w = w.Next() {
		p := w.Group.Owner.(*Party)
		if p.Test != nil && !p.accepts(w, ev) {
			continue
		}
		if p.turn != x.turn {
			p.turn, p.hits = x.turn, p.hits[:0]
			out = append(out, &p.Entry)
		}
		p.hits = append(p.hits, w)
	}
	return out
}

// accepts tests what is demanded besides the value. What the test throws is that waiter's error.
func (p *Party) accepts(w *await.Waiter, ev *event.Event) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			p.Target.Failed(r)
			ok = false
		}
	}()
	p.Tags.Load(w, p.Env)
	p.Env.Ev[p.Slot] = ev
	return p.Test(p.Env)
}
