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
		return sends(eng, src.Trade)
	case workload.MetricStream:
		return sends(eng, src.Metric)
	case workload.LogStream:
		return sends(eng, src.Log)
	case workload.SampleStream:
		return sends(eng, func(i, _ int64) workload.SampleEvent { return src.SampleEvent(i) })
	case workload.SampleKeyStream:
		return sends(eng, func(i, _ int64) workload.SampleKey { return src.SampleKey(i) })
	case workload.ReqRespStream:
		return either(isOdd, attempted(sends(eng, src.Req)), attempted(sends(eng, src.Resp)))
	case workload.ABStream:
		return either(isOdd,
			attempted(sends(eng, func(i, _ int64) workload.A { return src.A(i) })),
			attempted(sends(eng, func(i, _ int64) workload.B { return src.B(i) })))
	case workload.MetricLogStream:
		return either(workload.IsTenth,
			attempted(sends(eng, src.Metric)), attempted(sends(eng, src.Log)))
	case workload.MetricQueryStream:
		return either(workload.IsTenth,
			attempted(sends(eng, src.Metric)), attempted(sends(eng, src.Query)))
	default:
		return nil, fmt.Errorf("cephei: no events for stream %s", w.Stream)
	}
}

func isOdd(i int64) bool { return i%2 != 0 }

// sends registers one type and returns what makes and sends its events.
func sends[T any](eng *engine.Engine, build func(i, ts int64) T) (sendFunc, error) {
	if err := engine.Register[T](eng); err != nil {
		return nil, err
	}
	s, err := engine.SenderFor[T](eng)
	if err != nil {
		return nil, err
	}
	return func(i, ts int64) error {
		e := build(i, ts) // stays on the stack: the engine copies it
		return s.Send(&e)
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
