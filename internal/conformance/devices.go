package conformance

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// devices are the three that every scenario has. They have every output and input type.
func devices() []*device.Definition {
	return []*device.Definition{
		{Index: 0, Name: "Conformance Test Vibrator", Features: []device.Feature{
			output(0, "Vibrator 1", device.Vibrate, 0),
			output(1, "Vibrator 2", device.Vibrate, 0),
			output(2, "Rotator", device.Rotate, -100),
			input(3, "Battery", device.Battery, device.Range{Max: 100}, device.Read),
		}},
		{Index: 1, Name: "Conformance Test Positioner", Features: []device.Feature{
			output(0, "Position", device.Position, 0),
			{Index: 1, Description: "Position w/ Duration", Outputs: []device.Output{{
				Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 10 * time.Second}}}},
			output(2, "Oscillator", device.Oscillate, 0),
			input(3, "Button", device.Button, device.Range{Max: 1}, device.Subscribe),
		}},
		{Index: 2, Name: "Conformance Test Multi", Features: []device.Feature{
			output(0, "Constrictor", device.Constrict, 0),
			output(1, "Sprayer", device.Spray, 0),
			output(2, "Heater", device.Temperature, -100),
			output(3, "LED", device.Led, 0),
			input(4, "RSSI", device.RSSI, device.Range{Min: -128}, device.Read),
			input(5, "Pressure", device.Pressure, device.Range{Max: 65535}, device.Subscribe),
		}},
	}
}

func output(index uint32, description string, t device.OutputType, lowest int32) device.Feature {
	return device.Feature{Index: index, Description: description, Outputs: []device.Output{
		{Type: t, Range: device.Range{Min: lowest, Max: 100}}}}
}

func input(index uint32, description string, t device.InputType, r device.Range, c device.InputCommand) device.Feature {
	return device.Feature{Index: index, Description: description, Inputs: []device.Input{
		{Type: t, Ranges: []device.Range{r}, Commands: device.InputCommands(c)}}}
}

// measured is what the inputs of the devices read.
var measured = map[device.InputType]int32{device.Battery: 85, device.RSSI: -40}
