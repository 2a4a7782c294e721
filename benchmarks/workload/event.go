package workload

// The event types. They are plain structs so that a driver can register them as they are; columns
// carry the names that the EPL uses. Doubles are quarters or 1/1024ths: every sum and product of
// the suite is exact, and answers do not depend on the order of summation.

// Trade is one deal on an exchange.
type Trade struct {
	Symbol string  `cephei:"symbol"`
	Exch   string  `cephei:"exch"`
	Price  float64 `cephei:"price"`
	Volume int64   `cephei:"volume"`
	TS     int64   `cephei:"ts"`
}

// Metric is one sample of a service on a host.
type Metric struct {
	Host    string  `cephei:"host"`
	Service string  `cephei:"service"`
	Value   float64 `cephei:"value"`
	TS      int64   `cephei:"ts"`
}

// Log is one parsed log line.
type Log struct {
	Host string  `cephei:"host"`
	Prog string  `cephei:"prog"`
	Sev  int32   `cephei:"sev"`
	Code int32   `cephei:"code"`
	Dur  float64 `cephei:"dur"`
	Msg  string  `cephei:"msg"`
	TS   int64   `cephei:"ts"`
}

// Req is the start of a conversation; its identifiers are 0, 1, 2, ...
type Req struct {
	ID  int64   `cephei:"id"`
	Val float64 `cephei:"val"`
	TS  int64   `cephei:"ts"`
}

// Resp answers a recent request, or none: its identifier may have been answered already, may be
// too old, or negative.
type Resp struct {
	ID  int64   `cephei:"id"`
	Val float64 `cephei:"val"`
	TS  int64   `cephei:"ts"`
}

// A is the left side of the joins.
type A struct {
	ID  int64   `cephei:"id"`
	Val float64 `cephei:"val"`
}

// B is the right side of the joins.
type B struct {
	ID  int64   `cephei:"id"`
	Val float64 `cephei:"val"`
}

// Query asks for the state of one host.
type Query struct {
	Host string `cephei:"host"`
	TS   int64  `cephei:"ts"`
}

// SampleEvent is the event of a grouping query that Esper's makers published figures for.
type SampleEvent struct {
	P0 string `cephei:"p0"`
	P1 int64  `cephei:"p1"`
}

// SampleKey is the event of their second query, with a compound key.
type SampleKey struct {
	Part0 int32 `cephei:"part0"`
	Part1 int32 `cephei:"part1"`
}

// Source draws events. It is small, immutable after NewSource and safe to share.
type Source struct {
	Keys []string // the key strings: symbols, hosts or p0 values
	n    uint64   // len(Keys), as the generator wants it
}

// NewSource prepares the keys of a workload.
func NewSource(w *Workload) Source {
	return Source{Keys: Keys(w.Stream.keyPrefix(), w.NKey), n: uint64(w.NKey)}
}

// Trade makes event i of the Trade stream.
func (s *Source) Trade(i, ts int64) Trade {
	a, b := Word(i, 0), Word(i, 1)
	return Trade{
		Symbol: s.Keys[Hi(a, s.n)],
		Exch:   exchanges[Lo(b, 4)],
		Price:  float64(Lo(a, 1000)) * 0.25,
		Volume: 1 + Hi(b, 1000),
		TS:     ts,
	}
}

// Metric makes event i of the Metric stream.
func (s *Source) Metric(i, ts int64) Metric {
	a, b := Word(i, 0), Word(i, 1)
	return Metric{
		Host:    s.Keys[Hi(a, s.n)],
		Service: services[Hi(b, 20)],
		Value:   value(a),
		TS:      ts,
	}
}

// Log makes event i of the Log stream.
func (s *Source) Log(i, ts int64) Log {
	a, b, c := Word(i, 0), Word(i, 1), Word(i, 2)
	return Log{
		Host: s.Keys[Hi(a, s.n)],
		Prog: programs[Lo(a, 10)],
		Sev:  int32(Hi(b, 8)),
		Code: int32(200 + Lo(b, 400)),
		Dur:  float64(Lo(c, 40000)) * 0.25,
		Msg:  messages[Hi(c, 64)],
		TS:   ts,
	}
}

// Req makes event i of the ReqResp stream; i must be even.
func (s *Source) Req(i, ts int64) Req {
	return Req{ID: i >> 1, Val: value(Word(i, 0)), TS: ts}
}

// Resp makes event i of the ReqResp stream; i must be odd.
func (s *Source) Resp(i, ts int64) Resp {
	a := Word(i, 0)
	return Resp{ID: i>>1 - Hi(a, s.n), Val: value(a), TS: ts}
}

// A makes event i of the AB stream; i must be even.
func (s *Source) A(i int64) A {
	a := Word(i, 0)
	return A{ID: Hi(a, s.n), Val: value(a)}
}

// B makes event i of the AB stream; i must be odd.
func (s *Source) B(i int64) B { return B(s.A(i)) }

// Query makes event i of the MetricQuery stream, for IsTenth(i).
func (s *Source) Query(i, ts int64) Query {
	return Query{Host: s.Keys[Hi(Word(i, 0), s.n)], TS: ts}
}

// SampleEvent makes event i of the Sample stream.
func (s *Source) SampleEvent(i int64) SampleEvent {
	a := Word(i, 0)
	return SampleEvent{P0: s.Keys[Hi(a, s.n)], P1: 1 + Lo(a, 10000)}
}

// SampleKey makes event i of the SampleKey stream.
func (s *Source) SampleKey(i int64) SampleKey {
	a := Word(i, 0)
	return SampleKey{Part0: int32(Hi(a, 1000)), Part1: int32(Lo(a, 1000))}
}

// IsTenth tells which events of the mixed streams are the rare ones (a Log or a Query).
func IsTenth(i int64) bool { return i%10 == 9 }

// value draws a sample from [0,1024) in steps of 1/1024.
func value(u uint64) float64 { return float64(Lo(u, 1<<20)) / 1024 }
