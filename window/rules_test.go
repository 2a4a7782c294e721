package window

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tables of this file are conformance cases told at the level of a view: what the windows of
// Esper 9.0.0 posted for these arrivals and steps of the clock.

func TestLengthLetsGoOfTheOldest(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 3) })
	require.Equal(t, "new 1 old", r.send("a", 1, 0))
	require.Equal(t, "new 2 old", r.send("b", 2, 0))
	require.Equal(t, "new 3 old", r.send("c", 3, 0))
	require.Equal(t, "new 4 old 1", r.send("d", 4, 0))
	require.Equal(t, "new 5 old 2", r.send("e", 5, 0))
	require.Equal(t, "3 4 5", r.contents())
}

func TestTimeIsOpenAtItsOldEnd(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time", millisec(30_000)) })
	r.advance(500)
	require.Equal(t, "new 1 old", r.send("ann", 0, 0))
	require.Equal(t, "", r.advance(30_499))
	require.Equal(t, "new old 1", r.advance(30_500))
	require.Equal(t, "new 2 old", r.send("bob", 0, 0))
	require.Equal(t, "", r.advance(60_499))
	require.Equal(t, "new old 2", r.advance(60_500))
}

func TestTimeOfMonthsFollowsTheCalendar(t *testing.T) {
	for _, c := range []struct{ from, leaves string }{
		{"2023-01-15T10:00:00Z", "2023-02-15T10:00:00Z"},
		{"2023-01-31T10:00:00Z", "2023-03-01T00:00:00Z"}, // a month before February 28 is January 28
		{"2024-02-29T10:00:00Z", "2024-03-29T10:00:00Z"},
	} {
		r := newRig(t, func(v *views) { v.use("time", months(1)) })
		r.advance(instant(t, c.from))
		r.send("db1", 0, 0)
		require.Equal(t, "", r.advance(instant(t, c.leaves)-1))
		require.Equal(t, "new old 1", r.advance(instant(t, c.leaves)))
	}
}

func instant(t *testing.T, s string) int64 {
	at, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return at.UnixMilli()
}

func TestOneStepOfTheClockIsOneUpdate(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time", millisec(10_000)) })
	r.advance(1000)
	r.send("ann", 0, 0)
	r.advance(2000)
	r.send("bob", 0, 0)
	r.send("cyd", 0, 0)
	r.advance(9000)
	r.send("dan", 0, 0)
	require.Equal(t, "new old 1 2 3", r.advance(18_000))
	require.Equal(t, "new old 4", r.advance(60_000))
}

func TestExtTimedGoesByTheEventsOwnClock(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("ext_timed", "ts", millisec(10_000)) })
	require.Equal(t, "new 1 old", r.send("a", 0, 1000))
	require.Equal(t, "new 2 old", r.send("b", 0, 10_999))
	require.Equal(t, "new 3 old 1", r.send("c", 0, 11_000))
	require.Equal(t, "new 4 old 2", r.send("d", 0, 20_999))
	require.Equal(t, "new 5 old 3", r.send("e", 0, 21_000))
}

func TestLengthBatchPostsTheBatchAndTheOneBefore(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length_batch", 3) })
	require.Equal(t, "", r.send("a", 0, 0))
	require.Equal(t, "", r.send("b", 0, 0))
	require.Equal(t, "new 1 2 3 old", r.send("c", 0, 0))
	require.Equal(t, "", r.send("d", 0, 0))
	require.Equal(t, "", r.send("e", 0, 0))
	require.Equal(t, "4 5", r.contents())
	require.Equal(t, "new 4 5 6 old 1 2 3", r.send("f", 0, 0))
	require.Equal(t, "", r.contents())
}

