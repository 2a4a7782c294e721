package workload

import (
	"fmt"
	"strconv"
	"strings"
)

// T0 is the time in milliseconds at which every run begins. The clock is set to it before the rules
// are deployed.
const T0 int64 = 1_000_000

// Stream names the mixture of events that a workload is fed with.
type Stream string

// The streams. In the mixed ones the event's number decides its type.
const (
	TradeStream       Stream = "Trade"
	MetricStream      Stream = "Metric"
	LogStream         Stream = "Log"
	ReqRespStream     Stream = "ReqResp"     // even: Req, odd: Resp
	ABStream          Stream = "AB"          // even: A, odd: B
	MetricLogStream   Stream = "MetricLog"   // every tenth a Log, else Metric
	MetricQueryStream Stream = "MetricQuery" // every tenth a Query, else Metric
	SampleStream      Stream = "Sample"
	SampleKeyStream   Stream = "SampleKey"
)

// Types returns the event types of a stream; the first is the type of event 0.
func (s Stream) Types() []string {
	switch s {
	case ReqRespStream:
		return []string{"Req", "Resp"}
	case ABStream:
		return []string{"A", "B"}
	case MetricLogStream:
		return []string{"Metric", "Log"}
	case MetricQueryStream:
		return []string{"Metric", "Query"}
	case SampleStream:
		return []string{"SampleEvent"}
	default:
		return []string{string(s)}
	}
}

func (s Stream) keyPrefix() byte {
	switch s {
	case TradeStream:
		return 'S'
	case SampleStream:
		return 'p'
	default:
		return 'h'
	}
}

// Param is one value bound at deployment. Value is a string, an int32 or a float64.
type Param struct {
	Name  string
	Value any
}

// Workload is one thing to measure.
type Workload struct {
	ID     string // "W05a"
	Title  string // "VWAP, 1,000 statements, length window"
	Stream Stream
	NKey   int   // number of distinct keys in the stream
	PerMS  int64 // events per millisecond of event time
	Full   Scale
	Small  Scale
	// EPL is one or more statements. The rows of those whose name begins with "out" are summed.
	// Parameters are written ?:name:type, as Esper writes them.
	EPL string
	// Copies is how many times EPL is deployed, each time with other parameters; 0 means once,
	// without any.
	Copies int
	Bind   func(copyNo int) []Param
	// Texts are deployed one after another instead of EPL, where the texts themselves differ.
	Texts []string
	// Columns are the columns to sum where a row is a whole event; nil means all of them.
	Columns []string
	// Size is the number that a series varies (window length, groups, ...) or that a memory workload
	// divides by; 0 outside these.
	Size int
}

// Scale is a number of events: Warm run unmeasured, then Meas are timed. The answer covers both.
type Scale struct {
	Name string // "full", "small" or another name for counts that have no recorded answer
	Warm int64
	Meas int64
}

// Total is the number of events of a run.
func (s Scale) Total() int64 { return s.Warm + s.Meas }

// Quick keeps the warm-up of a scale, so that windows are full, and measures an eighth.
func (s Scale) Quick() Scale { return Scale{Name: "quick", Warm: s.Warm, Meas: s.Meas / 8} }

// TS is the time stamp of event i.
func (w *Workload) TS(i int64) int64 { return T0 + i/w.PerMS }

// Deployments is the number of times that the text is deployed.
func (w *Workload) Deployments() int {
	if w.EPL == "" {
		return len(w.Texts)
	}
	return max(1, w.Copies)
}

// Params returns the values bound by deployment copyNo.
func (w *Workload) Params(copyNo int) []Param {
	if w.Bind == nil {
		return nil
	}
	return w.Bind(copyNo)
}

// Text is the EPL of deployment copyNo with its parameters written into it as literals, for systems
// that bind nothing at deployment.
func (w *Workload) Text(copyNo int) string {
	if w.Texts != nil {
		return w.Texts[copyNo]
	}
	text := w.EPL
	for _, p := range w.Params(copyNo) {
		literal, kind := literalOf(p.Value)
		text = strings.ReplaceAll(text, "?:"+p.Name+":"+kind, literal)
	}
	return text
}

func literalOf(v any) (literal, kind string) {
	switch v := v.(type) {
	case string:
		return "'" + v + "'", "string"
	case int32:
		return strconv.Itoa(int(v)), "int"
	case float64:
		literal = strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(literal, ".") {
			literal += ".0" // 25 is an int in EPL, 25.0 a double
		}
		return literal, "double"
	default:
		panic(fmt.Sprintf("workload: a parameter of type %T has no literal", v))
	}
}

// All returns the workloads in the order of the report.
func All() []*Workload {
	var all []*Workload
	all = append(all, filters()...)
	all = append(all, vwaps()...)
	all = append(all, windows()...)
	all = append(all, joins()...)
	all = append(all, patterns()...)
	all = append(all, states()...)
	return append(all, published()...)
}

// Find returns the workload with an identifier, from one of the lists or from a series.
func Find(id string) (*Workload, error) {
	for _, list := range [][]*Workload{All(), Memory(), Deploys()} {
		for _, w := range list {
			if w.ID == id {
				return w, nil
			}
		}
	}
	if name, size, ok := strings.Cut(id, "/"); ok {
		n, err := strconv.Atoi(size)
		if s := FindSeries(name); s != nil && err == nil && n > 0 {
			return s.At(n), nil
		}
	}
	return nil, fmt.Errorf("no workload %q", id)
}
