package engine

import (
	"fmt"
	"io"

	"github.com/cephei-go/cephei/event"
	"github.com/cephei-go/cephei/query"
)

// endMark is behind the state of all operators.
const endMark = "end"

// Checkpoint writes everything that the engine needs to go on elsewhere: the clock, the deployments
// with their texts, the variables, and the state of all operators. No event is taken meanwhile.
func (e *Engine) Checkpoint(w io.Writer) error {
	return e.shell.exclusive(func() error {
		blocks, err := newBlockWriter(w)
		if err != nil {
			return err
		}
		enc := event.NewEncoder(blocks)
		names := e.schemaNames()
		enc.SchemaName = func(s *event.Schema) string { return names[s] }
		enc.Int64(e.core.schedule.Now())
		enc.Int(e.unnamed)
		enc.Uint64(e.core.schedule.LastSlot())
		enc.Int(len(e.deployments))
		e.saveShared(enc)
		for _, d := range e.deployments {
			d.saveText(enc)
		}
		e.saveVariables(enc)
		for _, d := range e.deployments {
			for _, s := range d.statements {
				s.save(enc)
			}
		}
		for _, n := range e.core.cat.Names(query.KindContext) {
			e.core.contexts[e.core.cat.Context(n)].save(enc)
		}
		enc.String(endMark)
		if err := enc.Flush(); err != nil {
			return err
		}
		return blocks.close()
	})
}

// saveShared writes which statements share windows and aggregations.
func (e *Engine) saveShared(enc *event.Encoder) {
	ids := e.numberShared()
	var list []int
	e.eachShared(func(w *sharedWindow) { list = append(list, ids[w]) })
	for _, list := range [][]int{list, e.savedGroups()} {
		enc.Int(len(list))
		for _, id := range list {
			enc.Int(id)
		}
	}
}

func (d *Deployment) saveText(enc *event.Encoder) {
	enc.String(d.name)
	enc.String(d.text)
	enc.Int(len(d.params))
	for _, k := range event.SortedKeys(d.params) {
		enc.String(k)
		enc.Value(d.params[k])
	}
	enc.Int(len(d.statements))
	for _, s := range d.statements {
		enc.String(s.name)
		enc.Bool(s.agent != nil)
		if s.agent != nil {
			enc.Uint64(s.agent.slots[0])
		}
	}
}

// schemaNames gives every schema that a held event can have a name that the restored engine finds
// it by: that of the type, or the place in the plan.
func (e *Engine) schemaNames() map[*event.Schema]string {
	names := make(map[*event.Schema]string)
	for _, s := range e.types() {
		names[s] = s.Name()
	}
	for _, s := range e.types() {
		nameNested(names, s)
		if len(s.Parents()) > 1 {
			e.core.stream(s).nameForms(names)
		}
	}
	for i, d := range e.deployments {
		for j, st := range d.statements {
			for k, s := range st.plan.OwnSchemas() {
				if _, ok := names[s]; !ok {
					names[s] = fmt.Sprintf("\x00%d.%d.%d", i, j, k)
				}
				nameNested(names, s)
			}
		}
	}
	return names
}

// nameNested names the schemas of events within the events of s, such as the results of
// holt_winters, by the columns that they stand in.
func nameNested(names map[*event.Schema]string, s *event.Schema) {
	for i := range s.Columns() {
		c := &s.Columns()[i]
		t := c.Type
		for t.Elem != nil {
			t = *t.Elem
		}
		if _, known := names[t.Schema]; t.Schema == nil || known {
			continue
		}
		names[t.Schema] = names[s] + "\x00" + c.Name
		nameNested(names, t.Schema)
	}
}

func (e *Engine) saveVariables(enc *event.Encoder) {
	names := e.core.cat.Names(query.KindVariable)
	enc.Int(len(names))
	for _, n := range names {
		enc.String(n)
		enc.Value(e.core.cat.Variable(n).Get())
	}
}

func (s *Statement) save(enc *event.Encoder) {
	enc.String(s.name)
	c := s.counted()
	enc.Uint64(c.EventsIn)
	enc.Uint64(c.RowsOut)
	enc.Uint64(c.Errors)
	if s.agent != nil {
		s.agent.save(enc)
	}
}

