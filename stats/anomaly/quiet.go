package anomaly

import "github.com/cephei-go/cephei/stats"

// Quiet thins out the alarms of a detector: after one, none for a number of points or a time,
// whichever lasts longer. Points in the quiet score 0. On real data this is worth more than any
// choice of statistic: a disturbance is one alarm, not one for each of its points.
//
//	params    points (100: the alarm and the 99 points after it), ms (0), share (0.05: never longer
//	          than this share of the points seen, so that a young stream is not deaf; 0 = no
//	          such bound, and none on the time)
//	cost      1 ns
//	space     56 bytes
//	NaN, Inf  as the inner detector; they count as points of the quiet
//	time      a stamp before that of the alarm ends a quiet by time
//	source    trials on the Numenta Anomaly Benchmark, see benchmarks/nab
type Quiet struct {
	inner Detector
	hush
	ms    int64
	since int64 // time of the alarm
	timed bool  // a quiet by time is on
}

// hush is a quiet counted in points.
type hush struct {
	points int     // of a quiet, with the alarm
	share  float64 // bound on the quiet as a share of the points seen; 0 = none
	left   int     // points to come in this quiet
	seen   uint64
}

// silent counts a point and reports whether it lies in the quiet.
func (h *hush) silent() bool {
	h.seen++
	if h.left == 0 {
		return false
	}
	h.left--
	return true
}

// begin starts the quiet after an alarm.
func (h *hush) begin() {
	h.left = max(h.points-1, 0)
	if h.share > 0 {
		h.left = int(min(h.share*float64(h.seen), float64(h.left)))
	}
}

// Save writes the state.
func (h *hush) Save(e stats.Encoder) {
	e.Int64(int64(h.left))
	e.Uint64(h.seen)
}

// Load reads what Save wrote.
func (h *hush) Load(d stats.Decoder) error {
	h.left, h.seen = int(d.Int64()), d.Uint64()
	if h.left < 0 || h.left > max(h.points, 0) {
		return damaged("a quiet of %d points", h.left)
	}
	return d.Err()
}

// NewQuiet wraps a detector; see the card for the parameters.
func NewQuiet(inner Detector, points int, ms int64, share float64) *Quiet {
	return &Quiet{inner: inner, hush: hush{points: points, share: share}, ms: ms}
}

// Update scores a point as the inner detector does, or 0 in the quiet.
func (q *Quiet) Update(t int64, x float64) Score {
	s := q.inner.Update(t, x)
	if elapsed := t - q.since; q.timed && (elapsed < 0 || elapsed >= q.ms) {
		q.timed = false
	}
	if q.silent() || q.timed {
		return Score{}
	}
	if s.Alert {
		q.begin()
		q.since, q.timed = t, q.ms > 0
	}
	return s
}

// Save writes the state.
func (q *Quiet) Save(e stats.Encoder) {
	saveAll(e, q.inner, &q.hush)
	e.Int64(q.since)
	e.Bool(q.timed)
}

// Load reads what Save wrote.
func (q *Quiet) Load(d stats.Decoder) error {
	if err := loadAll(d, q.inner, &q.hush); err != nil {
		return err
	}
	q.since, q.timed = d.Int64(), d.Bool()
	return d.Err()
}

// defineQuiet describes the detector for Builtin.
func defineQuiet() Definition {
	return Definition{
		Name: "quiet", Unit: "that of the wrapped detector",
		Doc: "another detector's alarms, at most one in so many points or so much time",
		Params: []Param{
			{"points", "points of a quiet, with the alarm", 100, 0, 1e9, true},
			{"ms", "milliseconds of a quiet", 0, 0, 1e15, true},
			{"share", "bound on the points, as a share of the points seen; 0 = none", 0.05, 0, 1, false},
		},
		Example: Example{
			Text: "three points far off: one alarm", Inner: "ewma_chart",
			Event: times(3, 100), Alarm: 0, Why: High,
		},
		Wrap: func(d Detector, v []float64) Detector {
			return NewQuiet(d, int(v[0]), int64(v[1]), v[2])
		},
	}
}
