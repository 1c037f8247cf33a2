package bench

import (
	"runtime"
	"sync"
	"testing"
)

func BenchmarkRWMutexReadAlone(b *testing.B) {
	var m sync.RWMutex
	for i := 0; i < b.N; i++ {
		m.RLock()
		m.RUnlock()
	}
}

func BenchmarkRWMutexRead(b *testing.B) {
	var m sync.RWMutex
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.RLock()
			m.RUnlock()
		}
	})
}

func BenchmarkRWMutexWriteAlone(b *testing.B) {
	var m sync.RWMutex
	for i := 0; i < b.N; i++ {
		m.Lock()
		m.Unlock()
	}
}

// All goroutines do the same number of operations: the first one writes, the others read.
func BenchmarkRWMutexOneWriter(b *testing.B) {
	var m sync.RWMutex
	var done sync.WaitGroup
	all := runtime.GOMAXPROCS(0)
	done.Add(all)
	for i := 0; i < all; i++ {
		go func(writes bool) {
			for i := 0; i < b.N/all; i++ {
				if writes {
					m.Lock()
					m.Unlock()
				} else {
					m.RLock()
					m.RUnlock()
				}
			}
			done.Done()
		}(i == 0)
	}
	done.Wait()
}

func BenchmarkCondSignalNobody(b *testing.B) {
	c := sync.NewCond(&sync.Mutex{})
	for i := 0; i < b.N; i++ {
		c.Signal()
	}
}

func BenchmarkCondPingPong(b *testing.B) {
	c := sync.NewCond(&sync.Mutex{})
	next := 0
	takeTurns := func(me int) {
		for i := 0; i < b.N/2; i++ {
			c.L.Lock()
			for next != me {
				c.Wait()
			}
			next = 1 - me
			c.Signal()
			c.L.Unlock()
		}
	}
	done := make(chan bool)
	go func() {
		takeTurns(1)
		done <- true
	}()
	takeTurns(0)
	<-done
}

// As many goroutines as processors it is given, as in the C++: the threads let go are the count.
func BenchmarkWaitGroupFanOutAndIn(b *testing.B) {
	all := runtime.GOMAXPROCS(0)
	rounds := make([]struct{ start, end sync.WaitGroup }, b.N)
	for i := range rounds {
		rounds[i].start.Add(1)
		rounds[i].end.Add(all)
	}
	var done sync.WaitGroup
	done.Add(all)
	for i := 0; i < all; i++ {
		go func() {
			for i := range rounds {
				rounds[i].start.Wait()
				rounds[i].end.Done()
			}
			done.Done()
		}()
	}
	b.ResetTimer()
	for i := range rounds {
		rounds[i].start.Done()
		rounds[i].end.Wait()
	}
	b.StopTimer()
	done.Wait()
}
