package engine

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// shell is everything about an engine that is not deterministic: the lock, calls from inside
// callbacks, the system clock.
//
// The lock is held while the core runs. A listener is called with the lock held, on the goroutine
// that holds it; when it calls the engine, taking the lock again would wait for ever. Such a call is
// recognised by looking up the goroutine's own stack, which is done only when the lock is taken and a
// callback is running, and is queued until the present work is done.
type shell struct {
	mu        sync.Mutex
	calling   atomic.Bool // a callback is running
	closed    atomic.Bool
	queueMu   sync.Mutex
	queue     []func() error
	queued    atomic.Bool // the queue may hold something
	stopClock func()
}

func (s *shell) init(e *Engine) {
	if e.cfg.SystemClock {
		s.stopClock = runClock(e)
	}
}

func (s *shell) close() {
	s.closed.Store(true)
	if s.stopClock != nil {
		s.stopClock()
	}
}

// do runs work under the lock, or queues it when it comes from a callback of this engine.
func (s *shell) do(work func() error) error {
	if s.closed.Load() {
		return ErrClosed
	}
	if s.reentrant() {
		s.queueMu.Lock()
		s.queue = append(s.queue, work)
		s.queued.Store(true)
		s.queueMu.Unlock()
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err := work()
	s.drain()
	return err
}

// drain runs what callbacks queued, first in first out.
func (s *shell) drain() {
	for {
		s.queueMu.Lock()
		if len(s.queue) == 0 {
			s.queued.Store(false)
			s.queueMu.Unlock()
			return
		}
		work := s.queue[0]
		s.queue = s.queue[1:]
		s.queueMu.Unlock()
		_ = work() // checked when it was queued; what fails here is reported by its statement
	}
}

// enter takes the lock for a read and returns what gives it back. From a callback the lock is held
// already.
func (s *shell) enter() (leave func()) {
	if s.reentrant() {
		return func() {}
	}
	s.mu.Lock()
	return s.mu.Unlock
}

// exclusive runs work that a callback must not do, since it changes the statements that are running.
func (s *shell) exclusive(work func() error) error {
	switch {
	case s.closed.Load():
		return ErrClosed
	case s.reentrant():
		return ErrInCallback
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err := work()
	s.drain()
	return err
}

// callback runs user code while the lock is held.
func (s *shell) callback(f func()) {
	s.calling.Store(true)
	defer s.calling.Store(false)
	inCallback(s, f)
}

// inCallback is the frame that reentrant looks for.
//
//go:noinline
func inCallback(_ *shell, f func()) { f() }

// reentrant tells whether the caller runs inside a callback.
func (s *shell) reentrant() bool {
	if !s.calling.Load() {
		return false
	}
	const deepest = 256
	var pcs [deepest]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.Function, "/engine.inCallback") {
			return true
		}
		if !more {
			return false
		}
	}
}