// Restore returns an engine that goes on where [Engine.Checkpoint] left off. The configuration must
// offer the functions and windows that the deployments use, and prepare, where given, registers the
// struct types. Listeners are not part of a checkpoint. A damaged checkpoint is an error that wraps
// [event.ErrCorrupt].
func Restore(r io.Reader, cfg Config, prepare ...func(*Engine) error) (*Engine, error) {
	system := cfg.SystemClock
	cfg.SystemClock = false // the clock must not run before everything is loaded
	e, err := New(cfg)
	if err != nil {
		return nil, err
	}
	for _, p := range prepare {
		if err := p(e); err != nil {
			return nil, err
		}
	}
	e.core.loading = true
	err = e.shell.exclusive(func() error { return e.load(r) })
	e.core.loading = false
	if err != nil {
		return nil, err
	}
	if e.cfg.SystemClock = system; system {
		e.shell.init(e)
	}
	return e, nil
}

// load reads a checkpoint. The bytes are those that were written; should they be of another program
// and bring an operator down, that is an error all the same.
func (e *Engine) load(r io.Reader) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("%w: %v", event.ErrCorrupt, thrown)
		}
	}()
	blocks, err := newBlockReader(r)
	if err != nil {
		return err
	}
	byName := make(map[string]*event.Schema)
	dec := event.NewDecoder(blocks, func(n string) *event.Schema { return byName[n] })
	if err := e.loadAll(dec, byName); err != nil {
		return err
	}
	return blocks.end()
}

// loadAll reads what is in the blocks; byName is filled with the schemas that events are of.
func (e *Engine) loadAll(dec *event.Decoder, byName map[string]*event.Schema) error {
	e.core.schedule.Advance(dec.Int64())
	unnamed, lastSlot := dec.Int(), dec.Uint64()
	names, err := e.loadDeployments(dec)
	if err != nil {
		return err
	}
	e.unnamed = unnamed
	for s, n := range e.schemaNames() {
		byName[n] = s
	}
	e.loadVariables(dec)
	for i, d := range e.deployments {
		for j, s := range d.statements {
			s.name = names[i][j]
			s.load(dec)
		}
	}
	for _, n := range e.core.cat.Names(query.KindContext) {
		e.core.contexts[e.core.cat.Context(n)].load(dec)
	}
	e.core.schedule.ContinueAt(lastSlot + event.SubSlots)
	e.eachShared(func(w *sharedWindow) { w.touched = true })
	if end := dec.String(); dec.Err() == nil && end != endMark {
		dec.Fail("the end is missing")
	}
	e.core.arena.Sweep()
	return dec.Err()
}

// loadDeployments deploys the texts again and returns the names that their statements had.
func (e *Engine) loadDeployments(dec *event.Decoder) ([][]string, error) {
	var names [][]string
	count := dec.Len()
	var groupIDs []int
	for _, ids := range []*[]int{&e.core.shareIDs, &groupIDs} {
		for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
			*ids = append(*ids, dec.Int())
		}
	}
	for n := count; n > 0 && dec.Err() == nil; n-- {
		d := &Deployment{engine: e, name: dec.String(), text: dec.String()}
		for k := dec.Len(); k > 0 && dec.Err() == nil; k-- {
			if d.params == nil {
				d.params = make(map[string]any)
			}
			key := dec.String()
			d.params[key] = dec.Value()
		}
		var own []string
		for k := dec.Len(); k > 0 && dec.Err() == nil; k-- {
			own = append(own, dec.String())
			if dec.Bool() {
				e.core.slots = append(e.core.slots, dec.Uint64())
			}
		}
		if dec.Err() != nil {
			break
		}
		if err := e.deploy(d); err != nil {
			return nil, fmt.Errorf("deployment '%s' of the checkpoint: %w", d.name, err)
		}
		if len(own) != len(d.statements) {
			dec.Fail("deployment '%s' has %d statements, not %d", d.name, len(d.statements), len(own))
			break
		}
		names = append(names, own)
	}
	e.shareSavedGroups(groupIDs)
	return names, dec.Err()
}

func (e *Engine) loadVariables(dec *event.Decoder) {
	for n := dec.Len(); n > 0 && dec.Err() == nil; n-- {
		name := dec.String()
		v := dec.Value()
		if x := e.core.cat.Variable(name); x != nil && dec.Err() == nil {
			x.Set(v)
		}
	}
}

func (s *Statement) load(dec *event.Decoder) {
	if got := dec.String(); dec.Err() == nil && got != s.name {
		dec.Fail("state of statement '%s' where that of '%s' is expected", got, s.name)
		return
	}
	s.counters.EventsIn, s.counters.RowsOut, s.counters.Errors = dec.Uint64(), dec.Uint64(), dec.Uint64()
	if s.agent != nil {
		s.agent.load(dec)
	}
}
