package client

import (
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/message"
)

// ErrReconnecting means that a device, or the connection to the server, has dropped out and is
// being connected again. What was asked for is not done, now or later. It matches
// device.ErrDisconnected.
var ErrReconnecting = reason.New(device.ErrDisconnected, "the connection was lost and is being made again")

// ErrGivenUp means that a connection that was lost could not be made again in time.
var ErrGivenUp = errors.New("the connection could not be made again")

// Attempt is a try to make a lost connection again.
type Attempt struct {
	Number int           // from 1 on, for each loss
	Delay  time.Duration // how long until it begins
	Reason error         // what ended the connection, or the try before
}

// Absence tells a client in the same process that one of its devices has dropped out, and how the
// server gets on with connecting it again. The device is back when it is in a device list. It is
// no message of the protocol: servers elsewhere can't send it, and their clients see the device
// go and come. Programs learn of it by OnDeviceReconnecting.
type Absence struct {
	message.Header
	Index   uint32 // of the device
	Attempt Attempt
	Over    bool // it does not come back; Attempt.Reason is nil if somebody let it go
}

// MessageName implements message.Message.
func (*Absence) MessageName() string { return "absence of a device" }
