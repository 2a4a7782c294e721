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
// recognised by a look at the goroutine's own stack, which is done only when the lock is taken, and is
// queued until the present work is done. A callback must not wait for another goroutine that calls the
// engine.
//
// With Config.SingleGoroutine there is nobody to lock out: a flag tells that the engine is at work,
// and who finds it set can only be a callback.
type shell struct {
	mu        sync.Mutex
	single    bool
	working   bool // with single: what mu is else
	closed    atomic.Bool
	queueMu   sync.Mutex
	queue     []func() error
	queued    atomic.Bool // the queue may hold something
	stopClock func()
}

func (s *shell) init(e *Engine) {
	s.single = e.cfg.SingleGoroutine
	if e.cfg.SystemClock {
		s.stopClock = runClock(e)
	}
}

func (s *shell) close() {
	if s.closed.CompareAndSwap(false, true) && s.stopClock != nil {
		s.stopClock()
	}
}

// do runs work under the lock, or queues it when it comes from a callback of this engine.
func (s *shell) do(work func() error) error {
	if s.closed.Load() {
		return ErrClosed
	}
	if !s.lock() {
		s.later(work)
		return nil
	}
	defer s.unlock()
	err := work()
	s.drain()
	return err
}

// prepared runs prepare at once, which checks what the caller gave, and then the work it returns:
// at once too, or, from a callback, later, when the present work is done.
func (s *shell) prepared(prepare func(later bool) (work func(), err error)) error {
	if s.closed.Load() {
		return ErrClosed
	}
	if !s.lock() {
		work, err := prepare(true)
		if err != nil {
			return err
		}
		s.later(func() error {
			work()
			return nil
		})
		return nil
	}
	defer s.unlock()
	work, err := prepare(false)
	if err == nil {
		work()
	}
	s.drain()
	return err
}

// later queues work until the present work is done. Should that just have ended, which can be when it
// was another goroutine's and the callback another engine's, the work is done at once.
func (s *shell) later(work func() error) {
	s.queueMu.Lock()
	s.queue = append(s.queue, work)
	s.queued.Store(true)
	s.queueMu.Unlock()
	if !s.single && s.mu.TryLock() {
		defer s.mu.Unlock()
		s.drain()
	}
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
		_ = work() // what can be wrong was checked when it was queued
	}
}

// enter takes the lock for a read and returns what gives it back. From a callback the lock is held
// already.
func (s *shell) enter() (leave func()) {
	if !s.lock() {
		return func() {}
	}
	return s.unlock
}

// exclusive runs work that a callback must not do, since it changes the statements that are running.
func (s *shell) exclusive(work func() error) error {
	switch {
	case s.closed.Load():
		return ErrClosed
	case !s.lock():
		return ErrInCallback
	}
	defer s.unlock()
	err := work()
	s.drain()
	return err
}

// callback runs user code while the lock is held.
func (*shell) callback(f func()) {
	inCallback(func(Update) { f() }, Update{})
}

// inCallback is the frame that insideCallback looks for.
//
//go:noinline
func inCallback(f Listener, u Update) { f(u) }

// lock takes the lock, unless the caller runs inside a callback and so holds it already.
func (s *shell) lock() bool {
	if s.single {
		free := !s.working
		s.working = true
		return free
	}
	if s.mu.TryLock() {
		return true
	}
	return s.await()
}

// await is lock for when somebody has it.
func (s *shell) await() bool {
	if insideCallback() {
		return false
	}
	s.mu.Lock()
	return true
}

// unlock gives back what lock took.
func (s *shell) unlock() {
	if s.single {
		s.working = false
		return
	}
	s.mu.Unlock()
}

// insideCallback tells whether the caller runs inside a callback of an engine.
func insideCallback() bool {
	const usual = 256
	var pcs [usual]uintptr
	for skip := 2; ; skip += usual {
		n := runtime.Callers(skip, pcs[:])
		if n == 0 {
			return false
		}
		frames := runtime.CallersFrames(pcs[:n])
		for more := true; more; {
			var f runtime.Frame
			if f, more = frames.Next(); strings.HasSuffix(f.Function, "/engine.inCallback") {
				return true
			}
		}
	}
}
