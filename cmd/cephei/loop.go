package main

import (
	"errors"
	"io"
	"math"
	"time"

	"github.com/cephei-go/cephei/connect/tail"
)

// loop reads until nothing will come any more.
func (r *runner) loop() error {
	for {
		more, err := r.step()
		switch {
		case err != nil:
			return err
		case r.ctx.Err() != nil || r.failure != nil || r.out.err != nil:
			return errors.Join(r.failure, r.out.err)
		case more == tail.Done:
			return nil
		case more == tail.More:
			r.glance()
			continue
		}
		r.out.flush()
		r.rest()
	}
}

// step takes the lines that are there.
func (r *runner) step() (tail.State, error) {
	if r.file != nil {
		r.syncClock()
		state, err := r.file.Read(r.line)
		r.periodic()
		return state, err
	}
	select {
	case chunk, ok := <-r.chunks:
		return r.chunk(chunk, ok), nil
	default:
		return tail.Idle, nil
	}
}

// chunk takes a piece of standard input.
func (r *runner) chunk(chunk []byte, ok bool) tail.State {
	r.syncClock()
	if !ok {
		r.split.Finish(r.line)
		r.chunks = nil
		return tail.Done
	}
	r.split.Write(chunk, r.line)
	r.periodic()
	return tail.More
}

// glance looks at what else happens while there is input, without waiting.
func (r *runner) glance() {
	select {
	case t := <-r.ticks:
		r.tick(t)
	case <-r.reload:
		r.reloadRules(true)
	default:
	}
}

// rest waits until something happens.
func (r *runner) rest() {
	select {
	case <-r.ctx.Done():
	case t := <-r.ticks:
		r.tick(t)
	case <-r.reload:
		r.reloadRules(true)
	case chunk, ok := <-r.chunks:
		if r.chunk(chunk, ok) == tail.Done {
			r.chunks = closed()
		}
	}
	r.out.flush()
}

// closed returns a channel on which the end of the input is seen again.
func closed() <-chan []byte {
	c := make(chan []byte)
	close(c)
	return c
}

// tick is done a few times a second.
func (r *runner) tick(t time.Time) {
	r.syncClock()
	r.reloadRules(false)
	r.out.flush()
	done := 0.0
	if r.file != nil {
		if offset, size := r.file.Progress(); size > 0 {
			done = float64(offset) / float64(size)
		}
	}
	r.progress.show(t, r.tally.events, done)
}

// syncClock moves the engine's clock to the machine's, when that is the one that counts. It never
// moves it back.
func (r *runner) syncClock() {
	if r.eng != nil && r.times == nil {
		if now := r.now().UnixMilli(); now > r.clock {
			r.clock = now
			r.fail(r.eng.Advance(now))
		}
	}
}

// advance moves the clock on to the time of a record, through every time at which a timer is due, so
// that one that sets itself again fires as often as it would have done.
func (r *runner) advance(ms int64) {
	for r.ctx.Err() == nil {
		at, ok := r.eng.NextTimer()
		if !ok || at >= ms {
			break
		}
		r.clock = max(at, r.clock)
		r.fail(r.eng.Advance(r.clock))
	}
	r.clock = ms
	r.fail(r.eng.Advance(ms))
}

// lingering moves the clock on behind the last record.
func (r *runner) lingering() {
	if ms := r.opt.linger.Milliseconds(); r.eng != nil && ms > 0 && r.clock < math.MaxInt64-ms {
		r.advance(r.clock + ms)
	}
}

// pumpBytes is how much is read from standard input at once.
const pumpBytes = 64 << 10

// pump reads on its own goroutine, since nothing else can end a read that waits. The channel is
// closed at the end of the input.
func pump(in io.Reader) <-chan []byte {
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			buf := make([]byte, pumpBytes)
			n, err := in.Read(buf)
			if n > 0 {
				chunks <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return chunks
}
