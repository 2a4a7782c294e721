package driver

import (
	"fmt"

	"github.com/cephei-go/cephei/benchmarks/workload"
	"github.com/cephei-go/cephei/engine"
)

// sendFunc makes event i and hands it over.
type sendFunc = func(i, ts int64) error

// senderOf registers the event types of a stream and returns what sends its events.
func senderOf(eng *engine.Engine, w *workload.Workload) (sendFunc, error) {
	src := workload.NewSource(w)
	switch w.Stream {
	case workload.TradeStream:
		return sends(eng, func(e *workload.Trade, i, ts int64) {
			x := src.Trade(i, ts)
			e.Symbol, e.Exch, e.Price, e.Volume, e.TS = x.Symbol, x.Exch, x.Price, x.Volume, x.TS
		})
	case workload.MetricStream:
		return sendsMetric(eng, &src)
	case workload.LogStream:
		return sendsLog(eng, &src)
	case workload.SampleStream:
		return sends(eng, func(e *workload.SampleEvent, i, _ int64) { *e = src.SampleEvent(i) })
	case workload.SampleKeyStream:
		return sends(eng, func(e *workload.SampleKey, i, _ int64) { *e = src.SampleKey(i) })
	case workload.ReqRespStream:
		return either(isOdd,
			attempted(sends(eng, func(e *workload.Req, i, ts int64) { *e = src.Req(i, ts) })),
			attempted(sends(eng, func(e *workload.Resp, i, ts int64) { *e = src.Resp(i, ts) })))
	case workload.ABStream:
		return either(isOdd,
			attempted(sends(eng, func(e *workload.A, i, _ int64) { *e = src.A(i) })),
			attempted(sends(eng, func(e *workload.B, i, _ int64) { *e = src.B(i) })))
	case workload.MetricLogStream:
		return either(workload.IsTenth,
			attempted(sendsMetric(eng, &src)), attempted(sendsLog(eng, &src)))
	case workload.MetricQueryStream:
		return either(workload.IsTenth,
			attempted(sendsMetric(eng, &src)),
			attempted(sends(eng, func(e *workload.Query, i, ts int64) { *e = src.Query(i, ts) })))
	default:
		return nil, fmt.Errorf("cephei: no events for stream %s", w.Stream)
	}
}

// Larger events are filled field by field: a struct that comes back in registers and goes to memory as
// a whole is written twice, the second time in wider pieces than the first, which processors wait for.

func sendsMetric(eng *engine.Engine, src *workload.Source) (sendFunc, error) {
	return sends(eng, func(e *workload.Metric, i, ts int64) {
		x := src.Metric(i, ts)
		e.Host, e.Service, e.Value, e.TS = x.Host, x.Service, x.Value, x.TS
	})
}

func sendsLog(eng *engine.Engine, src *workload.Source) (sendFunc, error) {
	return sends(eng, func(e *workload.Log, i, ts int64) {
		x := src.Log(i, ts)
		e.Host, e.Prog, e.Sev, e.Code = x.Host, x.Prog, x.Sev, x.Code
		e.Dur, e.Msg, e.TS = x.Dur, x.Msg, x.TS
	})
}

func isOdd(i int64) bool { return i%2 != 0 }

// sends registers one type and returns what makes and sends its events: in the engine's own memory.
func sends[T any](eng *engine.Engine, build func(e *T, i, ts int64)) (sendFunc, error) {
	if err := engine.Register[T](eng); err != nil {
		return nil, err
	}
	s, err := engine.SenderFor[T](eng)
	if err != nil {
		return nil, err
	}
	return func(i, ts int64) error {
		return s.Build(func(e *T) { build(e, i, ts) })
	}, nil
}

// attempt is a sender or why there is none.
type attempt struct {
	send sendFunc
	err  error
}

func attempted(send sendFunc, err error) attempt { return attempt{send, err} }

// either sends an event to one of two types, by its number.
func either(second func(i int64) bool, a, b attempt) (sendFunc, error) {
	if a.err != nil {
		return nil, a.err
	}
	if b.err != nil {
		return nil, b.err
	}
	return func(i, ts int64) error {
		if second(i) {
			return b.send(i, ts)
		}
		return a.send(i, ts)
	}, nil
}
