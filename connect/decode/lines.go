package decode

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// WholeLine is the column of raw lines that no expression takes apart.
const WholeLine = "line"

// Lines decodes raw lines by regular expressions with named groups, of which each is a column. The
// first expression that matches counts. A group that took no part is null. Without expressions the
// line itself is the column [WholeLine].
type Lines struct {
	exprs []*regexp.Regexp
}

var errNoMatch = errors.New("no expression matches the line")

// NewLines compiles the expressions, in Go's syntax.
func NewLines(exprs ...string) (*Lines, error) {
	l := &Lines{}
	for _, text := range exprs {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, err
		}
		if strings.Join(re.SubexpNames(), "") == "" {
			return nil, fmt.Errorf("expression '%s' has no named group, such as (?P<host>\\S+)", text)
		}
		l.exprs = append(l.exprs, re)
	}
	return l, nil
}

// Decode returns the groups of the first expression that matches.
func (l *Lines) Decode(line []byte) (map[string]any, error) {
	if len(line) == 0 {
		return nil, nil
	}
	text := string(line)
	if len(l.exprs) == 0 {
		return map[string]any{WholeLine: Text(text)}, nil
	}
	for _, re := range l.exprs {
		if at := re.FindStringSubmatchIndex(text); at != nil {
			return groups(re, text, at), nil
		}
	}
	return nil, errNoMatch
}

func groups(re *regexp.Regexp, text string, at []int) map[string]any {
	m := make(map[string]any)
	for i, name := range re.SubexpNames() {
		if name == "" {
			continue
		}
		if from, to := at[2*i], at[2*i+1]; from >= 0 {
			m[name] = Text(text[from:to])
		} else if _, set := m[name]; !set { // of alternatives with the same name one takes part
			m[name] = nil
		}
	}
	return m
}
