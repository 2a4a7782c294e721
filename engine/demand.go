package engine

import (
	"context"
	"fmt"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// Query runs an on-demand query over named windows and tables: select, which may join them and, under
// `context C`, answers for each partition; insert into; update; delete. It returns copies of the rows
// selected or, of a named window, inserted, deleted, or updated as they are now. Only a select can be
// asked from a callback.
func (e *Engine) Query(ctx context.Context, epl string) (rows []Row, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var p *query.Plan
	func() {
		defer e.shell.enter()()
		p, err = query.CompileQuery(epl, e.core.cat.Overlay(), query.Options{Limits: e.cfg.Limits})
		if err == nil && p.Select != nil {
			rows, err = e.runQuery(p)
		}
	}()
	if err != nil || p.Select != nil {
		return rows, err
	}
	// What the text meant a moment ago it may mean no more: it is compiled again under the lock.
	err = e.shell.exclusive(func() error {
		p, err := query.CompileQuery(epl, e.core.cat.Overlay(), query.Options{Limits: e.cfg.Limits})
		if err != nil {
			return err
		}
		rows, err = e.runQuery(p)
		e.core.flush()
		e.core.settle()
		return err
	})
	return rows, err
}

// runQuery runs a compiled query as a statement that lives as long as that takes.
func (e *Engine) runQuery(p *query.Plan) (rows []Row, err error) {
	c := e.core
	st := &Statement{name: "query", plan: p, deployment: &Deployment{engine: e, name: "query"}}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			rows, err = nil, r
		default:
			rows, err = nil, fmt.Errorf("query: %v", r)
		}
	}()
	if p.Select != nil {
		c.arena.AttachOnce(p.Select.Schema)
	}
	if p.Demand != nil {
		return c.insertOnDemand(st, p.Demand)
	}
	if p.Context == nil {
		return c.ask(st, nil), nil
	}
	for _, part := range c.contexts[p.Context].ordered() {
		rows = append(rows, c.ask(st, part)...)
	}
	return rows, nil
}

// ask runs a query in a partition and returns copies of its rows.
func (c *core) ask(st *Statement, part *partition) (rows []Row) {
	loading := c.loading
	c.loading = false
	a := newAgent(c, st, part)
	c.loading = loading
	defer a.stop()
	if a.on != nil {
		a.on.run(nil)
		if a.on.p.Target.Store.Table != nil { // tables tell nobody of what becomes of them
			return nil
		}
		for _, row := range a.on.out.New {
			rows = append(rows, row.Clone())
		}
		return rows
	}
	for _, in := range a.inputs {
		in.consumer = newConsumer(in)
	}
	a.preload()
	for _, row := range a.contents() {
		rows = append(rows, row.Clone())
	}
	return rows
}

// insertOnDemand makes the rows of an insert and puts them into their store, those of a partition
// together.
func (c *core) insertOnDemand(st *Statement, p *query.DemandInsert) (rows []Row, err error) {
	a := &agent{core: c, st: st, block: &block{}}
	a.env = a.newEnv(p.Slots, 1)
	a.subs = newSubqueries(a, p.Slots)
	defer a.stop()
	var order []rowStore
	lists := make(map[rowStore][]rowChange)
	for _, m := range p.Rows {
		row := m.Make(a.env)
		part, err := c.partitionFor(p.Store, row)
		if err != nil {
			return nil, err
		}
		s := c.store(p.Store, part)
		if lists[s] == nil {
			order = append(order, s)
		}
		lists[s] = append(lists[s], rowChange{now: row})
		rows = append(rows, row)
	}
	for _, s := range order {
		s.change(lists[s])
	}
	if p.Store.Table != nil {
		return nil, nil
	}
	for i, row := range rows {
		rows[i] = row.Clone()
	}
	return rows, nil
}

// partitionFor returns the partition that a row belongs to; nil where the store has no context.
func (c *core) partitionFor(s *query.Store, row *event.Event) (*partition, error) {
	if s.Context == nil {
		return nil, nil
	}
	if s.Window == nil {
		return nil, fmt.Errorf("insert into table '%s' of a context on demand: not supported yet", s.Name)
	}
	ctl := c.contexts[s.Context]
	ctl.env.Ev[0] = row
	if n, ok := ctl.parts.FindBy(keyOfRows(s.Window), ctl.env); ok {
		return *ctl.parts.At(n), nil
	}
	return nil, fmt.Errorf("context '%s' has no partition for the row", s.Context.Name)
}
