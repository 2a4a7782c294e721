package event

import (
	"cmp"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

type recorder struct {
	Timer
	id  int
	log *[]int
}

func (r *recorder) Fire(int64) { *r.log = append(*r.log, r.id) }

// The twin keeps all timers in a slice and sorts it whenever the clock moves.
func TestScheduleAgreesWithSortedSlice(t *testing.T) {
	for seed := range int64(1000) {
		rnd := rand.New(rand.NewSource(seed))
		s := NewSchedule(-1000)
		var log, want []int
		var all []*recorder
		for i := range 40 {
			r := &recorder{id: i, log: &log}
			r.F, r.Slot = r, uint64(rnd.Intn(3))
			all = append(all, r)
		}
		for range 60 {
			r := all[rnd.Intn(len(all))]
			switch rnd.Intn(4) {
			case 0, 1:
				s.Set(&r.Timer, s.Now()+rnd.Int63n(1<<uint(1+rnd.Intn(30)))-3)
			case 2:
				if armed, at, seq := r.Saved(); armed && rnd.Intn(20) == 0 {
					s.Restore(&r.Timer, at, seq)
				} else {
					s.Cancel(&r.Timer)
				}
			default:
				to := s.Now() + rnd.Int63n(1<<uint(1+rnd.Intn(30)))
				if rnd.Intn(10) == 0 {
					to = s.Now() - rnd.Int63n(5000)
				}
				var due []*recorder
				for _, r := range all {
					if r.Armed() && r.At() <= to && to >= s.Now() {
						due = append(due, r)
					}
				}
				slices.SortFunc(due, func(a, b *recorder) int {
					return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.Slot, b.Slot), cmp.Compare(a.seq, b.seq))
				})
				for _, r := range due {
					want = append(want, r.id)
				}
				s.Advance(to)
				require.Equal(t, to, s.Now())
				require.Equal(t, want, log, "seed %d", seed)
			}
		}
		n := 0
		for _, r := range all {
			if r.Armed() {
				n++
			}
		}
		require.Equal(t, n, s.Len())
	}
}

type canceller struct {
	Timer
	s     *Schedule
	other *recorder
	again bool
}

func (c *canceller) Fire(now int64) {
	c.s.Cancel(&c.other.Timer)
	if c.again {
		c.s.Set(&c.other.Timer, now)
	}
}

// What one timer takes back, another that is due at the same step does not do any more.
func TestScheduleCancelWhileFiring(t *testing.T) {
	for _, again := range []bool{false, true} {
		s := NewSchedule(0)
		var log []int
		r := &recorder{id: 1, log: &log}
		r.F, r.Slot = r, 2
		c := &canceller{s: s, other: r, again: again}
		c.F, c.Slot = c, 1
		s.Set(&r.Timer, 10)
		s.Set(&c.Timer, 10)
		s.Advance(10)
		require.Empty(t, log)
		s.Advance(10)
		require.Equal(t, again, len(log) == 1)
		require.Zero(t, s.Len())
	}
}
