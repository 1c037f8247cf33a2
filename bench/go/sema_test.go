package bench

import (
	"testing"
	_ "unsafe" // for linkname
)

//go:linkname semacquire sync.runtime_Semacquire
func semacquire(s *uint32)

//go:linkname semrelease sync.runtime_Semrelease
func semrelease(s *uint32, handoff bool, skipframes int)

func BenchmarkSemaPingPong(b *testing.B) {
	var turns [2]struct {
		sema uint32
		pad  [31]uint32
	}
	done := make(chan bool)
	go func() {
		for i := 0; i < b.N/2; i++ {
			semacquire(&turns[1].sema)
			semrelease(&turns[0].sema, false, 0)
		}
		done <- true
	}()
	for i := 0; i < b.N/2; i++ {
		semrelease(&turns[1].sema, false, 0)
		semacquire(&turns[0].sema)
	}
	<-done
}

func BenchmarkSemaWake(b *testing.B) {
	var sema uint32
	measureWakeUp(b, func() {}, func() func() {
		semacquire(&sema)
		return func() {}
	}, func() { semrelease(&sema, false, 0) })
}
