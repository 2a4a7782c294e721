package picture

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Point is a value at a time in milliseconds since 1970; NaN is a missing value.
type Point struct {
	Time  int64
	Value float64
}

// Columns says which columns of a table are the time and the value; empty names are the first and
// the second column.
type Columns struct{ Time, Value string }

// ReadCSV reads a table with a header.
func ReadCSV(r io.Reader, c Columns) ([]Point, error) {
	table := csv.NewReader(r)
	table.FieldsPerRecord = -1
	table.TrimLeadingSpace = true
	header, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("no header: %w", err)
	}
	at, err := column(header, c.Time, 0)
	if err != nil {
		return nil, err
	}
	value, err := column(header, c.Value, 1)
	if err != nil {
		return nil, err
	}
	var list []Point
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		p, err := point(row, at, value)
		if err != nil {
			line, _ := table.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		list = append(list, p)
	}
}

// column returns the place of a column in the header.
func column(header []string, name string, otherwise int) (int, error) {
	if name == "" {
		if otherwise >= len(header) {
			return 0, fmt.Errorf("only %d columns", len(header))
		}
		return otherwise, nil
	}
	if i := slices.Index(header, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("no column '%s'; there are %s", name, strings.Join(header, ", "))
}

func point(row []string, at, value int) (p Point, err error) {
	if max(at, value) >= len(row) {
		return p, fmt.Errorf("only %d fields", len(row))
	}
	if p.Time, err = instant(row[at]); err != nil {
		return p, err
	}
	text := strings.TrimSpace(row[value])
	if text == "" {
		p.Value = math.NaN()
		return p, nil
	}
	if p.Value, err = strconv.ParseFloat(text, 64); err != nil {
		return p, fmt.Errorf("'%s' is no number", text)
	}
	return p, nil
}

var layouts = []string{"2006-01-02 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"}

// instant reads a time: a date with time of day, or milliseconds since 1970.
func instant(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return ms, nil
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, text); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf("'%s' is no time: want 2006-01-02 15:04:05, ISO 8601 or milliseconds", text)
}

// Window is a stretch of time that somebody has labelled.
type Window struct{ From, To int64 }

// ReadLabels reads the windows of one key from a JSON object of lists of pairs of times, as the
// Numenta Anomaly Benchmark has them.
func ReadLabels(r io.Reader, key string) ([]Window, error) {
	var all map[string][][]string
	if err := json.NewDecoder(r).Decode(&all); err != nil {
		return nil, err
	}
	pairs, ok := all[key]
	if !ok {
		return nil, fmt.Errorf("no key '%s'", key)
	}
	var list []Window
	for _, p := range pairs {
		if len(p) != 2 {
			return nil, fmt.Errorf("key '%s': a window needs two times, not %d", key, len(p))
		}
		from, err := instant(p[0])
		if err != nil {
			return nil, err
		}
		to, err := instant(p[1])
		if err != nil {
			return nil, err
		}
		list = append(list, Window{from, to})
	}
	return list, nil
}
