package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cephei-go/cephei/engine"
)

// TestConcurrentUse: many goroutines send, deploy and read; each sender's events arrive in its order
// and none is lost. Run with -race.
func TestConcurrentUse(t *testing.T) {
	const senders, each = 8, 300
	b := newBench(t)
	require.NoError(t, engine.Register[reading](b.Engine))
	d := b.deploy(`create schema A(who int, n int);
		@name('s') select who, n from A; @name('sum') select count(*) as c from A#length(100) group by who`)
	s := d.Statement("s")
	var last [senders]int32
	var outOfOrder, count, echoes int
	s.Listen(func(u engine.Update) {
		who, n := u.New[0].Get("who").(int32), u.New[0].Get("n").(int32)
		if n != last[who]+1 {
			outOfOrder++
		}
		last[who] = n
		if count++; count%10 == 0 {
			assert.NoError(t, b.SendMap("reading", map[string]any{"host": "echo"}))
		}
	})
	b.deploy(`@name('echo') select * from reading(host = 'echo')`).Statement("echo").Listen(
		func(engine.Update) { echoes++ })
	var wg sync.WaitGroup
	run := func(f func(i int)) {
		wg.Go(func() {
			for i := range each {
				f(i)
			}
		})
	}
	for who := range senders {
		run(func(i int) {
			assert.NoError(t, b.SendMap("A", map[string]any{"who": who, "n": i + 1}))
		})
	}
	run(func(i int) {
		d, err := b.Deploy(context.Background(), varied0[i%len(varied0)])
		if assert.NoError(t, err) {
			assert.NoError(t, b.Undeploy(d.Name()))
		}
	})
	run(func(int) {
		for r := range d.Statement("sum").Rows() {
			_ = r.String()
		}
		_, _, _ = s.Counters(), s.Explain(), d.Needs()
	})
	run(func(i int) {
		assert.NoError(t, b.Advance(int64(i)))
		assert.NoError(t, b.Send(&reading{Host: "x"}))
		cancel := s.Listen(func(engine.Update) {})
		cancel()
	})
	run(func(i int) {
		if i%10 == 0 {
			assert.NoError(t, b.Checkpoint(&bytes.Buffer{}))
			assert.NoError(t, engine.RegisterAs[reading](b.Engine, fmt.Sprint("R", i)))
		}
		_, err := engine.SenderFor[reading](b.Engine)
		assert.NoError(t, err)
	})
	wg.Wait()
	require.NoError(t, b.Advance(each))
	require.Equal(t, senders*each, count)
	require.Equal(t, count/10, echoes)
	require.Zero(t, outOfOrder)
	require.Empty(t, b.errs)
}

var varied0 = []string{
	`select n from A(n = 3)`, `select sum(n) from A#length(5)`, `select * from pattern[every a=A -> timer:interval(1)]`,
	`create context C partition by who from A; context C select n from A#time(10)`,
}

// TestSystemClock: the clock runs until Close, and no goroutine is left.
func TestSystemClock(t *testing.T) {
	before := runtime.NumGoroutine()
	begin := time.Now().UnixMilli()
	for range 10 {
		eng, err := engine.New(engine.Config{SystemClock: true, ClockStep: time.Millisecond})
		require.NoError(t, err)
		d, err := eng.Deploy(context.Background(),
			`@name('tick') select current_timestamp() as at from pattern[every timer:interval(2 msec)]`)
		require.NoError(t, err)
		ticks := make(chan int64, 3)
		var n atomic.Int32
		d.Statement("tick").Listen(func(u engine.Update) {
			if n.Add(1) <= 3 {
				ticks <- u.New[0].Get("at").(int64)
			}
		})
		last := begin
		for range 3 {
			at := <-ticks
			require.Greater(t, at, last)
			last = at
		}
		require.LessOrEqual(t, last, time.Now().UnixMilli())
		require.NoError(t, eng.Close())
	}
	for range 1_000_000 { // those told to end get their turn
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestSystemClockRestored(t *testing.T) {
	b := newBench(t)
	b.deploy(`@name('tick') select 1 as one from pattern[every timer:interval(1 msec)]`, engine.WithName("d"))
	var w bytes.Buffer
	require.NoError(t, b.Checkpoint(&w))
	eng, err := engine.Restore(&w, engine.Config{SystemClock: true, ClockStep: time.Millisecond})
	require.NoError(t, err)
	ticked := make(chan struct{})
	var once sync.Once
	eng.Deployment("d").Statement("tick").Listen(func(engine.Update) { once.Do(func() { close(ticked) }) })
	<-ticked
	require.NoError(t, eng.Close())
}

// TestCloseFromTheClock: a listener that the clock calls may close the engine.
func TestCloseFromTheClock(t *testing.T) {
	eng, err := engine.New(engine.Config{SystemClock: true, ClockStep: time.Millisecond})
	require.NoError(t, err)
	d, err := eng.Deploy(context.Background(), `@name('t') select 1 as one from pattern[every timer:interval(1 msec)]`)
	require.NoError(t, err)
	closed := make(chan error, 1)
	var once sync.Once
	d.Statement("t").Listen(func(engine.Update) { once.Do(func() { closed <- eng.Close() }) })
	require.NoError(t, <-closed)
	require.True(t, strings.Contains(eng.Advance(1).Error(), "closed"))
}

// TestSingleGoroutine: without a lock, calls from listeners are still taken when the present event is
// done, in order, and reads from listeners are answered at once.
func TestSingleGoroutine(t *testing.T) {
	_, err := engine.New(engine.Config{SingleGoroutine: true, SystemClock: true})
	require.Error(t, err)
	eng, err := engine.New(engine.Config{SingleGoroutine: true})
	require.NoError(t, err)
	require.NoError(t, engine.Register[reading](eng))
	s, err := engine.SenderFor[reading](eng)
	require.NoError(t, err)
	dep, err := eng.Deploy(t.Context(), `@name('s') select N from reading`)
	require.NoError(t, err)
	var seen []int64
	st := dep.Statement("s")
	st.Listen(func(u engine.Update) {
		n, _ := u.New[0].Int(st.Schema().Column("N"))
		seen = append(seen, n)
		require.NotNil(t, eng.Deployment(dep.Name()))
		if n < 3 {
			require.NoError(t, s.Send(&reading{N: int32(n) + 10}))
			require.NoError(t, s.Build(func(r *reading) { r.N = int32(n) + 20 }))
			require.NoError(t, eng.Advance(n))
		}
	})
	for n := range int32(3) {
		require.NoError(t, eng.Send(&reading{N: n}))
	}
	require.Equal(t, []int64{0, 10, 20, 1, 11, 21, 2, 12, 22}, seen)
	require.EqualValues(t, 2, eng.Now())
}
