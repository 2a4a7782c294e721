package engine

import (
	"github.com/cephei-go/cephei/engine/internal/filter"
)

// partition is one partition of a context.
type partition struct{}

func (p *partition) index(*stream) *filter.Index { return nil }

// controller makes and ends the partitions of a context.
type controller struct{}
