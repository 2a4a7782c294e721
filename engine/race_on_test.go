//go:build race

package engine_test

// underRace tells that the race detector watches. Its code is inlined less, so that closures which stay
// on the stack otherwise are allocated: allocations are counted without it.
const underRace = true
