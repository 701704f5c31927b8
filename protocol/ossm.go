package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// OSSM is the sex machine of Kinky Makers, self-built, with commands in plain text. It is in
// one of several modes: it strokes by itself at a speed, or it follows positions.
var OSSM = []Spec{{
	Name:   "ossm",
	Needs:  device.Needs{{device.Tx, device.TxMode}},
	Writes: ossmWrites,
	Tick:   &Tick{Every: time.Second, Make: ossmTick},
}}

// ossmSettle is how often the settings of a mode are told, a second apart: a machine that
// finds its ends first takes none, and that may take so long.
const ossmSettle = 10

// ossm is what is remembered of a machine.
type ossm struct {
	mode  string // "" for neither of ours
	tells int    // how often the settings are still to be told
}

const (
	ossmStroking  = "strokeEngine"
	ossmStreaming = "streaming"
)

//go:noinline
func ossmSays(s string) Write { return Write{Data: text(s), Response: true} }

//go:noinline
func ossmSpeed(level int32) Write { return ossmSays("set:speed:" + decimal(level)) }

// enter makes the writes that bring the machine into a mode. It begins to move there with
// the speed that it has, so that is 0 first.
func (o *ossm) enter(mode string) []Write {
	return append([]Write{o.goes("menu", ""), ossmSpeed(0), o.goes(mode, mode)}, ossmSettings(mode)...)
}

// goes is the write that brings the machine to a place, which is a mode of ours or "".
func (o *ossm) goes(place, mode string) Write {
	write := ossmSays("go:" + place)
	write.Taken = func() { o.mode, o.tells = mode, ossmSettle }
	return write
}

// ossmSettings are those of a mode: the whole stroke, and a speed that the knob on the machine
// does not limit. In the mode that follows positions it is the greatest that a move may have.
func ossmSettings(mode string) []Write {
	writes := []Write{{To: device.TxMode, Data: text("false"), Response: true}, ossmSays("set:depth:100"), ossmSays("set:stroke:100")}
	if mode == ossmStreaming {
		writes = append(writes, ossmSpeed(100))
	}
	return writes
}

// ossmWrites: nothing but leaving the mode ends a move, and a stop is a level of 0 too.
func ossmWrites(s *State, commands []Command) (writes []Write) {
	toy := MemoryOf[ossm](s)
	mode := toy.mode // after the writes
	enter := func(wanted string) {
		if mode != wanted {
			mode, writes = wanted, append(writes, toy.enter(wanted)...)
		}
	}
	for _, c := range commands {
		switch {
		case c.Type == device.HwPositionWithDuration:
			enter(ossmStreaming)
			writes = append(writes, ossmSays("stream:"+decimal(c.Value)+":"+decimal(int32(c.Duration.Milliseconds()))))
		case c.Value != 0:
			enter(ossmStroking)
			writes = append(writes, ossmSpeed(c.Value))
		default:
			if mode == ossmStreaming {
				mode, writes = "", append(writes, toy.goes("menu", ""))
			}
			writes = append(writes, ossmSpeed(0))
		}
	}
	return writes
}

// ossmTick tells the settings again, and the speed for as long as the machine strokes.
func ossmTick(s *State) (writes []Write, again bool) {
	toy := MemoryOf[ossm](s)
	if toy.mode == "" {
		return nil, false
	}
	if toy.tells > 0 {
		toy.tells--
		writes = ossmSettings(toy.mode)
	}
	level := s.levelOf(device.Oscillate)
	if toy.mode == ossmStroking && level != 0 {
		writes = append(writes, ossmSpeed(level))
	}
	return writes, toy.tells > 0 || level != 0
}
