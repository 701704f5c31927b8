package table

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// MaxDuration is the longest duration of a timed move that says nothing else.
const MaxDuration = 100 * time.Second

// outputWords are the words of toys.txt and of configuration files for the output types.
var outputWords = [...]string{
	device.Vibrate: "vibrate", device.Rotate: "rotate", device.Oscillate: "oscillate",
	device.Constrict: "constrict", device.Spray: "spray", device.Temperature: "temperature",
	device.Led: "led", device.Position: "position",
	device.HwPositionWithDuration: "hw_position_with_duration",
}

// OutputType finds the type for a word.
func OutputType(word string) (device.OutputType, bool) {
	for t := device.Vibrate; int(t) < len(outputWords); t++ {
		if outputWords[t] == word {
			return t, true
		}
	}
	return 0, false
}

// OutputWord is the word for a type.
func OutputWord(t device.OutputType) string { return outputWords[t] }
