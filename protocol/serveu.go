package protocol

import (
	"math"
	"time"
)

// ServeU strokers take a place and a speed.
var ServeU = []Spec{{
	Name: "serveu",
	Command: Func(func(s *State, c Command) []byte {
		return []byte{0x01, Magnitude(c.Value), serveUSpeed(abs(c.Value-s.Position(c.Feature)), c.Duration)}
	}),
}}

// serveUSpeed is the speed, 0 to 250, that covers a distance in a time. Its scale has three
// parts, of 2, 4 and 25 units a second for each step. No distance is speed 0, in any time.
// (In no time, the official server divides 0 by 0 and takes the highest speed.)
func serveUSpeed(distance int32, in time.Duration) byte {
	v := math.Ceil(float64(distance) / in.Seconds())
	switch {
	case distance == 0:
		return 0
	case v <= 50:
		return byte(math.Ceil(v / 2))
	case v <= 750:
		return byte(math.Ceil((v-50)/4)) + 25
	case v <= 2000:
		return byte(math.Ceil((v-750)/25)) + 200
	}
	return 250
}
