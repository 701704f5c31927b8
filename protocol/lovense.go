package protocol

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Lovense toys speak a text protocol over a UART-like service: "Vibrate:10;". A toy tells
// its model and firmware version when asked with "DeviceType;"; model and features decide
// which of six dialects it understands.
var Lovense = []Spec{{
	Name:      "lovense",
	Needs:     device.Needs{{device.Tx, device.Rx}},
	Identify:  lovenseIdentify,
	Handover:  adrienlasticNamed,
	Supports:  lovenseSupports,
	Writes:    lovenseWrites,
	StopMoves: lovenseStopMoves,
	Tick:      &Tick{Every: lovenseStep, Make: lovenseTick},
	Read:      lovenseBattery,
}}

const (
	lovenseAsks    = 6                      // how often the model is asked for
	lovenseWait    = 500 * time.Millisecond // for each answer
	lovenseStep    = 100 * time.Millisecond // between the steps of a stroke
	lovenseReading = 2 * time.Second        // for the battery's answer
)

// lovenseDialect is how the outputs of a toy are commanded.
type lovenseDialect uint8

const (
	lovenseUnknown lovenseDialect = iota // not chosen yet
	lovenseSingle                        // Vibrate:n;
	lovenseMax                           // Vibrate:n; Air:Level:n;
	lovenseRotator                       // Vibrate:n; Rotate:n; RotateChange;
	lovenseDual                          // Vibrate1:n; Vibrate2:n;
	lovenseMply                          // Mply:n:n:n;
	lovenseStroker                       // Mply:n:20; FSetSite:p;
)

// lovense is what is remembered of a toy.
type lovense struct {
	model   string         // as it told, or from its name; "" for the identifier of the definition
	dialect lovenseDialect // see lovenseToy
	// counter tells that the toy turns counter-clockwise now. RotateChange toggles it.
	counter bool
	// A stroke in steps of 100 ms.
	stroke stepper
}

func lovenseIdentify(ctx context.Context, c *Conversation) (string, error) {
	toy := MemoryOf[lovense](c.State)
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return "", err
	}
	for range lovenseAsks {
		if err := c.Write(ctx, device.Tx, text("DeviceType;")); err != nil {
			return "", err
		}
		until := time.Now().Add(lovenseWait)
		for wait := lovenseWait; wait > 0; wait = time.Until(until) {
			n, err := c.Next(ctx, wait)
			if errors.Is(err, device.ErrTimeout) {
				break
			}
			if err != nil {
				return "", err
			}
			// Whatever is no model, "OK;" for example, answers something else.
			if model, ok := lovenseModel(n.Data); ok {
				toy.model = model
				return model, nil
			}
		}
	}
	if isAdrienlastic(c.State) {
		return c.State.Name, nil
	}
	toy.model = lovenseModelFromName(c.State.Name)
	return toy.model, nil
}

// lovenseModel reads "Z:11:0082059AD3BD;": model, firmware version, address.
func lovenseModel(reply []byte) (string, bool) {
	parts := strings.Split(string(reply), ":")
	if len(parts) < 2 || len(parts[0]) > 16 || !isAlphanumeric(parts[0]) {
		return "", false
	}
	version, _ := ascii.ParseUint(parts[1], math.MaxInt32) // 0 when it is no number
	if parts[0] == "EI" && version >= 3 {
		return "EI-FW3", true // the Flexer got another dialect with this firmware
	}
	return parts[0], true
}

