package legacy

import (
	"slices"

	"github.com/gobuttplug/gobuttplug/message"
)

// slot is one entry of a list in a device's DeviceMessages. Its place in the list is the
// Index that commands use, so what announces a device and what resolves a command must
// use the same list; the functions below are the only source of both.
type slot struct {
	feature *message.Feature
	output  *message.Output
}

func (s slot) steps() int32 { return s.output.Value.Max }

// scalarOrder is the order of the entries that one feature has in ScalarCmd.
var scalarOrder = [...]message.OutputType{
	message.Constrict, message.Temperature, message.Led, message.Oscillate,
	message.Position, message.Rotate, message.Spray, message.Vibrate,
}

// scalars are the entries of ScalarCmd: every output but timed moves. An output that
// turns both ways is here too, for one of its directions.
func scalars(d *message.Device) []slot { return slots(d, scalarOrder[:]...) }

// vibrators are the entries of VibrateCmd.
func vibrators(d *message.Device) []slot { return slots(d, message.Vibrate) }

// rotators are the entries of RotateCmd: what turns both ways.
func rotators(d *message.Device) []slot {
	return slices.DeleteFunc(slots(d, message.Rotate), func(s slot) bool { return s.output.Value.Min >= 0 })
}

// linears are the entries of LinearCmd.
func linears(d *message.Device) []slot { return slots(d, message.HwPositionWithDuration) }

// slots lists the outputs of the given types, by feature, then by type. An output whose
// range is down to 0 has no steps to announce and is left out.
func slots(d *message.Device, types ...message.OutputType) []slot {
	list := make([]slot, 0, len(d.Features))
	for i := range d.Features {
		f := &d.Features[i]
		for _, t := range types {
			if o := output(f, t); o != nil && o.Value.Max > 0 {
				list = append(list, slot{f, o})
			}
		}
	}
	return list
}

func output(f *message.Feature, t message.OutputType) *message.Output {
	for i := range f.Outputs {
		if f.Outputs[i].Type == t {
			return &f.Outputs[i]
		}
	}
	return nil
}

// meter is an entry of SensorReadCmd.
type meter struct {
	feature *message.Feature
	input   *message.Input
}

// batteries are the entries of SensorReadCmd. Other inputs are not shown to old clients.
func batteries(d *message.Device) []meter {
	var list []meter
	for i := range d.Features {
		f := &d.Features[i]
		for j := range f.Inputs {
			if in := &f.Inputs[j]; in.Type == message.Battery && in.Commands.Has(message.Read) {
				list = append(list, meter{f, in})
			}
		}
	}
	return list
}
