package server

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Output implements client.OutputConn.
func (c *conn) Output(index uint32, outputs []device.Command) error {
	select {
	case <-c.Done():
		return c.Err()
	default:
	}
	no := c.enter(0, "OutputCmd")
	if no == nil {
		defer c.leave()
		no = c.drive(index, outputs)
	}
	if no != nil {
		return no
	}
	return nil
}

// output runs one OutputCmd, or several for one device that belong together: all of them
// or none.
func (s *Session) output(ms []message.Message) message.Message {
	var few [4]device.Command // keeps the usual case off the heap
	outputs := few[:0]
	index := ms[0].(*message.OutputCmd).DeviceIndex
	for _, m := range ms {
		cmd, ok := m.(*message.OutputCmd)
		if !ok || cmd.DeviceIndex != index {
			return fail(message.CodeMessage, "Commands that belong together must be outputs of one device.")
		}
		outputs = append(outputs, device.Command{Feature: cmd.FeatureIndex, Type: cmd.Type, Value: cmd.Value, Duration: cmd.Duration})
	}
	if no := s.drive(index, outputs); no != nil {
		return no
	}
	return &message.Ok{}
}

// drive runs outputs of a device, all of them or none. They are in the range that was
// announced. Nothing on the way to the toy's worker waits, and nothing of it is left to
// another goroutine.
func (s *Session) drive(index uint32, outputs []device.Command) *message.Error {
	var few [4]device.Command
	commands := few[:0]
	v := s.srv
	v.mu.Lock()
	t, no := v.toy(index)
	for i := 0; i < len(outputs) && no == nil; i++ {
		var c device.Command
		if c, no = t.command(outputs[i]); no == nil {
			commands = append(commands, c)
		}
	}
	v.mu.Unlock()
	if no != nil {
		return no
	}
	t.driving.Lock()
	defer t.driving.Unlock()
	if err := t.guard.Output(commands...); err != nil {
		return failed(label(t)+" did not take the command: ", err)
	}
	v.mu.Lock()
	for i := range commands {
		t.driver[commands[i].Feature] = s
	}
	v.mu.Unlock()
	return nil
}

// outputsOfOneDevice counts the messages at the front that are outputs of one device.
func outputsOfOneDevice(ms []message.Message) int {
	var device uint32
	for i, m := range ms {
		c, ok := m.(*message.OutputCmd)
		if !ok || i > 0 && c.DeviceIndex != device {
			return i
		}
		device = c.DeviceIndex
	}
	return len(ms)
}

// outputTogether runs several OutputCmds of one device as one update and answers each. It
// reports false, having done nothing, if any of them can't be run: then each is to be
// handled and answered by itself.
func (s *Session) outputTogether(ms []message.Message) bool {
	for _, m := range ms {
		if m.MessageID() == 0 {
			return false
		}
	}
	if s.enter(ms[0].MessageID(), ms[0].MessageName()) != nil {
		return false
	}
	defer s.leave()
	if _, refused := s.output(ms).(*message.Error); refused {
		return false
	}
	for _, m := range ms {
		s.out.add(&message.Ok{Header: message.Header{ID: m.MessageID()}})
	}
	return true
}

// command checks an output in the range that was announced and turns it into one in the toy's own.
func (t *toy) command(cmd device.Command) (device.Command, *message.Error) {
	f, no := t.feature(cmd.Feature)
	if no != nil {
		return device.Command{}, no
	}
	if len(f.Outputs) == 0 {
		return device.Command{}, fail(message.CodeDevice, featureLabel(t, f)+" has no outputs.")
	}
	o, ok := f.Output(cmd.Type)
	if !ok {
		return device.Command{}, fail(message.CodeDevice, featureLabel(t, f)+" has no "+cmd.Type.String()+
			" output. It has "+outputNames(f)+".")
	}
	if o.Disabled {
		return device.Command{}, fail(message.CodeDevice, "The "+cmd.Type.String()+" output of feature "+number(f.Index)+ofDevice(t)+
			" is disabled in the user's settings. Enable it there to use it.")
	}
	level, err := o.Level(cmd.Value)
	if err != nil {
		return device.Command{}, failed(featureLabel(t, f)+": ", err)
	}
	c := device.Command{Feature: f.Index, Type: cmd.Type, Value: level}
	if cmd.Type == device.HwPositionWithDuration {
		c.Duration = o.Duration.Clamp(cmd.Duration)
	}
	return c, nil
}
