// Package bridge is the part of the border between the page's JavaScript and the module
// that does not need a browser: the commands that come in, the events that go out and how
// errors are told. docs/bridge.md describes both directions.
package bridge

import (
	"context"
	"math"
	"runtime"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
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

// Run carries out commands. Outputs and stops of a client that follow each other go out
// together; every command is on its way before the next one that is not part of the same
// group. Of what succeeded by the time when Run returns, the records tell; accepted is
// whether everything did.
func (cs *Clients) Run(records []Record) (accepted bool) {
	var (
		g    *group
		c    *Client
		d    *client.Device
		last uint32 // handle of d
		n    int
	)
	for i := range records {
		cmd, ok := records[i].Decode()
		if !ok {
			cs.out.Fail(cmd.Request, ErrArgument)
			continue
		}
		if d == nil || !cmd.Op.ForDevice() || cmd.Target != last {
			c, d = cs.target(cmd)
			last = cmd.Target
		}
		if c == nil {
			cs.out.Fail(cmd.Request, noTarget(cmd.Op))
			continue
		}
		if g == nil || g.of != c {
			n += g.send()
			g = newGroup(c, len(records)-i)
		}
		if !g.add(d, cmd, &records[i]) {
			n += g.send()
			g = nil
			go c.alone(d, cmd)
			runtime.Gosched() // its request leaves before those that follow
		}
	}
	n += g.send()
	return n == len(records)
}

// target finds what a command is for.
func (cs *Clients) target(cmd Command) (*Client, *client.Device) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cmd.Op.ForDevice() {
		d := cs.devices[cmd.Target]
		return d.client, d.device
	}
	return cs.byID[cmd.Target], nil
}

func noTarget(op Op) error {
	if op.ForDevice() {
		return &client.Error{Class: client.DeviceError, Op: "command", Err: client.ErrDeviceGone}
	}
	return &client.Error{Class: client.ConnectorError, Op: "command", Err: client.ErrNotConnected}
}

// group is a batch of a client's commands, with the records that they came in.
type group struct {
	*client.Batch
	of      *Client
	members []member
}

type member struct {
	record  *Record // of the page again when Run has returned
	request int64
}

func newGroup(c *Client, size int) *group {
	g := &group{of: c, members: make([]member, 0, size)}
	g.Batch = c.Batch(func(command int, err error) { c.out.Done(g.members[command].request, err) })
	return g
}

// add adds a command; false: it can't be part of a batch.
func (g *group) add(d *client.Device, cmd Command, record *Record) bool {
	switch cmd.Op {
	case Steps, Fraction:
		if g.of.left() {
			g.of.out.Fail(cmd.Request, &client.Error{Class: client.DeviceError, Op: "command", Err: device.ErrLeft})
			return true
		}
		f, ok := d.Feature(cmd.Feature)
		if !ok {
			g.of.out.Fail(cmd.Request, ErrArgument)
			return true
		}
		g.Feature(f, client.Command{Type: device.OutputType(cmd.Type), Value: cmd.value()})
	case StopDevice:
		g.StopDevice(d)
	case StopAll:
		g.StopAll()
	default:
		return false
	}
	g.members = append(g.members, member{record, cmd.Request})
	return true
}

func (c *Command) value() client.Value {
	timed := device.OutputType(c.Type) == device.HwPositionWithDuration
	switch {
	case c.Op == Steps && timed:
		return client.MoveSteps(int32(c.Value), c.Duration)
	case c.Op == Steps:
		return client.Steps(int32(c.Value))
	case timed:
		return client.Move(c.Value, c.Duration)
	}
	return client.Fraction(c.Value)
}

// send sends the batch, answers what is known of it, and tells how much was accepted.
func (g *group) send() (accepted int) {
	if g == nil {
		return 0
	}
	for i, answer := range g.Send() {
		switch m := g.members[i]; {
		case !answer.Known:
		case answer.Err == nil:
			m.record.Succeed()
			accepted++
		default:
			g.of.out.Fail(m.request, answer.Err)
		}
	}
	return accepted
}

// alone carries out a command that is waited for.
func (c *Client) alone(d *client.Device, cmd Command) {
	ctx := context.Background()
	var f *client.Feature
	if d != nil {
		var ok bool
		if f, ok = d.Feature(cmd.Feature); !ok {
			c.out.Fail(cmd.Request, ErrArgument)
			return
		}
	}
	input := device.InputType(cmd.Type)
	var err error
	switch cmd.Op {
	case Read:
		var v int32
		if v, err = f.Read(ctx, input); err == nil {
			c.out.Value(cmd.Request, v)
			return
		}
	case Subscribe:
		err = f.Subscribe(ctx, input, nil)
	case Unsubscribe:
		err = f.Unsubscribe(ctx, input)
	case StartScanning:
		err = c.startScanning(ctx, cmd)
	case StopScanning:
		if c.Server != nil && cmd.Value != 0 {
			c.Server.GiveUp()
		}
		err = c.StopScanning(ctx)
	case Disconnect:
		err = c.Disconnect(ctx)
	}
	c.out.Done(cmd.Request, err)
}

// startScanning starts scanning. The value of the command is 1 if toys are to be taken over
// from other tabs, 2 if not; the type is 1 if the chooser is to show every device.
func (c *Client) startScanning(ctx context.Context, cmd Command) error {
	if c.Server != nil && cmd.Value != 0 {
		c.Server.TakeOver(cmd.Value == 1)
	}
	if c.Server != nil {
		c.Server.AllDevices(cmd.Type == 1)
	}
	return c.StartScanning(ctx)
}