func TestTimeBatchSleepsAndKeepsItsGrid(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_batch", millisec(10_000)) })
	r.advance(1000)
	r.send("a", 0, 0)
	require.Equal(t, "new 1 old", r.advance(11_000))
	require.Equal(t, "new old 1", r.advance(21_000))
	require.Equal(t, "", r.advance(31_000))
	require.Equal(t, "", r.advance(41_000))
	r.advance(44_000)
	r.send("b", 0, 0)
	require.Equal(t, "new 2 old", r.advance(51_000))
	require.Equal(t, "", r.advance(54_000))
}

func TestTimeBatchForceUpdatePostsEmptyIntervals(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_batch", millisec(10_000), text("FORCE_UPDATE")) })
	require.Equal(t, "", r.advance(20_000))
	r.advance(21_000)
	r.send("a", 0, 0)
	require.Equal(t, "new 1 old", r.advance(31_000))
	require.Equal(t, "new old 1", r.advance(41_000))
	require.Equal(t, "new old", r.advance(51_000))
	require.Equal(t, "new old", r.advance(61_000))
}

func TestTimeBatchStartEager(t *testing.T) {
	r := newRig(t, func(v *views) {
		v.use("time_batch", millisec(10_000), text("force_update, start_eager"))
	})
	require.Equal(t, "new old", r.advance(10_000))
	r.advance(15_000)
	r.send("a", 0, 0)
	require.Equal(t, "new 1 old", r.advance(20_000))
	require.Equal(t, "new old 1", r.advance(30_000))
	require.Equal(t, "new old", r.advance(40_000))
}

func TestTimeBatchReferencePoint(t *testing.T) {
	for ref, at := range map[int][2]int64{
		0: {110_000, 120_000}, 3000: {113_000, 123_000}, 1_000_006_000: {106_000, 116_000},
	} {
		r := newRig(t, func(v *views) { v.use("time_batch", millisec(10_000), ref) })
		r.advance(104_000)
		r.send("a", 0, 0)
		require.Equal(t, "", r.advance(at[0]-1))
		require.Equal(t, "new 1 old", r.advance(at[0]))
		r.send("b", 0, 0)
		require.Equal(t, "new 2 old 1", r.advance(at[1]))
	}
}

func TestUniqueTakesNullAsKey(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("unique", "k") })
	require.Equal(t, "new 1 old", r.send("", 1, 0))
	require.Equal(t, "new 2 old", r.send("a", 2, 0))
	require.Equal(t, "new 3 old 1", r.send("", 3, 0))
	require.Equal(t, "new 4 old 2", r.send("a", 4, 0))
	require.Equal(t, "3 4", r.contents())
}

func TestFirstAndLastEvent(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("firstevent") })
	require.Equal(t, "new 1 old", r.send("a", 1, 0))
	require.Equal(t, "", r.send("b", 1, 0))
	require.Equal(t, "new old 1", r.delete(1))
	require.Equal(t, "new 3 old", r.send("c", 1, 0))
	r = newRig(t, func(v *views) { v.use("lastevent") })
	require.Equal(t, "new 1 old", r.send("a", 1, 0))
	require.Equal(t, "new 2 old 1", r.send("b", 1, 0))
}

func TestSortKeepsTheFirstInOrder(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("sort", 2, "v desc") })
	r.send("a", 50, 0)
	require.Equal(t, "new 2 old", r.send("b", 10, 0))
	require.Equal(t, "new 3 old 2", r.send("c", 30, 0))
	require.Equal(t, "new 4 old 4", r.send("d", 5, 0))
	require.Equal(t, "1 3", r.contents())
	r = newRig(t, func(v *views) { v.use("sort", 2, "v desc") }) // ties: the oldest leaves
	for _, want := range []string{"new 1 old", "new 2 old", "new 3 old 1", "new 4 old 2"} {
		require.Equal(t, want, r.send("a", 5, 0))
	}
	require.Equal(t, "4 3", r.contents())
}

