package client

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Feature is one thing that a device can do or measure, or both. Its methods may be called from any
// goroutine.
type Feature struct {
	device *Device
	info   *device.Feature

	mu          sync.Mutex
	subscribers map[device.InputType]*func(int32)
	subscribed  uint32 // to be renewed when the connection was lost: a bit for each input type
}

// Index is the server's number for the feature within its device.
func (f *Feature) Index() uint32 { return f.info.Index }

// Description is what the server says about the feature. It may be any text, or "": show it, but do
// not trust it.
func (f *Feature) Description() string { return f.info.Description }

// Device is the device that the feature belongs to.
func (f *Feature) Device() *Device { return f.device }

// Outputs lists what the feature can be told to do, with the ranges in steps.
func (f *Feature) Outputs() []device.Output { return slices.Clone(f.info.Outputs) }

// Inputs lists what the feature can measure, with the ranges in the units of Reading.
func (f *Feature) Inputs() []device.Input { return slices.Clone(f.info.Inputs) }

// Output finds an output by its type. It reports false if the feature has none.
func (f *Feature) Output(t device.OutputType) (device.Output, bool) {
	if o, ok := f.info.Output(t); ok {
		return *o, true
	}
	return device.Output{}, false
}

// Input finds an input by its type. It reports false if the feature has none.
func (f *Feature) Input(t device.InputType) (device.Input, bool) {
	if in, ok := f.info.Input(t); ok {
		return *in, true
	}
	return device.Input{}, false
}

// Run sends a command and returns when the server has accepted it; whether the device moves is not
// known. A command that the feature cannot carry out fails with ErrUnsupported or ErrRange and is
// not sent.
func (f *Feature) Run(ctx context.Context, cmd Command) error {
	output, err := f.output(cmd)
	if err != nil {
		return err
	}
	return f.device.client.run(ctx, f.device, output)
}

// Start is Run for a caller that must not wait: it sends the command and returns. Done is called
// with the error of Run, as event handlers are, also when nothing could be sent. It may be nil.
func (f *Feature) Start(cmd Command, done func(error)) {
	f.device.client.start(done, func(b *Batch) { b.Feature(f, cmd) })
}

// Stop stops the outputs of the feature, whoever set them going, and ends the subscriptions of this
// client to it.
func (f *Feature) Stop(ctx context.Context) error {
	return f.device.client.do(ctx, f.stop())
}

func (f *Feature) stop() *call {
	c := f.device.stop()
	index := f.info.Index
	c.request.(*message.StopCmd).FeatureIndex = &index
	return c
}

// Read asks the device for the value of an input; for the unit see Reading.
func (f *Feature) Read(ctx context.Context, t device.InputType) (int32, error) {
	if err := f.checkInput(t, device.Read); err != nil {
		return 0, err
	}
	var value int32
	c := f.input(t, device.Read)
	c.finish = func(reply message.Message, err error) {
		if err == nil {
			value = reply.(*message.InputReading).Value
		}
	}
	if err := f.device.client.do(ctx, c); err != nil {
		return 0, err
	}
	return value, nil
}

// Subscribe asks for the values of an input whenever they change. Fn is called with each, as event
// handlers are, until Unsubscribe or a Stop; it may be nil if OnInputReading is enough. A second
// Subscribe replaces fn. The subscription outlasts a lost connection, see Options.Reconnect.
func (f *Feature) Subscribe(ctx context.Context, t device.InputType, fn func(value int32)) error {
	if err := f.checkInput(t, device.Subscribe); err != nil {
		return err
	}
	subscriber := &fn
	if fn == nil {
		subscriber = nil
	}
	before := f.setSubscriber(t, subscriber) // now, because a reading may come before the answer
	err := f.device.client.do(ctx, f.input(t, device.Subscribe))
	if err != nil {
		f.setSubscriber(t, before)
		return err
	}
	f.mu.Lock()
	f.subscribed |= 1 << t
	f.mu.Unlock()
	return nil
}

// Unsubscribe ends a subscription. When it has returned without an error, no further call of fn begins.
func (f *Feature) Unsubscribe(ctx context.Context, t device.InputType) error {
	if err := f.checkInput(t, device.Unsubscribe); err != nil {
		return err
	}
	err := f.device.client.do(ctx, f.input(t, device.Unsubscribe))
	if err == nil || errors.Is(err, ErrReconnecting) { // then it is not renewed
		f.setSubscriber(t, nil)
		f.forgetSubscription(t)
		return nil
	}
	return err
}

func (f *Feature) forgetSubscription(t device.InputType) {
	f.mu.Lock()
	f.subscribed &^= 1 << t
	f.mu.Unlock()
}

// forgetSubscriptions takes note that all are ended.
func (f *Feature) forgetSubscriptions() {
	f.mu.Lock()
	f.subscribed = 0
	f.mu.Unlock()
}

// subscriptions are the inputs that are subscribed to.
func (f *Feature) subscriptions() (types []device.InputType) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.info.Inputs {
		if t := f.info.Inputs[i].Type; f.subscribed&(1<<t) != 0 {
			types = append(types, t)
		}
	}
	return types
}

func (f *Feature) input(t device.InputType, command device.InputCommand) *call {
	return &call{device: f.device, request: &message.InputCmd{
		DeviceIndex: f.device.info.Index, FeatureIndex: f.info.Index, Type: t, Command: command,
	}}
}

func (f *Feature) checkInput(t device.InputType, command device.InputCommand) error {
	input, ok := f.Input(t)
	if !ok {
		return deviceError(f.String(), &detail{ErrUnsupported, "the feature has no input " + t.String()})
	}
	if !input.Commands.Has(command) {
		return deviceError(f.String(), &detail{ErrUnsupported, "the input " + t.String() + " does not take " + command.String()})
	}
	return nil
}

func (f *Feature) setSubscriber(t device.InputType, fn *func(int32)) (before *func(int32)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before = f.subscribers[t]
	if f.subscribers == nil {
		f.subscribers = map[device.InputType]*func(int32){}
	}
	f.subscribers[t] = fn
	return before
}

func (f *Feature) deliver(t device.InputType, value int32) {
	f.mu.Lock()
	fn := f.subscribers[t]
	f.mu.Unlock()
	if fn != nil {
		(*fn)(value)
	}
}

// String names the feature for people: device 3 "Lovense Hush", feature 0.
func (f *Feature) String() string {
	return f.device.String() + ", feature " + itoa(int64(f.info.Index))
}
