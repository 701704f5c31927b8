package legacy

import (
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
)

// slot is one entry of a list in a device's DeviceMessages. Its place in the list is the
// Index that commands use, so what announces a device and what resolves a command must
// use the same list; the functions below are the only source of both.
type slot struct {
	feature *device.Feature
	output  *device.Output
}

func (s slot) steps() int32 { return s.output.Range.Max }

// scalarOrder is the order of the entries that one feature has in ScalarCmd.
var scalarOrder = [...]device.OutputType{
	device.Constrict, device.Temperature, device.Led, device.Oscillate,
	device.Position, device.Rotate, device.Spray, device.Vibrate,
}

// scalars are the entries of ScalarCmd: every output but timed moves. An output that
// turns both ways is here too, for one of its directions.
func scalars(d *device.Definition) []slot { return slots(d, scalarOrder[:]...) }

// vibrators are the entries of VibrateCmd.
func vibrators(d *device.Definition) []slot { return slots(d, device.Vibrate) }

// rotators are the entries of RotateCmd: what turns both ways.
func rotators(d *device.Definition) []slot {
	return slices.DeleteFunc(slots(d, device.Rotate), func(s slot) bool { return s.output.Range.Min >= 0 })
}

// linears are the entries of LinearCmd.
func linears(d *device.Definition) []slot { return slots(d, device.HwPositionWithDuration) }

// slots lists the outputs of the given types, by feature, then by type. An output whose
// range is down to 0 has no steps to announce and is left out.
func slots(d *device.Definition, types ...device.OutputType) []slot {
	list := make([]slot, 0, len(d.Features))
	for i := range d.Features {
		f := &d.Features[i]
		for _, t := range types {
			if o, has := f.Output(t); has && o.Range.Max > 0 {
				list = append(list, slot{f, o})
			}
		}
	}
	return list
}

// meter is an entry of SensorReadCmd.
type meter struct {
	feature *device.Feature
	input   *device.Input
}

// batteries are the entries of SensorReadCmd. Other inputs are not shown to old clients.
func batteries(d *device.Definition) []meter {
	var list []meter
	for i := range d.Features {
		f := &d.Features[i]
		if in, has := f.Input(device.Battery); has && in.Commands.Has(device.Read) {
			list = append(list, meter{f, in})
		}
	}
	return list
}
