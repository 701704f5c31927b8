package protocol

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(lovenseSpecs)

// Lovense toys speak a text protocol over a UART-like service: "Vibrate:10;". A toy tells
// its model and firmware version when asked with "DeviceType;"; model and features decide
// which of six dialects it understands.
var lovenseSpecs = []Spec{{
	Name:      "lovense",
	Needs:     device.Needs{{device.Tx, device.Rx}},
	Identify:  lovenseIdentify,
	Handover:  adrienlasticNamed,
	Start:     lovenseStart,
	Supports:  lovenseSupports,
	Writes:    lovenseWrites,
	StopMoves: lovenseStopMoves,
	Tick:      lovenseTick,
	TickEvery: lovenseStep,
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
	lovenseSingle  lovenseDialect = iota // Vibrate:n;
	lovenseMax                           // Vibrate:n; Air:Level:n;
	lovenseRotator                       // Vibrate:n; Rotate:n; RotateChange;
	lovenseDual                          // Vibrate1:n; Vibrate2:n;
	lovenseMply                          // Mply:n:n:n;
	lovenseStroker                       // Mply:n:20; FSetSite:p;
)

// lovense is what is remembered of a toy.
type lovense struct {
	model   string
	dialect lovenseDialect
	// counter tells that the toy turns counter-clockwise now. RotateChange toggles it.
	counter bool
	// A stroke in steps of 100 ms, for toys that only know places to go to at once.
	place, goal, steps int32
}

func lovenseIdentify(ctx context.Context, c *Conversation) (string, error) {
	toy := &lovense{}
	c.State.Memory = toy
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
	version, _ := strconv.Atoi(parts[1]) // 0 when it is no number
	if parts[0] == "EI" && version >= 3 {
		return "EI-FW3", true // the Flexer got another dialect with this firmware
	}
	return parts[0], true
}

func isAlphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != ""
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

// lovenseStart chooses the dialect.
func lovenseStart(_ context.Context, c *Conversation) error {
	s := c.State
	toy := s.Memory.(*lovense)
	outputs, moving := s.Outputs(), s.CountOf(device.Vibrate, device.Oscillate)
	one := func(t device.OutputType) bool { return s.CountOf(t) == 1 }
	switch {
	case toy.model == "BA" || toy.model == "H":
		toy.dialect = lovenseStroker
	case outputs == 1:
		toy.dialect = lovenseSingle
	case outputs == 2 && one(device.Vibrate) && one(device.Constrict):
		toy.dialect = lovenseMax
	case outputs == 2 && one(device.Vibrate) && one(device.Rotate):
		toy.dialect = lovenseRotator
	case moving > 2 || moving == 2 && outputs > 2:
		toy.dialect = lovenseMply
	default:
		toy.dialect = lovenseDual
	}
	return nil
}

func lovenseSupports(s *State, c Command) bool {
	switch s.Memory.(*lovense).dialect {
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
	toy := s.Memory.(*lovense)
	say := func(parts ...string) { writes = append(writes, Write{Data: text(strings.Join(parts, "") + ";")}) }
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
			toy.goal, toy.steps = c.Value, max(1, int32(c.Duration/uint32(lovenseStep.Milliseconds())))
		case toy.dialect == lovenseStroker:
			toy.goal = toy.place
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
				toy.counter = c.Value < 0
				say("RotateChange")
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
func decimal(v int32) string { return strconv.Itoa(int(max(v, -v))) }

// lovenseTick takes one step of a stroke.
func lovenseTick(s *State) ([]Write, bool) {
	toy := s.Memory.(*lovense)
	if toy.place == toy.goal {
		return nil, false
	}
	toy.place += (toy.goal - toy.place) / toy.steps
	toy.steps = max(1, toy.steps-1)
	return []Write{{Data: text("FSetSite:" + decimal(toy.place) + ";")}}, toy.place != toy.goal
}

func lovenseStopMoves(s *State) []Write {
	toy := s.Memory.(*lovense)
	toy.goal = toy.place
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
		if level, err := strconv.ParseUint(string(bytes.TrimPrefix(digits, []byte("s"))), 10, 8); err == nil {
			return int32(min(level, 100)), nil
		}
	}
}
