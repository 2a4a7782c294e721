package main

import (
	"testing"

	"github.com/cephei-go/cephei/examples/internal/golden"
)

func TestGolden(t *testing.T) { golden.Check(t, "out", run) }
