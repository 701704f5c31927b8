package legacy

import (
	"math"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// outputCommand is an old command that holds a list of sub-commands.
type outputCommand struct {
	list    string                          // name of the list
	slots   func(*device.Definition) []slot // what Index counts
	what    string                          // the same, in words
	read    func(jsonx.Field) sub
	step    func(s sub, steps int32, t device.OutputType) int32
	typed   bool // a sub-command names the type of its output
	nothing bool // an empty list is no mistake
}

// sub is one sub-command.
type sub struct {
	index    uint32
	fraction float64       // 0 to 1; of RotateCmd -1 to 1
	actuator string        // ScalarCmd only
	duration time.Duration // LinearCmd only
}

var vibrate = outputCommand{
	list: "Speeds", slots: vibrators, what: "vibrators",
	read: func(f jsonx.Field) sub {
		return sub{index: f.Field("Index").Uint32(), fraction: f.Field("Speed").Float(0, 1)}
	},
	step: stepUp,
}

var scalar = outputCommand{
	list: "Scalars", slots: scalars, what: "scalar outputs", typed: true,
	read: func(f jsonx.Field) sub {
		return sub{index: f.Field("Index").Uint32(), fraction: f.Field("Scalar").Float(0, 1), actuator: f.Field("ActuatorType").Text()}
	},
	step: func(s sub, steps int32, t device.OutputType) int32 {
		if t == device.Position { // a place has no threshold below which it is off
			product := float64(steps) * s.fraction
			return int32(math.Ceil(product))
		}
		return stepUp(s, steps, t)
	},
}

var rotate = outputCommand{
	list: "Rotations", slots: rotators, what: "outputs that rotate both ways",
	read: func(f jsonx.Field) sub {
		s := sub{index: f.Field("Index").Uint32(), fraction: f.Field("Speed").Float(0, 1)}
		if !f.Field("Clockwise").Bool() {
			s.fraction = -s.fraction
		}
		return s
	},
	step: stepUp,
}

func stepUp(s sub, steps int32, _ device.OutputType) int32 { return device.StepUp(steps, s.fraction) }

// Moves are rounded down, unlike all else: so did the servers of that time.
var linear = outputCommand{
	list: "Vectors", slots: linears, what: "timed position outputs", nothing: true,
	read: func(f jsonx.Field) sub {
		return sub{index: f.Field("Index").Uint32(), fraction: f.Field("Position").Float(0, 1), duration: milliseconds(f.Field("Duration"))}
	},
	step: func(s sub, steps int32, _ device.OutputType) int32 {
		product := float64(steps) * s.fraction
		return int32(product)
	},
}

func vibrateCmd(r *request) ([]message.Message, *message.Error) { return vibrate.decode(r) }
func scalarCmd(r *request) ([]message.Message, *message.Error)  { return scalar.decode(r) }
func rotateCmd(r *request) ([]message.Message, *message.Error)  { return rotate.decode(r) }
func linearCmd(r *request) ([]message.Message, *message.Error)  { return linear.decode(r) }

// decode translates all sub-commands, or none if one of them is wrong. Two for one Index
// contradict each other, so that is wrong too.
func (c *outputCommand) decode(r *request) ([]message.Message, *message.Error) {
	d, err := r.device()
	if err != nil {
		return nil, err
	}
	subs, err := c.subs(r)
	if err != nil {
		return nil, err
	}
	if len(subs) == 0 {
		return r.nothing(), nil
	}
	entries := c.slots(d)
	used := make([]bool, len(entries))
	commands := make([]message.Message, 0, len(subs))
	for _, s := range subs {
		to, err := r.slot(d, entries, s.index, c.what)
		if err != nil {
			return nil, err
		}
		if used[s.index] {
			return nil, r.fail(message.CodeMessage, r.el.Name+" has Index "+number(s.index)+" twice. Send each once.")
		}
		used[s.index] = true
		if c.typed && !ascii.EqualFold(s.actuator, to.output.Type.String()) {
			return nil, r.fail(message.CodeDevice, "Index "+number(s.index)+" of "+r.el.Name+" for "+label(d)+
				" is of type "+to.output.Type.String()+", not "+jsonx.Quote(s.actuator)+".")
		}
		commands = append(commands, r.output(d, to, c.step(s, to.steps(), to.output.Type), s.duration))
		// By feature; those of one stay in order.
		for i := len(commands) - 1; i > 0 && feature(commands[i-1]) > feature(commands[i]); i-- {
			commands[i-1], commands[i] = commands[i], commands[i-1]
		}
	}
	return commands, nil
}

func feature(command message.Message) uint32 { return command.(*message.OutputCmd).FeatureIndex }

// subs reads the list.
func (c *outputCommand) subs(r *request) ([]sub, *message.Error) {
	list := r.body.Field(c.list)
	var subs []sub
	for _, item := range list.Items() {
		subs = append(subs, c.read(item))
	}
	if len(subs) == 0 && !c.nothing {
		list.FailAs("empty", "an array with at least one sub-command")
	}
	return subs, r.unreadable()
}

// singleMotorVibrate is the one output command of version 0: all vibrators alike.
func singleMotorVibrate(r *request) ([]message.Message, *message.Error) {
	d, err := r.device()
	if err != nil {
		return nil, err
	}
	speed := r.body.Field("Speed").Float(0, 1)
	if err := r.unreadable(); err != nil {
		return nil, err
	}
	entries := vibrators(d)
	if _, err := r.slot(d, entries, 0, vibrate.what); err != nil {
		return nil, err
	}
	commands := make([]message.Message, 0, len(entries))
	for _, to := range entries {
		commands = append(commands, r.output(d, to, device.StepUp(to.steps(), speed), 0))
	}
	return commands, nil
}

// slot finds the entry that a sub-command is for.
func (r *request) slot(d *device.Definition, entries []slot, index uint32, what string) (slot, *message.Error) {
	switch {
	case len(entries) == 0:
		return slot{}, r.fail(message.CodeDevice, "There is no "+r.el.Name+" for "+label(d)+", which has no "+what+".")
	case uint64(index) >= uint64(len(entries)):
		return slot{}, r.fail(message.CodeDevice, "There is no Index "+number(index)+" of "+r.el.Name+" for "+label(d)+
			", whose "+what+" are counted from 0 to "+strconv.Itoa(len(entries)-1)+".")
	}
	return entries[index], nil
}

// output is the version 4 command for one output.
func (r *request) output(d *device.Definition, to slot, step int32, duration time.Duration) message.Message {
	return &message.OutputCmd{
		Header: r.header(), DeviceIndex: d.Index, FeatureIndex: to.feature.Index,
		Type: to.output.Type, Value: step, Duration: to.output.Duration.Clamp(duration),
	}
}
