package protocol

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Vorze toys take three bytes: what toy it is, and two values whose meaning depends on
// the kind of toy, which the catalogue gives as variant.
var Vorze = []Spec{{
	Name:   "vorze-sa",
	Start:  vorzeStart,
	Writes: vorzeWrites,
}}

func vorzeStart(_ context.Context, c *Conversation) error {
	if vorzeCode(c.State) == 0 {
		return ErrUnknownModel
	}
	return nil
}

func vorzeWrites(s *State, commands []Command) (writes []Write) {
	say := func(data ...byte) { writes = append(writes, Write{Data: data, Response: true}) }
	toy := MemoryOf[vorze](s)
	if toy.code == 0 {
		toy.code = vorzeCode(s)
	}
	code := toy.code
	switch s.Def.Variant {
	case "vorze-sa-dual-rotator":
		say(code, vorzeSigned(s.Level(0)), vorzeSigned(s.Level(1)))
		return writes
	case "vorze-sa-dual-vibrator":
		say(code, s.Byte(0), s.Byte(1))
		return writes
	}
	for _, c := range commands {
		switch c.Type {
		case device.Rotate:
			say(code, 0x01, vorzeSigned(c.Value))
		case device.HwPositionWithDuration:
			say(code, byte(c.Value), vorzeSpeed(s.Position(c.Feature), c.Value, c.Duration))
		default:
			say(code, 0x03, Magnitude(c.Value))
		}
	}
	return writes
}

// vorze is what is remembered of a toy: the first byte of its packets.
type vorze struct{ code byte }

// vorzeCode is the first byte of the toy's packets, 0 if the model is not known.
func vorzeCode(s *State) byte {
	name := ascii.ToLower(s.Name)
	for _, m := range []struct {
		variant, part string
		code          byte
	}{
		{"vorze-sa-single-rotator", "cycsa", 0x01},
		{"vorze-sa-single-rotator", "ufo", 0x02},
		{"vorze-sa-piston", "", 0x03},
		{"vorze-sa-dual-rotator", "", 0x05},
		{"vorze-sa-single-vibrator", "bach", 0x06},
		{"vorze-sa-single-vibrator", "rocket", 0x07},
		{"vorze-sa-dual-vibrator", "omor", 0x09},
	} {
		if m.variant == s.Def.Variant && strings.Contains(name, m.part) {
			return m.code
		}
	}
	return 0
}

// vorzeSigned sets the top bit for clockwise and for stop.
func vorzeSigned(v int32) byte {
	if v < 0 {
		return Magnitude(v)
	}
	return 0x80 | Magnitude(v)
}

// vorzeSpeed is the speed, 0 to 100, that takes the piston from one place to another in a time.
func vorzeSpeed(from, to int32, in time.Duration) byte {
	distance := float64(min(200, abs(from-to)))
	if distance == 0 {
		return 100
	}
	full := 200 * float64(in.Milliseconds()) / distance // the ms that a whole stroke would take
	return byte(min(100, max(0, math.Pow(full/6658, -1.21))))
}
