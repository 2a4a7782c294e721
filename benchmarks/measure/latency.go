package measure

import (
	"math/bits"
	"time"

	"github.com/cephei-go/cephei/benchmarks/workload"
)

// Latency is the time from the moment an event was due to the moment its last row was delivered.
// Events are due at a fixed rate whether or not the system keeps up, so that a pause counts for all
// events that it delays, not only for one.
type Latency struct {
	OfferedPerS  float64 `json:"offered_per_s"`
	AchievedPerS float64 `json:"achieved_per_s"`
	P50US        float64 `json:"p50_us"`
	P99US        float64 `json:"p99_us"`
	P999US       float64 `json:"p999_us"`
	MaxUS        float64 `json:"max_us"`
}

// offer sends the measured events at a fixed rate. It spins between events: a timer would add its
// own latency.
func (c *clock) offer(scale workload.Scale, perSecond int64) (*Latency, error) {
	var h histogram
	start := time.Now()
	for i := scale.Warm; i < scale.Total(); i++ {
		due := time.Duration(float64(i-scale.Warm) * 1e9 / float64(perSecond))
		for time.Since(start) < due {
		}
		if err := c.one(i); err != nil {
			return nil, err
		}
		h.add(int64(time.Since(start) - due))
	}
	seconds := time.Since(start).Seconds()
	return &Latency{
		OfferedPerS:  float64(perSecond),
		AchievedPerS: float64(scale.Meas) / seconds,
		P50US:        h.quantileUS(0.5),
		P99US:        h.quantileUS(0.99),
		P999US:       h.quantileUS(0.999),
		MaxUS:        float64(h.max) / 1e3,
	}, nil
}

// subBits is the number of bits of a value that the histogram keeps below the highest: values are
// known to one part in 64.
const subBits = 6

// histogram counts nanoseconds in buckets whose width grows with the value.
type histogram struct {
	buckets [64 << subBits]int64
	n       int64
	max     int64
}

func (h *histogram) add(ns int64) {
	ns = max(ns, 0)
	h.buckets[bucketOf(ns)]++
	h.n++
	h.max = max(h.max, ns)
}

func bucketOf(ns int64) int {
	if ns < 1<<subBits {
		return int(ns)
	}
	shift := bits.Len64(uint64(ns)) - 1 - subBits
	return (shift+1)<<subBits + int(ns>>shift) - 1<<subBits
}

// lowerNS is the smallest value of a bucket.
func lowerNS(bucket int) int64 {
	if bucket < 1<<subBits {
		return int64(bucket)
	}
	shift := bucket>>subBits - 1
	return int64(bucket&(1<<subBits-1)+1<<subBits) << shift
}

// quantileUS returns the value below which a share q of the values lies, in microseconds.
func (h *histogram) quantileUS(q float64) float64 {
	rank := int64(q * float64(h.n))
	var seen int64
	for b, n := range h.buckets {
		if seen += n; seen > rank {
			return float64(lowerNS(b)) / 1e3
		}
	}
	return float64(h.max) / 1e3
}
