//go:build !unix

package main

import "time"

// begun is when the program began.
var begun = time.Now() //nolint:forbidigo // a stopwatch, not a clock

// spent is the time since the program began in nanoseconds, in place of the processor time.
func spent() int64 {
	return time.Since(begun).Nanoseconds() //nolint:forbidigo // a stopwatch, not a clock
}
