package ruletest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Tolerances of doubles: they are equal within either.
const (
	relative = 1e-9
	absolute = 1e-12
)

// sameRow tells whether two rows, JSON objects, are equal: the order of properties does not count,
// whole numbers differ from doubles, doubles have a tolerance.
func sameRow(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := decode(a)
	y, err2 := decode(b)
	return err1 == nil && err2 == nil && same(x, y)
}

func decode(s string) (any, error) {
	d := json.NewDecoder(bytes.NewReader([]byte(s)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the value")
	}
	return v, nil
}

func same(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, ok := y[k]
			if !ok || !same(v, w) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	case json.Number:
		y, ok := b.(json.Number)
		return ok && sameNumber(string(x), string(y))
	}
	return a == b
}

func sameNumber(a, b string) bool {
	fa, fb := strings.ContainsAny(a, ".eE"), strings.ContainsAny(b, ".eE")
	if fa != fb {
		return false
	}
	if !fa {
		x, ok1 := new(big.Int).SetString(a, 10)
		y, ok2 := new(big.Int).SetString(b, 10)
		return ok1 && ok2 && x.Cmp(y) == 0
	}
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	if err1 != nil || err2 != nil {
		return a == b
	}
	d := math.Abs(x - y)
	return d <= absolute || d <= relative*max(math.Abs(x), math.Abs(y))
}

// sameRows compares rows as sequences or as multisets.
func sameRows(want, got []string, ordered bool) bool {
	if len(want) != len(got) {
		return false
	}
	if ordered {
		return slices.EqualFunc(want, got, sameRow)
	}
	used := make([]bool, len(got))
	for _, w := range want {
		i := 0
		for ; i < len(got); i++ {
			if !used[i] && sameRow(w, got[i]) {
				break
			}
		}
		if i == len(got) {
			return false
		}
		used[i] = true
	}
	return true
}

// delivery is the rows of one statement in one step and stream.
type delivery struct {
	step      string
	statement string
	stream    string // new, old or error
}

// samePlay compares the output of a play block: statement by statement within each step.
func samePlay(want, got []string, ordered func(statement string) bool) bool {
	w, g := byDelivery(want), byDelivery(got)
	if len(w) != len(g) {
		return false
	}
	for k, rows := range w {
		if !sameRows(rows, g[k], ordered(k.statement)) {
			return false
		}
	}
	return true
}

func byDelivery(lines []string) map[delivery][]string {
	m := make(map[delivery][]string)
	for _, l := range lines {
		d, row := parseRow(l)
		m[d] = append(m[d], row)
	}
	return m
}

// parseRow takes `STEP STATEMENT new|old {row}` or `STEP error` apart. The statement's name may
// hold spaces and the words new and old, so the row is looked for from the first brace that a
// stream's name precedes.
func parseRow(line string) (delivery, string) {
	step, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	for _, stream := range []string{"new", "old"} {
		if name, row, ok := strings.Cut(rest, " "+stream+" {"); ok {
			return delivery{step, name, stream}, "{" + row
		}
	}
	return delivery{step: step, stream: rest}, ""
}
