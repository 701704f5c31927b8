package protocol

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// TCode is for self-made strokers that speak T-Code v0.2 to v0.4 (OSR2, SR6, SSR1 and others),
// text in which the digits after a channel are a decimal fraction: L0500 is half way. Over
// serial ports and sockets they tell their axes; over Bluetooth few can. Those that can't
// are driven as the catalogue, or their user, says: feature 1 as channel 1, and so on.
//
// The official server sends the digits of the step, at least two, instead of the fraction,
// and turns the R0 axis along with a position. Where its digits are right, ours are the
// same; a step below a tenth of 1000, the top of a range, and ranges such as 20 are where
// they are wrong.
var TCode = []Spec{{
	Name:      "tcode-v03",
	Optional:  []device.Endpoint{device.Rx},
	Discover:  tcodeDiscover,
	Command:   Func(tcode),
	StopMoves: func(*State) []Write { return []Write{{Data: text("DSTOP\n")}} },
}}

// Why a toy on a serial port or socket is refused.
var (
	// ErrNotTCode: nothing that it said is T-Code.
	ErrNotTCode = errors.New("it does not answer as a T-Code device does. Check that it is the right port, that its speed is the " +
		"one of the firmware (115200 for most), and that the device is switched on")
	// ErrTooTalkative: it does not stop talking.
	ErrTooTalkative = errors.New("it talks without end, and not as a T-Code device does. Check that it is the right port and speed")
)

// goneEarly: there is nothing at the port or address, or not any more.
type goneEarly struct{}

func (goneEarly) Error() string {
	return "it was gone before it had answered. Check the port or address, and that the device is switched on"
}
func (goneEarly) Unwrap() error { return device.ErrDisconnected }

// Bounds on what a device can tell.
const (
	tcodeTop     = 9999 // the end of an axis
	tcodeAxes    = 32
	tcodeLine    = 200 // bytes; the rest of a longer line is dropped
	tcodeTalk    = 32 << 10
	tcodeAsks    = 8 // a board that the opening of its port has reset takes up to two seconds
	tcodePatient = 500 * time.Millisecond
	tcodeSilence = 250 * time.Millisecond // ends an answer
	tcodeListing = 2 * time.Second        // what comes later is no answer
)

// tcodeToy is what a device told.
type tcodeToy struct {
	axes []tcodeAxis // by feature index; nil if it told nothing
}

// tcodeAxis is a channel, with the part of its range that its owner wants to be used.
type tcodeAxis struct {
	channel   string // "L0"
	low, high int32  // of tcodeTop
	name      string // "Up"
}

// place is a value of the whole range within the part of it. Off is off.
func (a *tcodeAxis) place(c Command) int32 {
	value := max(0, min(abs(c.Value), tcodeTop))
	if value == 0 && !c.Type.IsPosition() {
		return 0
	}
	return a.low + value*(a.high-a.low)/tcodeTop
}

func tcode(s *State, c Command) []byte {
	interval := ""
	if c.Type == device.HwPositionWithDuration {
		interval = "I" + strconv.FormatInt(c.Duration.Milliseconds(), 10)
	}
	if axes := MemoryOf[tcodeToy](s).axes; int(c.Feature) < len(axes) {
		axis := &axes[c.Feature]
		return text(axis.channel + strconv.Itoa(int(10000 + axis.place(c)))[1:] + interval + "\n")
	}
	channel := "V"
	switch {
	case c.Type.IsPosition():
		channel = "L"
	case c.Type == device.Rotate:
		channel = "R"
	}
	return text(channel + strconv.FormatUint(uint64(c.Feature), 10) + tcodeFraction(s, c) + interval + "\n")
}

// tcodeFraction is the value as decimals of its range: two in a range of about a hundred,
// four in one of more than a thousand, else three. The end of the range is 999 or 9999, and
// 0 is 00 but for an untimed position.
func tcodeFraction(s *State, c Command) string {
	top := int64(1)
	if f, ok := s.Def.Feature(c.Feature); ok {
		if o, ok := f.Output(c.Type); ok {
			top = max(1, int64(o.Range.Max))
		}
	}
	value := int64(abs(c.Value))
	if value == 0 && c.Type != device.Position || (top == 99 || top == 100) && value < 100 {
		return strconv.FormatInt(100+value, 10)[1:]
	}
	whole := int64(1000)
	if top > whole {
		whole *= 10
	}
	return strconv.FormatInt(whole+min(whole-1, value*whole/top), 10)[1:]
}

// tcodeDiscover asks for version, firmware and axes. A device that was found by name is
// what its user says it is; one that may be anything has to answer.
func tcodeDiscover(ctx context.Context, c *Conversation) error {
	if !c.Has(device.Rx) {
		return nil
	}
	anything := c.State.Adv.Protocols != nil
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	talk := tcodeTalker{Conversation: c}
	version, err := talk.findVersion(ctx, anything)
	if err == nil && version != "" {
		err = talk.axes(ctx, version)
	}
	switch {
	case !anything:
	case errors.Is(err, device.ErrDisconnected):
		err = goneEarly{}
	case err == nil && version == "":
		err = ErrNotTCode
	}
	if err != nil {
		return err
	}
	return c.Unsubscribe(ctx, device.Rx)
}

// tcodeTalker makes lines of what arrives in pieces.
type tcodeTalker struct {
	*Conversation
	until   time.Time // the end of the answer, whatever is said then
	line    []byte
	lines   []string
	heard   int    // bytes
	version string // the line that told it
}

