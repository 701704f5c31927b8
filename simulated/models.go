package simulated

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Protocol is the name of the protocol that simulated toys speak.
const Protocol = "simulated"

// moveDuration is the longest move that a simulated stroker announces, in ms.
const moveDuration = 10000

// Models is one toy of each kind: together they have every output and input type.
func Models() []device.Definition {
	battery := func(i uint32) device.Feature { return input(i, "Battery", message.Battery, 0, 100, message.Read) }
	return []device.Definition{
		model("Simulated Vibrator", output(0, "Motor", message.Vibrate, 0, 20), battery(1)),
		model("Simulated Rotator", output(0, "Head", message.Rotate, -20, 20), output(1, "Shaft", message.Vibrate, 0, 20), battery(2)),
		model("Simulated Stroker", device.Feature{Index: 0, Description: "Stroke", Outputs: []device.Output{
			{Type: message.Position, Range: message.Range{Max: 100}},
			{Type: message.HwPositionWithDuration, Range: message.Range{Max: 100}, Duration: message.Range{Max: moveDuration}},
		}}, output(1, "Speed", message.Oscillate, 0, 20), battery(2)),
		model("Simulated Trainer", output(0, "Motor", message.Vibrate, 0, 100),
			input(1, "Squeeze", message.Pressure, 0, 2000, message.Subscribe),
			input(2, "Button", message.Button, 0, 1, message.Subscribe),
			input(3, "Signal", message.RSSI, -128, 0, message.Read), battery(4)),
		model("Simulated Air Pump", output(0, "Pump", message.Constrict, 0, 5), output(1, "Lube", message.Spray, 0, 1), battery(2)),
		model("Simulated Heater", output(0, "Heat", message.Temperature, -10, 10), output(1, "Light", message.Led, 0, 10), battery(2)),
	}
}

func model(name string, features ...device.Feature) device.Definition {
	return device.Definition{Protocol: Protocol, Identifier: name, Name: name, Gap: 10 * time.Millisecond, Features: features}
}

func output(index uint32, description string, t message.OutputType, low, high int32) device.Feature {
	return device.Feature{Index: index, Description: description, Outputs: []device.Output{{Type: t, Range: message.Range{Min: low, Max: high}}}}
}

func input(index uint32, description string, t message.InputType, low, high int32, commands message.InputCommand) device.Feature {
	return device.Feature{Index: index, Description: description, Inputs: []device.Input{{
		Type: t, Ranges: []message.Range{{Min: low, Max: high}}, Commands: message.InputCommands(commands)}}}
}
