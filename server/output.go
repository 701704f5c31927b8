package server

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// output runs one OutputCmd, or several for one device that belong together: all of them
// or none. Nothing on the way to the toy's worker waits, and nothing of it is left to
// another goroutine.
func (s *Session) output(ms []message.Message) message.Message {
	var few [4]device.Command // keeps the usual case off the heap
	commands := few[:0]
	v := s.srv
	v.mu.Lock()
	t, no := v.toy(ms[0].(*message.OutputCmd).DeviceIndex)
	for i := 0; i < len(ms) && no == nil; i++ {
		var c device.Command
		if c, no = t.command(ms[i]); no == nil {
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
	for _, c := range commands {
		t.driver[c.Feature] = s
	}
	v.mu.Unlock()
	return &message.Ok{}
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

// command checks an OutputCmd and turns it into one in the toy's own range.
func (t *toy) command(m message.Message) (device.Command, *message.Error) {
	cmd, ok := m.(*message.OutputCmd)
	if !ok || cmd.DeviceIndex != t.index {
		return device.Command{}, fail(message.CodeMessage, "Commands that belong together must be outputs of one device.")
	}
	f, no := t.feature(cmd.FeatureIndex)
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
		return device.Command{}, fail(message.CodeDevice, "The "+cmd.Type.String()+" output of feature "+number(f.Index)+
			" of device "+number(t.index)+" ("+t.def.Name+") is disabled in the user's settings. Enable it there to use it.")
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