// lovenseModelFromName reads "LVS-Z01": capital letters and at least one digit after the
// dash; "" when the name tells no model ("LVS-Edge36").
func lovenseModelFromName(name string) string {
	_, rest, ok := strings.Cut(name, "LVS-")
	if !ok {
		return ""
	}
	letters := len(rest) - len(strings.TrimLeft(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if letters == 0 || letters == len(rest) || rest[letters] < '0' || rest[letters] > '9' {
		return ""
	}
	return rest[:letters]
}

// lovenseToy is what is remembered of the toy, with its dialect chosen.
func lovenseToy(s *State) *lovense {
	toy := MemoryOf[lovense](s)
	if toy.dialect == lovenseUnknown {
		toy.model = cmp.Or(toy.model, s.Def.Identifier)
		toy.dialect = toy.choose(s)
	}
	return toy
}

func (toy *lovense) choose(s *State) lovenseDialect {
	outputs, moving := s.Outputs(), s.CountOf(device.Vibrate, device.Oscillate)
	one := func(t device.OutputType) bool { return s.CountOf(t) == 1 }
	switch {
	case toy.model == "BA" || toy.model == "H":
		return lovenseStroker
	case outputs == 1:
		return lovenseSingle
	case outputs == 2 && one(device.Vibrate) && one(device.Constrict):
		return lovenseMax
	case outputs == 2 && one(device.Vibrate) && one(device.Rotate):
		return lovenseRotator
	case moving > 2 || moving == 2 && outputs > 2:
		return lovenseMply
	}
	return lovenseDual
}

func lovenseSupports(s *State, c Command) bool {
	switch lovenseToy(s).dialect {
	case lovenseMax:
		return c.Type == device.Vibrate || c.Type == device.Oscillate || c.Type == device.Constrict
	case lovenseRotator:
		return c.Type == device.Vibrate || c.Type == device.Rotate
	case lovenseMply:
		return c.Type == device.Vibrate || c.Type == device.Rotate
	case lovenseStroker:
		return c.Type == device.Oscillate || c.Type == device.HwPositionWithDuration
	}
	return c.Type == device.Vibrate || c.Type == device.Oscillate
}

func lovenseWrites(s *State, commands []Command) (writes []Write) {
	toy := lovenseToy(s)
	say := func(parts ...string) *Write {
		writes = append(writes, Write{Data: text(strings.Join(parts, "") + ";")})
		return &writes[len(writes)-1]
	}
	if toy.dialect == lovenseMply {
		all := "Mply"
		for i := range s.Outputs() {
			all += ":" + decimal(s.Level(uint32(i)))
		}
		say(all)
		return writes
	}
	for _, c := range commands {
		level := decimal(c.Value)
		switch {
		case c.Type == device.HwPositionWithDuration:
			toy.stroke.begin(c, lovenseStep)
		case toy.dialect == lovenseStroker:
			toy.stroke.end()
			range20 := ":20"
			if toy.model == "H" && c.Value == 0 {
				range20 = ":0"
			}
			say("Mply:", level, range20)
		case c.Type == device.Constrict:
			say("Air:Level:", level)
		case c.Type == device.Rotate:
			// The toy only knows how to turn round, so that is sent when the direction
			// differs; 0 has no direction.
			if c.Value != 0 && toy.counter != (c.Value < 0) {
				say("RotateChange").Taken = func() { toy.counter = c.Value < 0 }
			}
			say("Rotate:", level)
		case toy.dialect == lovenseDual:
			say("Vibrate", decimal(int32(c.Feature)+1), ":", level)
		default:
			say("Vibrate:", level)
		}
	}
	return writes
}

// decimal is the magnitude of a level as text.
func decimal(v int32) string { return strconv.Itoa(int(abs(v))) }

// lovenseTick takes one step of a stroke.
func lovenseTick(s *State) ([]Write, bool) {
	place, taken, again := lovenseToy(s).stroke.next()
	if taken == nil {
		return nil, false
	}
	return []Write{{Data: text("FSetSite:" + decimal(place) + ";"), Taken: taken}}, again
}

func lovenseStopMoves(s *State) []Write {
	lovenseToy(s).stroke.end()
	return nil
}

// lovenseBattery asks for the level: "85;", or "s85;" while the toy moves.
func lovenseBattery(ctx context.Context, c *Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
	if err := c.Write(ctx, device.Tx, text("Battery;")); err != nil {
		return 0, err
	}
	until := time.Now().Add(lovenseReading)
	for {
		n, err := c.Next(ctx, time.Until(until))
		if err != nil {
			return 0, err
		}
		digits, ok := bytes.CutSuffix(n.Data, []byte(";"))
		if !ok {
			continue
		}
		// Other answers, "OK;" for example, belong to commands.
		if level, ok := ascii.ParseUint(string(bytes.TrimPrefix(digits, []byte("s"))), math.MaxUint8); ok {
			return int32(min(level, 100)), nil
		}
	}
}
