package ruletest

// Verdict is what came of a case.
type Verdict int

// The verdicts.
const (
	Passed  Verdict = iota
	Failed          // at least one way gives another output, or the file cannot be read
	Skipped         // fails, as its place on the skip list says
	Stale           // on the skip list, but passes in all ways
)

// Result is a case with its verdict.
type Result struct {
	Path     string
	Verdict  Verdict
	Reason   string    // of a case on the skip list
	Failures []Failure // of the first way that failed
}

// RunCase runs a file in the given ways, and stops at the first way that fails.
func RunCase(path string, ways []Way, skip *SkipList) Result {
	r := Result{Path: path}
	reason, listed := skip.Reason(path)
	r.Reason = reason
	f, err := Read(path)
	if err != nil {
		r.Failures = []Failure{{Way: Plain, Err: err}}
	} else {
		r.Failures = firstFailures(f, ways)
	}
	switch {
	case len(r.Failures) == 0 && listed:
		r.Verdict = Stale
	case len(r.Failures) == 0:
		r.Verdict = Passed
	case listed:
		r.Verdict = Skipped
	default:
		r.Verdict = Failed
	}
	return r
}

func firstFailures(f *File, ways []Way) []Failure {
	for _, w := range ways {
		if out := Run(f, w); len(out.Failures) > 0 {
			return out.Failures
		}
	}
	return nil
}
