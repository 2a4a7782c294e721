package ruletest

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// SkipList names the cases that are known to fail, each with its reason. The list can only shrink:
// a case on it that passes is an error, so that nobody forgets to take it off.
type SkipList struct {
	dir     string // what paths are relative to
	reasons map[string]string
	order   []string
}

// ReadSkipList reads a file of lines `PATH REASON`, the path being relative to the file's directory.
// Empty lines and those that start with # do not count.
func ReadSkipList(path string) (*SkipList, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	s := &SkipList{dir: filepath.Dir(path), reasons: make(map[string]string)}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.add(line); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return s, sc.Err()
}

func (s *SkipList) add(line string) error {
	name, reason, _ := strings.Cut(line, " ")
	if reason = strings.TrimSpace(reason); reason == "" {
		return fmt.Errorf("'%s' has no reason", name)
	}
	if _, twice := s.reasons[name]; twice {
		return fmt.Errorf("'%s' is listed twice", name)
	}
	if _, err := os.Stat(filepath.Join(s.dir, name)); err != nil {
		return fmt.Errorf("'%s' does not exist", name)
	}
	s.reasons[name] = reason
	s.order = append(s.order, name)
	return nil
}

// Reason returns why the case is skipped, and whether it is.
func (s *SkipList) Reason(path string) (string, bool) {
	if s == nil {
		return "", false
	}
	rel, err := relativeTo(s.dir, path)
	if err != nil {
		return "", false
	}
	reason, ok := s.reasons[rel]
	return reason, ok
}

// Cases returns the paths of all cases on the list, in its order.
func (s *SkipList) Cases() []string { return s.order }

// relativeTo is filepath.Rel for paths of which only one may be absolute.
func relativeTo(dir, path string) (string, error) {
	a, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	b, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(a, b)
	return filepath.ToSlash(rel), err
}

// Prune rewrites the text of a skip list without the lines of the cases that passed.
func Prune(text string, passed map[string]bool) string {
	var keep []string
	for line := range strings.SplitSeq(text, "\n") {
		if name := firstWord(strings.TrimSpace(line)); !passed[name] {
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "\n")
}