func TestGroupwinMakesAWindowForEachKey(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("length", 2) })
	r.send("a", 1, 0)
	r.send("b", 2, 0)
	r.send("a", 4, 0)
	require.Equal(t, "new 4 old 1", r.send("a", 8, 0))
	r.send("", 16, 0)
	r.send("", 32, 0)
	require.Equal(t, "new 7 old 5", r.send("", 64, 0))
	require.Equal(t, "3 4 2 6 7", r.contents())
}

func TestGroupwinOfBatchesPostsByGroup(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("time_batch", millisec(10_000)) })
	r.send("api", 1, 0)
	r.send("web", 2, 0)
	r.send("api", 4, 0)
	require.Equal(t, "new 1 3 old; new 2 old", r.advance(10_000))
	require.Equal(t, "new old 1 3; new old 2", r.advance(20_000))
}

func TestIntersection(t *testing.T) {
	for _, build := range []func(v *views){
		func(v *views) { v.use("length", 3).use("unique", "k") },
		func(v *views) { v.use("unique", "k").use("length", 3) },
	} {
		r := newRig(t, build)
		r.send("a", 1, 0)
		r.send("b", 2, 0)
		require.Equal(t, "new 3 old 1", r.send("a", 3, 0))
		require.Equal(t, "new 4 old", r.send("c", 4, 0))
		require.Equal(t, "new 5 old 2", r.send("d", 5, 0))
	}
}

func TestIntersectionOfTimeAndUnique(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time", millisec(10_000)).use("unique", "k") })
	r.advance(1000)
	r.send("ann", 1, 0)
	r.advance(5000)
	require.Equal(t, "new 2 old 1", r.send("ann", 2, 0))
	require.Equal(t, "", r.advance(11_000))
	require.Equal(t, "new old 2", r.advance(15_000))
	require.Equal(t, "new 3 old", r.send("ann", 3, 0))
}

func TestIntersectionWithBatch(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length_batch", 3).use("unique", "k") })
	r.send("a", 1, 0)
	r.send("b", 2, 0)
	r.send("a", 3, 0)
	require.Equal(t, "new 2 3 4 old", r.send("c", 4, 0))
	r = newRig(t, func(v *views) { v.use("firstevent").use("length_batch", 1) })
	require.Equal(t, "new 1 old", r.send("a", 1, 0))
	require.Equal(t, "new 2 old 1", r.send("a", 1, 0))
	r = newRig(t, func(v *views) { v.use("time_batch", millisec(10_000)).use("unique", "k") })
	r.advance(1000)
	r.send("a", 1, 0)
	r.send("b", 2, 0)
	r.send("a", 3, 0)
	r.send("c", 4, 0)
	require.Equal(t, "new 2 3 4 old", r.advance(11_000))
	r.send("c", 5, 0)
	r.send("d", 6, 0)
	require.Equal(t, "new 5 6 old 2 3 4", r.advance(21_000))
	require.Equal(t, "new old 5 6", r.advance(31_000))
	r = newRig(t, func(v *views) { v.use("length", 2).use("length_batch", 3) })
	for range 9 {
		require.Equal(t, "", r.send("a", 1, 0))
	}
}

func TestSortInAnIntersection(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("sort", 2, "v desc").use("unique", "k") })
	r.send("a", 10, 0)
	require.Equal(t, "new 2 old 1", r.send("a", 20, 0))
	require.Equal(t, "new 3 old", r.send("b", 5, 0))
	require.Equal(t, "new 4 old 3", r.send("c", 7, 0))
	require.Equal(t, "new 5 old 4", r.send("b", 30, 0))
	require.Equal(t, "new 6 old 6", r.send("d", 1, 0))
	require.Contains(t, []string{"new 7 old 5 7", "new 7 old 7 5"}, r.send("b", 2, 0))
	require.Equal(t, "2", r.contents())
}

