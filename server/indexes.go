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
}

func newIndexes() *indexes { return &indexes{known: map[device.Key]uint32{}} }

// Allowed implements device.Settings.
func (*indexes) Allowed(string) bool { return true }

// Apply implements device.Settings.
func (x *indexes) Apply(k device.Key, _ *device.Definition) uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	index, ok := x.known[k]
	if !ok {
		index = uint32(len(x.known)) // none is ever given up
		x.known[k] = index
	}
	return index
}
