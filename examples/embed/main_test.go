package main

import (
	"testing"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

// TestGolden: the same rows, however the senders were interleaved.
func TestGolden(t *testing.T) {
	for range 5 {
		golden.Check(t, "out", run)
	}
}
