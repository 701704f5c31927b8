package server

import (
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
)

// indexes is device.Settings for a server without any: it only remembers, for as long as
// the process runs, which index each device has.
type indexes struct {
	mu    sync.Mutex
	known map[device.Key]uint32
	taken map[uint32]struct{}
}

func newIndexes() *indexes {
	return &indexes{known: map[device.Key]uint32{}, taken: map[uint32]struct{}{}}
}

// Allowed implements device.Settings.
func (*indexes) Allowed(string) bool { return true }

// Apply implements device.Settings.
func (x *indexes) Apply(k device.Key, _ *device.Definition) uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	if index, ok := x.known[k]; ok {
		return index
	}
	index := uint32(0)
	for x.has(index) {
		index++
	}
	x.known[k], x.taken[index] = index, struct{}{}
	return index
}

func (x *indexes) has(index uint32) bool {
	_, taken := x.taken[index]
	return taken
}
