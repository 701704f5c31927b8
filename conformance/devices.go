package conformance

import "github.com/gobuttplug/gobuttplug/message"

// devices are the three that every scenario has. They have every output and input type.
func devices() []message.Device {
	return []message.Device{
		{Index: 0, Name: "Conformance Test Vibrator", Features: []message.Feature{
			output(0, "Vibrator 1", message.Vibrate, 0),
			output(1, "Vibrator 2", message.Vibrate, 0),
			output(2, "Rotator", message.Rotate, -100),
			input(3, "Battery", message.Battery, message.Range{Max: 100}, message.Read),
		}},
		{Index: 1, Name: "Conformance Test Positioner", Features: []message.Feature{
			output(0, "Position", message.Position, 0),
			{Index: 1, Description: "Position w/ Duration", Outputs: []message.Output{{
				Type: message.HwPositionWithDuration, Value: message.Range{Max: 100}, Duration: message.Range{Max: 10000}}}},
			output(2, "Oscillator", message.Oscillate, 0),
			input(3, "Button", message.Button, message.Range{Max: 1}, message.Subscribe),
		}},
		{Index: 2, Name: "Conformance Test Multi", Features: []message.Feature{
			output(0, "Constrictor", message.Constrict, 0),
			output(1, "Sprayer", message.Spray, 0),
			output(2, "Heater", message.Temperature, -100),
			output(3, "LED", message.Led, 0),
			input(4, "RSSI", message.RSSI, message.Range{Min: -128}, message.Read),
			input(5, "Pressure", message.Pressure, message.Range{Max: 65535}, message.Subscribe),
		}},
	}
}

func output(index uint32, description string, t message.OutputType, lowest int32) message.Feature {
	return message.Feature{Index: index, Description: description, Outputs: []message.Output{
		{Type: t, Value: message.Range{Min: lowest, Max: 100}}}}
}

func input(index uint32, description string, t message.InputType, r message.Range, c message.InputCommand) message.Feature {
	return message.Feature{Index: index, Description: description, Inputs: []message.Input{
		{Type: t, Ranges: []message.Range{r}, Commands: message.InputCommands(c)}}}
}

// measured is what the inputs of the devices read.
var measured = map[message.InputType]int32{message.Battery: 85, message.RSSI: -40}
