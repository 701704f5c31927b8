// Package bridge is the part of the border between the page's JavaScript and the module
// that does not need a browser: the commands that come in, the events that go out and how
// errors are told. docs/bridge.md describes both directions.
package bridge

import (
	"math"
	"time"
)

// Op is what a command asks for.
type Op uint8

// The operations. Their numbers are those of web/src/queue.mjs. The target of the first
// six is a device handle, that of the others a client.
const (
	Steps Op = iota + 1
	Fraction
	StopDevice
	Read
	Subscribe
	Unsubscribe
	StopAll
	StartScanning
	StopScanning
	Disconnect
	opEnd
)

// ForDevice tells that the target is a device.
func (op Op) ForDevice() bool { return op <= Unsubscribe }

// Command is one command of the page.
type Command struct {
	Op       Op
	Request  int64 // names the answer
	Target   uint32
	Feature  uint32
	Type     uint8   // number of an output or input type
	Value    float64 // Steps: a whole number within int32; Fraction: 0 to 1, or -1 to 1
	Duration time.Duration
}

// Record is a command as the page writes it into the memory of the module: operation,
// request, target, feature, type, value, duration in ms, and 0 for the answer.
type Record [8]float64

// Succeed tells the page, when it gets the record back, that the command was accepted. Every
// other answer is an event.
func (r *Record) Succeed() { r[7] = 1 }

// Decode reads a command. It is not ok if a field is outside its type, or Op is none;
// Request is set if it could be read.
func (r *Record) Decode() (c Command, ok bool) {
	ok = true
	whole := func(v, limit float64) float64 {
		if !(v >= 0 && v <= limit) || v != math.Trunc(v) {
			ok = false
			return 0
		}
		return v
	}
	c.Op = Op(whole(r[0], float64(opEnd-1)))
	c.Request = int64(whole(r[1], 1<<53))
	c.Target = uint32(whole(r[2], math.MaxUint32))
	c.Feature = uint32(whole(r[3], math.MaxUint32))
	c.Type = uint8(whole(r[4], math.MaxUint8))
	c.Value = r[5]
	c.Duration = time.Duration(whole(r[6], math.MaxUint32)) * time.Millisecond
	if c.Op == 0 || math.IsNaN(c.Value) || math.IsInf(c.Value, 0) ||
		c.Op == Steps && (c.Value != math.Trunc(c.Value) || math.Abs(c.Value) > math.MaxInt32) {
		ok = false
	}
	return c, ok
}