// ask writes a question and gives the next line, "" if none comes in time. The whole answer
// is heard for so long at most.
func (t *tcodeTalker) ask(ctx context.Context, question string, whole time.Duration) (string, error) {
	t.lines, t.until = nil, time.Now().Add(whole)
	if err := t.Write(ctx, device.Tx, text(question+"\n")); err != nil {
		return "", err
	}
	return t.next(ctx, tcodePatient)
}

func (t *tcodeTalker) next(ctx context.Context, wait time.Duration) (string, error) {
	until := time.Now().Add(wait)
	if until.After(t.until) {
		until = t.until
	}
	for len(t.lines) == 0 {
		n, err := t.Next(ctx, time.Until(until))
		if errors.Is(err, device.ErrTimeout) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if t.heard += len(n.Data); t.heard > tcodeTalk {
			return "", ErrTooTalkative
		}
		t.hear(n.Data)
	}
	line := t.lines[0]
	t.lines = t.lines[1:]
	return line, nil
}

func (t *tcodeTalker) hear(data []byte) {
	for len(data) > 0 {
		part, rest, ended := bytes.Cut(data, []byte("\n"))
		t.line = append(t.line, part[:min(len(part), tcodeLine-len(t.line))]...)
		if data = rest; !ended {
			return
		}
		if line := strings.TrimSpace(string(t.line)); line != "" {
			t.lines = append(t.lines, line)
		}
		t.line = t.line[:0]
	}
}

// findVersion asks for the version until there is an answer, "" if there is none.
func (t *tcodeTalker) findVersion(ctx context.Context, patient bool) (string, error) {
	asks := 1
	if patient {
		asks = tcodeAsks
	}
	for range asks {
		line, err := t.ask(ctx, "D1", tcodePatient)
		for ; err == nil && line != ""; line, err = t.next(ctx, tcodeSilence) {
			if version := tcodeVersion(line); version != "" {
				t.version = line
				return version, nil
			}
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}

// tcodeVersion reads "TCode v0.3", "T-CODE v0.4" and the like.
func tcodeVersion(line string) string {
	for i := 4; i+4 <= len(line); i++ {
		word, version := line[i-4:i], line[i+1:i+4]
		if line[i] == 'v' && (word == "ode " || word == "ODE ") && isDigit(version[0]) && version[1] == '.' && isDigit(version[2]) {
			return version
		}
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// axes asks for the firmware and the axes. A board that was asked for its version while it
// started may tell that several times.
func (t *tcodeTalker) axes(ctx context.Context, version string) error {
	firmware, err := t.ask(ctx, "D0", tcodeListing)
	for err == nil && firmware == t.version {
		firmware, err = t.next(ctx, tcodeSilence)
	}
	if err != nil {
		return err
	}
	var axes []tcodeAxis
	told := map[string]bool{}
	line, err := t.ask(ctx, "D2", tcodeListing)
	for ; err == nil && line != "" && len(axes) < tcodeAxes; line, err = t.next(ctx, tcodeSilence) {
		if axis, ok := readTCodeAxis(line); ok && !told[axis.channel] {
			told[axis.channel] = true
			axes = append(axes, axis)
		}
	}
	if err != nil {
		return err
	}
	name := "T-Code v" + version
	if firmware = plain(strings.TrimPrefix(firmware, "D0 ")); firmware != "" {
		name = firmware + " (" + name + ")"
	}
	var features []device.Feature
	if axes == nil { // versions before 0.3 need not tell them
		features = t.State.Def.Features
	}
	for i := range axes {
		features = append(features, axes[i].feature(uint32(i)))
	}
	MemoryOf[tcodeToy](t.State).axes = axes
	t.State.Redefine(name, features)
	return nil
}

// readTCodeAxis reads "L0 0 9999 Up". Auxiliary axes (A) are left out: what is on and what is
// off differs by device.
func readTCodeAxis(line string) (axis tcodeAxis, ok bool) {
	channel, rest, _ := strings.Cut(strings.TrimPrefix(line, "D2 "), " ")
	first, rest, _ := strings.Cut(rest, " ")
	second, name, _ := strings.Cut(rest, " ")
	if len(channel) != 2 || channel[0] != 'L' && channel[0] != 'R' && channel[0] != 'V' || !isDigit(channel[1]) {
		return axis, false
	}
	low, ok := ascii.ParseUint(first, tcodeTop)
	high, ok2 := ascii.ParseUint(second, tcodeTop)
	if !ok || !ok2 {
		return axis, false
	}
	return tcodeAxis{channel, int32(low), int32(high), plain(name)}, true
}

func (a *tcodeAxis) feature(index uint32) device.Feature {
	f := device.Feature{Index: index, Description: a.channel}
	if a.name != "" {
		f.Description = a.name + " (" + a.channel + ")"
	}
	whole := device.Range{Max: tcodeTop}
	if a.channel[0] == 'V' {
		f.Outputs = []device.Output{{Type: device.Vibrate, Range: whole}}
	} else {
		f.Outputs = []device.Output{{Type: device.HwPositionWithDuration, Range: whole, Duration: device.Durations{Max: 100 * time.Second}},
			{Type: device.Position, Range: whole}}
	}
	return f
}

// maxPlain is the longest name in bytes that a toy may give itself or a part of it.
const maxPlain = 48

// plain is a text that a toy chose, made fit to be shown.
func plain(s string) string {
	var kept []byte
	for i := 0; i < len(s) && len(kept) < maxPlain; i++ {
		if c := s[i]; ' ' < c && c <= '~' || c == ' ' && len(kept) > 0 {
			kept = append(kept, c)
		}
	}
	return string(bytes.TrimSpace(kept))
}
