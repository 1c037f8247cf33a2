package bench

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What map_sizes.cpp has for lockstep's map and others, for sync.Map: the same keys in the same order.

func spread(i int) uint64 { return uint64(i) * 0x9e3779b97f4a7c15 }

func intKey(i int) int64     { return int64(spread(i)) }
func stringKey(i int) string { return fmt.Sprintf("key:%020d", spread(i)) }

// The first half is stored, the other half never.
func makeKeys[K any](size int, key func(int) K) []K {
	keys := make([]K, 2*size)
	for i := range keys {
		keys[i] = key(i)
	}
	return keys
}

func fill[K any](m *sync.Map, keys []K) {
	for i := range keys[:len(keys)/2] {
		m.Store(keys[i], int64(i))
	}
}

func all(_, _ any) bool { return true }

// The map of one kind of key and size, with its keys. The testing package calls a benchmark again and again.
type filledMap[K any] struct {
	keys []K
	m    sync.Map
}

var lastFilled any

func filled[K any](size int, key func(int) K) *filledMap[K] {
	if last, ok := lastFilled.(*filledMap[K]); ok && len(last.keys) == 2*size {
		return last
	}
	f := &filledMap[K]{keys: makeKeys(size, key)}
	fill(&f.m, f.keys)
	f.m.Range(all)
	lastFilled = f
	return f
}

// What is done with a map, a key that is there and one that is not.
type operation[K any] func(m *sync.Map, there, missing K)

func useFilled[K any](b *testing.B, size int, key func(int) K, do operation[K]) {
	f := filled(size, key)
	var threads int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		i := int(atomic.AddInt64(&threads, 1)-1) * 7919
		for ; pb.Next(); i++ {
			at := (i * 0x9e3779b1) & (size - 1)
			do(&f.m, f.keys[at], f.keys[at+size])
		}
	})
}

var sizes = []struct {
	name string
	size int
}{{"16", 16}, {"1024", 1 << 10}, {"1M", 1 << 20}}

func eachKind(b *testing.B, ints operation[int64], strings operation[string]) {
	for _, s := range sizes {
		b.Run("Int"+s.name, func(b *testing.B) { useFilled(b, s.size, intKey, ints) })
		b.Run("String"+s.name, func(b *testing.B) { useFilled(b, s.size, stringKey, strings) })
	}
}

func hit[K any](m *sync.Map, there, missing K)         { m.Load(there) }
func miss[K any](m *sync.Map, there, missing K)        { m.Load(missing) }
func loadOrStore[K any](m *sync.Map, there, missing K) { m.LoadOrStore(there, int64(1)) }
func store[K any](m *sync.Map, there, missing K)       { m.Store(there, int64(1)) }
func erase[K any](m *sync.Map, there, missing K) {
	m.Delete(there)
	m.Store(there, int64(1))
}
func rangeOver[K any](m *sync.Map, there, missing K) { m.Range(all) }

func BenchmarkMapHit(b *testing.B)         { eachKind(b, hit[int64], hit[string]) }
func BenchmarkMapMiss(b *testing.B)        { eachKind(b, miss[int64], miss[string]) }
func BenchmarkMapLoadOrStore(b *testing.B) { eachKind(b, loadOrStore[int64], loadOrStore[string]) }
func BenchmarkMapStore(b *testing.B)       { eachKind(b, store[int64], store[string]) }
func BenchmarkMapErase(b *testing.B)       { eachKind(b, erase[int64], erase[string]) }
func BenchmarkMapRange(b *testing.B)       { eachKind(b, rangeOver[int64], rangeOver[string]) }

// weigh does what weigh of map_sizes.cpp does. b.N is given, and never 1 first unless that is what is given.
func weigh[K any](b *testing.B, size int, key func(int) K, build func(m *sync.Map, keys []K) int) {
	keys := makeKeys(size, key)
	maps := make([]*sync.Map, b.N)
	before := bytesInUse()
	left := 0
	started := time.Now()
	for i := range maps {
		maps[i] = new(sync.Map)
		left = build(maps[i], keys)
	}
	taken := time.Since(started)
	b.ReportMetric(float64(taken.Nanoseconds())/float64(b.N)/float64(size), "ns/op")
	b.ReportMetric(float64(bytesInUse()-before)/float64(b.N)/float64(left), "per-entry")
	runtime.KeepAlive(maps)
	runtime.KeepAlive(keys)
}

func bytesInUse() int64 {
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return int64(now.HeapAlloc)
}

func fillAll[K any](m *sync.Map, keys []K) int {
	fill(m, keys)
	return len(keys) / 2
}

func BenchmarkMapFill(b *testing.B) {
	for _, s := range sizes {
		b.Run("Int"+s.name, func(b *testing.B) { weigh(b, s.size, intKey, fillAll[int64]) })
		b.Run("String"+s.name, func(b *testing.B) { weigh(b, s.size, stringKey, fillAll[string]) })
	}
}

func BenchmarkMapHalfErased(b *testing.B) {
	weigh(b, 1<<20, intKey, func(m *sync.Map, keys []int64) int {
		size := len(keys) / 2
		fill(m, keys)
		m.Range(all)
		for i := 1; i < size; i += 2 {
			m.Delete(keys[i])
		}
		m.Store(keys[size], int64(0))
		m.Range(all)
		return size/2 + 1
	})
}
