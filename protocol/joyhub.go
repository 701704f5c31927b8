package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// JoyHub toys: up to four motors in one packet, by feature index; pump, heater, light and
// lube have packets of their own.
var JoyHub = []Spec{{
	Name:   "joyhub",
	Writes: joyHubWrites,
}}

var (
	joyHubMotors = Bytes{0xA0, 0x03, Level0, Level1, Level2, Level3, 0xAA}
	joyHubPump   = Bytes{0xA0, 0x0D, 0, 0, Level, 0xFF}
	joyHubPump4  = Bytes{0xA0, 0x07, On, 0, Level, 0xFF}
	joyHubLube   = Bytes{0xA0, 0x24, On, 0, On, IfOn(0xFF)}

	// joyHubOthers are the outputs that are no motors.
	joyHubOthers = ByOutput{
		Constrict:   ByFeature{joyHubPump, joyHubPump, joyHubPump, joyHubPump, joyHubPump4, joyHubPump},
		Temperature: Bytes{0xA0, 0x04, On, 0, On, IfOn(0xFF)},
		Led:         Bytes{0xA0, 0x14, On, 0, On, IfOn(0xFF)},
		Spray:       joyHubLube,
	}
)

// joyHubWrites: the lube is one shot, off again after a second, whatever comes in between.
func joyHubWrites(s *State, commands []Command) []Write {
	writes := together(s, commands, joyHubOthers, joyHubMotors)
	for _, c := range commands {
		if c.Type == device.Spray {
			writes = append(writes, Write{Data: joyHubLube.Append(nil, s, Command{}), After: time.Second})
		}
	}
	return writes
}
