package ruletest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cephei-go/cephei/event"
)

// step is one line of a play block: an event or a move of the clock.
type step struct {
	typ    string // of the event; "" for a clock step
	object string // the event's JSON
	set    bool   // the clock is set to ms; else it moves by ms
	ms     int64
}

func parseStep(line string) (step, error) {
	line = strings.TrimSpace(line)
	switch {
	case strings.HasPrefix(line, "@"):
		return parseClock(line[1:])
	case strings.HasPrefix(line, "+"):
		ms, err := parseSpan(line[1:])
		return step{ms: ms}, err
	}
	typ, object, ok := strings.Cut(line, " ")
	if !ok {
		return step{}, fmt.Errorf("'%s' is no step: want TYPE {json}, @TIME or +SPAN", line)
	}
	return step{typ: typ, object: strings.TrimSpace(object)}, nil
}

func parseClock(s string) (step, error) {
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		return step{set: true, ms: ms}, nil
	}
	t, ok := event.ParseTime(s)
	if !ok {
		return step{}, fmt.Errorf("'%s' is no time: want milliseconds or ISO 8601", s)
	}
	return step{set: true, ms: t.UnixMilli()}, nil
}

var spanUnits = []struct {
	suffix string
	ms     float64
}{
	{"ms", 1}, {"s", 1000}, {"m", 60_000}, {"h", 3_600_000}, {"d", 86_400_000},
}

func parseSpan(s string) (int64, error) {
	for _, u := range spanUnits {
		num, ok := strings.CutSuffix(s, u.suffix)
		if !ok {
			continue
		}
		if v, err := strconv.ParseFloat(num, 64); err == nil {
			return int64(v * u.ms), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil {
		return d.Milliseconds(), nil
	}
	return 0, fmt.Errorf("'+%s' is no span: want a number with ms, s, m, h or d", s)
}
