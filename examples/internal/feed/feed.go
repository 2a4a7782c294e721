// Package feed is what the examples share: it plays a CSV file into an engine, the file's time
// stamps being the engine's clock, and prints the rows of statements as readable lines.
package feed

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/engine"
	"github.com/cephei-go/cephei/event"
)

// timeColumn and typeColumn are the columns that are no properties of the events.
const (
	timeColumn = "timestamp"
	typeColumn = "type"
)

const layout = "2006-01-02 15:04:05"

// CSV plays a file with a head line. The column timestamp moves the clock, stepwise, so that timers
// fire as they would have done in life. Each line is an event of type typ, or of the one that a
// column named type tells. Empty cells are null.
func CSV(eng *engine.Engine, typ string, r io.Reader) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return err
	}
	head = append([]string(nil), head...)
	for first := true; ; first = false {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := play(eng, typ, head, record, first); err != nil {
			line, _ := in.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func play(eng *engine.Engine, typ string, head, record []string, first bool) error {
	cells := make(map[string]string, len(head))
	for i, name := range head {
		cells[name] = record[i]
	}
	at, err := time.Parse(layout, cells[timeColumn])
	if err != nil {
		return err
	}
	if t, ok := cells[typeColumn]; ok {
		typ = t
	}
	if err := Clock(eng, at, first); err != nil {
		return err
	}
	values, err := typed(eng.Schema(typ), cells)
	if err != nil {
		return err
	}
	return eng.SendMap(typ, values)
}

// Clock moves the engine's time: in one jump for the first event, from timer to timer after that.
func Clock(eng *engine.Engine, at time.Time, first bool) error {
	switch ms := at.UnixMilli(); {
	case first:
		return eng.Advance(ms)
	case ms > eng.Now():
		return eng.AdvanceStepwise(ms)
	}
	return nil
}

// typed reads cells as the schema's columns want them.
func typed(s *event.Schema, cells map[string]string) (map[string]any, error) {
	if s == nil {
		return nil, errors.New("the rules declare no such event type")
	}
	values := make(map[string]any)
	for _, c := range s.Columns() {
		text, ok := cells[c.Name]
		if !ok || text == "" {
			continue
		}
		v, err := value(text, c.Type)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		values[c.Name] = v
	}
	return values, nil
}

func value(text string, t event.Type) (any, error) {
	switch t.Class() {
	case event.ClassBool:
		return strconv.ParseBool(text)
	case event.ClassInt:
		return strconv.ParseInt(text, 10, 64)
	case event.ClassFloat:
		return strconv.ParseFloat(text, 64)
	default:
		return text, nil
	}
}

// Print writes a line for each row of the statements named, or of all that have a name: the engine
// time, the statement, and the columns.
func Print(w io.Writer, eng *engine.Engine, dep *engine.Deployment, names ...string) {
	for _, st := range dep.Statements() {
		wanted := len(names) == 0 || slices.Contains(names, st.Name())
		if !st.Named() || !wanted || st.Schema() == nil {
			continue
		}
		st.Listen(func(u engine.Update) {
			for _, row := range u.New {
				at := time.UnixMilli(eng.Now()).UTC()
				fmt.Fprintf(w, "%s  %-8s %s\n", at.Format(layout), st.Name(), Line(row))
			}
		})
	}
}

// Line returns a row as name=value, numbers with two decimals at most.
func Line(row engine.Row) string {
	var parts []string
	cols := row.Schema().Columns()
	for i := range cols {
		parts = append(parts, cols[i].Name+"="+cell(row.Any(&cols[i])))
	}
	return strings.Join(parts, " ")
}

func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case float64:
		if v == float64(int64(v)) {
			return strconv.FormatInt(int64(v), 10)
		}
		return strconv.FormatFloat(v, 'f', 2, 64)
	case []any:
		var list []string
		for _, x := range v {
			list = append(list, cell(x))
		}
		return strings.Join(list, ",")
	default:
		return fmt.Sprint(v)
	}
}
