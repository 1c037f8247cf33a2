// Package bench has, for Go's sync, the workloads of lockstep's benchmarks that Go's own do not have.
// Each does what the C++ of the same name does.
package bench
