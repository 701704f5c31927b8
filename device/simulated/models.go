package simulated

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Protocol is the name of the protocol that simulated toys speak.
const Protocol = "simulated"

// longestMove is how long a move of a simulated stroker may take.
const longestMove = 10 * time.Second

// Models is one toy of each kind: together they have every output and input type.
func Models() []device.Definition {
	battery := func(i uint32) device.Feature { return input(i, "Battery", device.Battery, 0, 100, device.Read) }
	return []device.Definition{
		model("Simulated Vibrator", output(0, "Motor", device.Vibrate, 0, 20), battery(1)),
		model("Simulated Rotator", output(0, "Head", device.Rotate, -20, 20), output(1, "Shaft", device.Vibrate, 0, 20), battery(2)),
		model("Simulated Stroker", device.Feature{Index: 0, Description: "Stroke", Outputs: []device.Output{
			{Type: device.Position, Range: device.Range{Max: 100}},
			{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: longestMove}},
		}}, output(1, "Speed", device.Oscillate, 0, 20), battery(2)),
		model("Simulated Trainer", output(0, "Motor", device.Vibrate, 0, 100),
			input(1, "Squeeze", device.Pressure, 0, 2000, device.Subscribe),
			input(2, "Button", device.Button, 0, 1, device.Subscribe),
			input(3, "Signal", device.RSSI, -128, 0, device.Read), battery(4)),
		model("Simulated Air Pump", output(0, "Pump", device.Constrict, 0, 5), output(1, "Lube", device.Spray, 0, 1), battery(2)),
		model("Simulated Heater", output(0, "Heat", device.Temperature, -10, 10), output(1, "Light", device.Led, 0, 10), battery(2)),
	}
}

func model(name string, features ...device.Feature) device.Definition {
	return device.Definition{Protocol: Protocol, Identifier: name, Name: name, Gap: 10 * time.Millisecond, Features: features}
}

func output(index uint32, description string, t device.OutputType, low, high int32) device.Feature {
	return device.Feature{Index: index, Description: description, Outputs: []device.Output{{Type: t, Range: device.Range{Min: low, Max: high}}}}
}

func input(index uint32, description string, t device.InputType, low, high int32, commands device.InputCommand) device.Feature {
	return device.Feature{Index: index, Description: description, Inputs: []device.Input{{
		Type: t, Ranges: []device.Range{{Min: low, Max: high}}, Commands: device.InputCommands(commands)}}}
}
