package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// env is what a command has of the world. Tests put buffers and their own clock in its place.
type env struct {
	ctx            context.Context // ends at the first signal to stop
	stdin          io.Reader
	stdout, stderr io.Writer
	terminal       bool             // stderr is one: progress may be shown
	now            func() time.Time // the machine's clock
	ticks          <-chan time.Time // when files are looked at again
	reload         <-chan os.Signal // SIGHUP
	help           bool             // flags are explained in full
}

// pollEvery is how often growing files and the rules are looked at.
const pollEvery = 200 * time.Millisecond

// systemEnv returns the world of the process. This file alone of the command knows signals, timers
// and the machine's clock.
func systemEnv() (e *env, stop func()) {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	tick := time.NewTicker(pollEvery)
	e = &env{
		ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		terminal: isTerminal(os.Stderr), now: time.Now, ticks: tick.C, reload: hup,
	}
	return e, func() {
		cancel()
		signal.Stop(hup)
		tick.Stop()
	}
}

// isTerminal tells whether a person is likely to look at the file.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}
