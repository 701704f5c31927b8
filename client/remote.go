package client

import (
	"context"
	"errors"
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// remoteToy is a device of the server as the device.Toy that a guard stands before. What
// the guard does by itself, the steps of a ramp and the stops of a hold, goes to the server
// through it and is not waited for.
type remoteToy struct{ device *Device }

// guard puts a guard before a device that was just announced, if there are limits.
func (s *session) guard(d *Device) {
	if l := s.client.options.Limits; l != nil {
		d.guard = l.Attach(d.info.Name, d.info, &remoteToy{d})
		if sent := s.client.options.Sent; sent != nil {
			d.guard.Observe(func(commands []device.Command) { sent(d, commands) })
		}
	}
}

func (t *remoteToy) Output(commands ...device.Command) error {
	calls := make([]*call, len(commands))
	for i, c := range commands {
		calls[i] = &call{device: t.device, request: t.device.request(c)}
	}
	return t.send(calls)
}

func (t *remoteToy) Stop(features []uint32, outputs, inputs bool) error {
	var calls []*call
	for _, feature := range features {
		calls = append(calls, &call{device: t.device, request: &message.StopCmd{
			DeviceIndex: &t.device.info.Index, FeatureIndex: &feature, Outputs: outputs, Inputs: inputs,
		}})
	}
	if features == nil {
		calls = []*call{{device: t.device, request: &message.StopCmd{DeviceIndex: &t.device.info.Index, Outputs: outputs, Inputs: inputs}}}
	}
	return t.send(calls)
}

func (t *remoteToy) StopNow() { _ = t.Stop(nil, true, false) } // what fails is logged

func (t *remoteToy) Read(ctx context.Context, feature uint32, in device.InputType) (int32, error) {
	f, err := t.feature(feature)
	if err != nil {
		return 0, err
	}
	return f.Read(ctx, in)
}

// Subscribe implements device.Toy. The client has one subscriber for each input, so key
// does not matter.
func (t *remoteToy) Subscribe(ctx context.Context, feature uint32, in device.InputType, _ any, fn func(value int32)) error {
	f, err := t.feature(feature)
	if err != nil {
		return err
	}
	return f.Subscribe(ctx, in, fn)
}

func (t *remoteToy) Unsubscribe(ctx context.Context, feature uint32, in device.InputType, _ any) error {
	f, err := t.feature(feature)
	if err != nil {
		return err
	}
	return f.Unsubscribe(ctx, in)
}

func (t *remoteToy) Done() <-chan struct{} { return t.device.done }

// failed tells of a request that nobody waits for: a stop that was refused leaves a toy
// running, so the client learns of it.
func (t *remoteToy) failed(c *call, err error) {
	s := t.device.session.Load()
	switch _, stop := c.request.(*message.StopCmd); {
	case err == nil, errors.Is(err, ErrNotConnected), errors.Is(err, ErrDeviceGone), errors.Is(err, ErrReconnecting):
	case stop:
		s.offer(event{run: func() { s.client.errors.call(err) }})
	default:
		s.client.log("limits: " + err.Error())
	}
}

func (t *remoteToy) feature(index uint32) (*Feature, error) {
	if f, ok := t.device.Feature(index); ok {
		return f, nil
	}
	return nil, deviceError(t.device.String(), &detail{ErrUnsupported, "the device has no feature " + itoa(int64(index))})
}

// send sends requests whose answers nobody waits for. The error is that of a device that is
// gone.
func (t *remoteToy) send(calls []*call) error {
	for _, c := range calls {
		c.finish = func(_ message.Message, err error) {
			t.failed(c, err)
		}
	}
	s := t.device.session.Load()
	ready := s.admit(calls)
	s.settleUnsent(ready, s.send(context.Background(), ready))
	finishFailed(calls)
	if !t.device.Connected() {
		return device.ErrDisconnected
	}
	return nil
}

// sendWithin sends requests as far as the limits let them through, in the order of the
// calls: no output of a guard's own can come between a stop and what was called before it.
func (s *session) sendWithin(ctx context.Context, calls []*call) {
	for len(calls) > 0 {
		n := outputsOfOneDevice(calls)
		switch stop, isStop := calls[0].request.(*message.StopCmd); {
		case n > 0:
			s.sendOutputs(ctx, calls[:n])
		case isStop && stop.Outputs:
			n = 1
			s.settleUnsent(calls[:1], s.sendStop(ctx, calls[:1], stop))
		default:
			n = 1
			s.settleUnsent(calls[:1], s.send(ctx, calls[:1]))
		}
		calls = calls[n:]
	}
}

// outputsOfOneDevice counts the calls at the front that are outputs of one device.
func outputsOfOneDevice(calls []*call) int {
	var index uint32
	for i, c := range calls {
		m, ok := c.request.(*message.OutputCmd)
		if !ok || i > 0 && m.DeviceIndex != index {
			return i
		}
		index = m.DeviceIndex
	}
	return len(calls)
}

// sendOutputs sends outputs of one device with the values that its limits leave. One that
// must not run is answered here, with Ok: clients are not told of limits.
func (s *session) sendOutputs(ctx context.Context, calls []*call) {
	commands := make([]device.Command, len(calls))
	for i, c := range calls {
		m := c.request.(*message.OutputCmd)
		commands[i] = device.Command{Feature: m.FeatureIndex, Type: m.Type, Value: m.Value, Duration: m.Duration}
	}
	guards := s.guards(&calls[0].request.(*message.OutputCmd).DeviceIndex)
	if len(guards) == 0 { // a device that the server has to refuse
		s.settleUnsent(calls, s.send(ctx, calls))
		return
	}
	var sent []*call
	err := guards[0].Pass(func(allowed ...device.Command) error {
		for _, c := range calls {
			m := c.request.(*message.OutputCmd)
			if len(allowed) > 0 && allowed[0].Feature == m.FeatureIndex && allowed[0].Type == m.Type {
				m.Value = allowed[0].Value
				allowed = allowed[1:]
				sent = append(sent, c)
			}
		}
		return s.send(ctx, sent)
	}, commands...)
	if err != nil {
		s.settleUnsent(calls, err)
		return
	}
	for _, c := range calls {
		if !slices.Contains(sent, c) && s.forget(c) {
			c.settle(&message.Ok{})
		}
	}
}

// sendStop sends a stop of outputs, of which the guards learn.
func (s *session) sendStop(ctx context.Context, calls []*call, m *message.StopCmd) error {
	var features []uint32
	if m.DeviceIndex != nil && m.FeatureIndex != nil {
		features = []uint32{*m.FeatureIndex}
	}
	return device.PassStop(func() error { return s.send(ctx, calls) }, features, s.guards(m.DeviceIndex)...)
}

// guards are those of all devices, or of one, in ascending order of the device's index.
func (s *session) guards(only *uint32) (guards []*device.Guard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, index := range s.sortedDevices() {
		if only == nil || index == *only {
			guards = append(guards, s.devices[index].guard)
		}
	}
	return guards
}
