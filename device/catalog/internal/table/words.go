package table

import "github.com/gobuttplug/gobuttplug/message"

// MaxDuration is the longest duration in ms of a timed move that says nothing else.
const MaxDuration = 100000

// outputWords are the words of toys.txt and of configuration files for the output types.
var outputWords = [...]string{
	message.Vibrate: "vibrate", message.Rotate: "rotate", message.Oscillate: "oscillate",
	message.Constrict: "constrict", message.Spray: "spray", message.Temperature: "temperature",
	message.Led: "led", message.Position: "position",
	message.HwPositionWithDuration: "hw_position_with_duration",
}

// OutputType finds the type for a word.
func OutputType(word string) (message.OutputType, bool) {
	for t := message.Vibrate; int(t) < len(outputWords); t++ {
		if outputWords[t] == word {
			return t, true
		}
	}
	return 0, false
}
