package bench

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const timeToFallAsleep = 50 * time.Microsecond

func await(count *int32, value int32) {
	for atomic.LoadInt32(count) != value {
		runtime.Gosched()
	}
}

// measureWakeUp does what measure_wake_up of latency.h does.
func measureWakeUp(b *testing.B, prepare func(), sleep func() func(), wake func()) {
	var maySleep, goesToSleep, hasWoken int32
	var wokenAt time.Time
	go func() {
		for round := int32(1); round <= int32(b.N); round++ {
			await(&maySleep, round)
			atomic.StoreInt32(&goesToSleep, round)
			cleanUp := sleep()
			wokenAt = time.Now()
			cleanUp()
			atomic.StoreInt32(&hasWoken, round)
		}
	}()
	var total time.Duration
	for round := int32(1); round <= int32(b.N); round++ {
		prepare()
		atomic.StoreInt32(&maySleep, round)
		await(&goesToSleep, round)
		time.Sleep(timeToFallAsleep)
		started := time.Now()
		wake()
		await(&hasWoken, round)
		total += wokenAt.Sub(started)
	}
	b.ReportMetric(float64(total.Nanoseconds())/float64(b.N), "ns/op")
}

func BenchmarkMutexWake(b *testing.B) {
	var m sync.Mutex
	measureWakeUp(b, m.Lock, func() func() {
		m.Lock()
		return m.Unlock
	}, m.Unlock)
}

func BenchmarkWaitGroupWake(b *testing.B) {
	var wg sync.WaitGroup
	measureWakeUp(b, func() { wg.Add(1) }, func() func() {
		wg.Wait()
		return func() {}
	}, wg.Done)
}

func BenchmarkCondWake(b *testing.B) {
	c := sync.NewCond(&sync.Mutex{})
	mayGo := false
	measureWakeUp(b, func() {}, func() func() {
		c.L.Lock()
		for !mayGo {
			c.Wait()
		}
		mayGo = false
		c.L.Unlock()
		return func() {}
	}, func() {
		c.L.Lock()
		mayGo = true
		c.L.Unlock()
		c.Signal()
	})
}
