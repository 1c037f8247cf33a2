package bench

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const span = 100 * time.Millisecond

type contestant struct {
	holds, thinks time.Duration
	turns         int64
	longestWait   time.Duration
	pad           [12]uint64
}

func pass(from time.Time, d time.Duration) {
	if d == 0 {
		return
	}
	for time.Since(from) < d {
	}
}

func (c *contestant) compete(m *sync.Mutex, isOver *int32) {
	for first := true; first || atomic.LoadInt32(isOver) == 0; first = false {
		came := time.Now()
		m.Lock()
		entered := time.Now()
		pass(entered, c.holds)
		m.Unlock()
		c.turns++
		if wait := entered.Sub(came); wait > c.longestWait {
			c.longestWait = wait
		}
		if c.thinks != 0 {
			pass(time.Now(), c.thinks)
		}
	}
}

// holdContest does what hold_contest of contest.cpp does, with a goroutine for each processor it is given.
func holdContest(b *testing.B, holds, thinks time.Duration, hog bool) {
	all := make([]contestant, runtime.GOMAXPROCS(0))
	for i := range all {
		all[i].holds, all[i].thinks = holds, thinks
	}
	if hog {
		all[0].holds, all[0].thinks = 100*time.Microsecond, 0
	}
	var m sync.Mutex
	var isOver int32
	var start, end sync.WaitGroup
	start.Add(len(all))
	end.Add(len(all))
	for i := range all {
		go func(c *contestant) {
			start.Done()
			start.Wait()
			c.compete(&m, &isOver)
			end.Done()
		}(&all[i])
	}
	time.Sleep(span)
	atomic.StoreInt32(&isOver, 1)
	end.Wait()

	var turns int64
	least, longest := all[0].turns, time.Duration(0)
	for i := range all {
		turns += all[i].turns
		if all[i].turns < least {
			least = all[i].turns
		}
		if all[i].longestWait > longest {
			longest = all[i].longestWait
		}
	}
	b.ReportMetric(float64(span.Nanoseconds())/float64(turns), "ns/op")
	b.ReportMetric(float64(longest.Nanoseconds())/1000, "longest-wait")
	if !hog {
		b.ReportMetric(float64(least)*float64(len(all))/float64(turns), "least-share")
	}
}

func BenchmarkContest(b *testing.B) { holdContest(b, 0, 0, false) }
func BenchmarkConvoy(b *testing.B)  { holdContest(b, time.Microsecond, time.Microsecond, false) }
func BenchmarkHog(b *testing.B)     { holdContest(b, 0, 100*time.Microsecond, true) }