func TestUnion(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length", 2).use("unique", "k").opt.Union = true })
	r.send("a", 1, 0)
	r.send("b", 2, 0)
	require.Equal(t, "new 3 old", r.send("c", 3, 0))
	require.Equal(t, "new 4 old 1", r.send("a", 4, 0))
	require.Equal(t, "new 5 old 2", r.send("b", 5, 0))
	require.Equal(t, "new 6 old", r.send("b", 6, 0))
	require.Equal(t, "new 7 old 5", r.send("b", 7, 0))
	require.Equal(t, "3 4 6 7", r.contents())
}

func TestUnionOfBatches(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length_batch", 2).use("length_batch", 3).opt.Union = true })
	for _, want := range []string{
		"new 1 old", "new 2 old", "new 3 old", "new 4 old", "new 5 old",
		"new 6 old 1 2 3",
	} {
		require.Equal(t, want, r.send("a", 1, 0))
	}
	require.Equal(t, "4 5 6", r.contents())
}

func TestDeletingMakesRoom(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("length_batch", 3) })
	r.send("a", 1, 0)
	r.send("a", 2, 0)
	require.Equal(t, "", r.delete(1))
	require.Equal(t, "", r.send("a", 3, 0))
	require.Equal(t, "new 2 3 4 old", r.send("a", 4, 0))
	r = newRig(t, func(v *views) { v.use("length", 2) })
	r.send("a", 1, 0)
	r.send("a", 2, 0)
	require.Equal(t, "new old 1", r.delete(1))
	require.Equal(t, "new 3 old", r.send("a", 3, 0))
	require.Equal(t, "new 4 old 2", r.send("a", 4, 0))
}

// Timers due at one time fire in the order in which the windows are written.
func TestTimersOfOneTimeFireInOrder(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("time_batch", millisec(10)).use("time", millisec(10)) })
	r.send("a", 0, 0)
	require.Equal(t, "new 1 old", r.advance(10))
	r = newRig(t, func(v *views) { v.use("time", millisec(10)).use("time_batch", millisec(10)) })
	r.send("a", 0, 0)
	require.Equal(t, "", r.advance(10))
}

// A calendar grid however far away ends, and so does one whose reference lies in the future.
func TestGrids(t *testing.T) {
	month := span{ms: 31 * 24 * 3600_000, cal: months(1).Period}
	next, last := month.grid(0, instant(t, "2026-11-20T17:00:00Z"))
	require.Equal(t, instant(t, "2026-12-01T00:00:00Z"), next)
	require.Equal(t, instant(t, "2026-11-01T00:00:00Z"), last)
	next, last = month.grid(instant(t, "2030-01-15T06:00:00Z"), instant(t, "2026-11-20T17:00:00Z"))
	require.Equal(t, instant(t, "2026-12-15T06:00:00Z"), next)
	require.Equal(t, instant(t, "2026-11-15T06:00:00Z"), last)
	next, last = month.grid(0, 1<<62)
	require.Greater(t, next, int64(1<<62))
	require.LessOrEqual(t, last, int64(1<<62))
	fixed := span{ms: 10}
	for _, c := range [][3]int64{{3, 13, 23}, {3, 12, 13}, {-7, 12, 13}, {103, 12, 13}, {3, -8, -7}} {
		next, last = fixed.grid(c[0], c[1])
		require.Equal(t, c[2], next)
		require.Equal(t, c[2]-10, last)
	}
}

// After loading, groups go on firing in the order in which they came.
func TestGroupsKeepTheirPlaces(t *testing.T) {
	r := newRig(t, func(v *views) { v.use("groupwin", "k").use("time", millisec(100)) })
	for i, k := range []string{"c", "a", "b"} {
		r.advance(int64(i))
		r.send(k, 0, 0)
	}
	r.reload()
	r.advance(50)
	for _, k := range []string{"b", "a", "c", "d"} {
		r.send(k, 0, 0)
	}
	r.reload()
	require.Equal(t, "new old 6 1; new old 5 2; new old 4 3; new old 7", r.sorted(r.advance(200)))
}
