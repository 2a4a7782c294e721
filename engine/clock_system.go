package engine

import (
	"time"
)

// defaultStep is how often the system clock moves the engine's.
const defaultStep = 100 * time.Millisecond

// started is what monotonic counts from.
var started = time.Now()

// monotonic returns nanoseconds that only go forward, for profiles.
func monotonic() int64 { return int64(time.Since(started)) }

func systemNow() int64 { return time.Now().UnixMilli() }

// runClock moves the engine's clock with the machine's until the function returned is called. When
// the machine's clock is set back, the engine's stands still until it is reached again.
func runClock(e *Engine) (stop func()) {
	step := e.cfg.ClockStep
	if step <= 0 {
		step = defaultStep
	}
	tick := time.NewTicker(step)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				_ = e.shell.do(func() error { // fails only when the engine is closed
					if now := systemNow(); now > e.core.schedule.Now() {
						e.core.advance(now)
					}
					return nil
				})
			}
		}
	}()
	return func() {
		tick.Stop()
		close(done)
	}
}
