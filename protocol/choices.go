package protocol

import "github.com/gobuttplug/gobuttplug/device"

// ByOutput chooses the packet by the output that is commanded. Outputs without a packet
// here have Other.
type ByOutput struct {
	Vibrate, Rotate, Oscillate, Constrict, Spray, Temperature, Led Encoder
	Position, HwPositionWithDuration                               Encoder

	Other Encoder
}

// Append implements Encoder.
func (o ByOutput) Append(packet []byte, s *State, c Command) []byte {
	chosen := o.Other
	if e := o.of(c.Type); e != nil {
		chosen = e
	}
	return appendIfAny(packet, chosen, s, c)
}

func (o ByOutput) of(t device.OutputType) Encoder {
	switch t {
	case device.Vibrate:
		return o.Vibrate
	case device.Rotate:
		return o.Rotate
	case device.Oscillate:
		return o.Oscillate
	case device.Constrict:
		return o.Constrict
	case device.Spray:
		return o.Spray
	case device.Temperature:
		return o.Temperature
	case device.Led:
		return o.Led
	case device.Position:
		return o.Position
	case device.HwPositionWithDuration:
		return o.HwPositionWithDuration
	}
	return nil
}

// ByFeature chooses the packet by the index of the feature. The last one is also for all
// features behind it. Nil: there is nothing to write.
type ByFeature []Encoder

// Append implements Encoder.
func (f ByFeature) Append(packet []byte, s *State, c Command) []byte {
	return appendIfAny(packet, f[min(int(c.Feature), len(f)-1)], s, c)
}

// OffOn chooses between the packet for level 0 and the one for all others.
type OffOn [2]Encoder

// Append implements Encoder.
func (o OffOn) Append(packet []byte, s *State, c Command) []byte {
	return o[flag(levelOf(c, s))].Append(packet, s, c)
}

// ByDirection chooses by the sign of the level. Level 0 is forward.
type ByDirection struct{ Forward, Backward Encoder }

// Append implements Encoder.
func (d ByDirection) Append(packet []byte, s *State, c Command) []byte {
	if levelOf(c, s) < 0 {
		return d.Backward.Append(packet, s, c)
	}
	return d.Forward.Append(packet, s, c)
}

// ByRunning chooses by which of features 0 and 1 run: none, the first, the second, both.
type ByRunning [4]Encoder

// Append implements Encoder.
func (r ByRunning) Append(packet []byte, s *State, c Command) []byte {
	return r[flag(s.Level(0))|flag(s.Level(1))<<1].Append(packet, s, c)
}

func appendIfAny(packet []byte, e Encoder, s *State, c Command) []byte {
	if e == nil {
		return packet
	}
	return e.Append(packet, s, c)
}

// together makes writes for toys of which some outputs have packets of their own and the
// rest share one: that is written once, in the place of the first command that it is for,
// so that a stop begins with what it is about.
func together(s *State, commands []Command, own, shared Encoder) (writes []Write) {
	done := false
	for _, c := range commands {
		data := own.Append(nil, s, c)
		if len(data) == 0 {
			if done {
				continue
			}
			done = true
			data = shared.Append(nil, s, Command{Feature: wholeToy})
		}
		writes = append(writes, Write{Data: data})
	}
	return writes
}
