package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// What a toy or the radio does in the fault matrix, and when.
const (
	faultLasts = 10 * time.Second
	lateBy     = 900 * time.Millisecond

	// operationTimeout is when a platform ends the connection to a toy that does not answer
	// (webbluetooth.DefaultOperationTimeout, and that of the native transports). A worker waits as
	// long for a read; here it is a moment more, for of two ends at the same time either may be first.
	operationTimeout = webbluetooth.DefaultOperationTimeout - time.Millisecond
)

var errGATT = errors.New("GATT operation failed for unknown reason")

// radio is a platform with one toy in reach, of which one step goes wrong for a while. It
// is what a scan finds, and what the links of the toy go through.
type radio struct {
	toy  device.Peripheral
	kind *toyKind

	hidden, serverGone func() // what these faults do

	mu      sync.Mutex
	step    step // whose operations go wrong; none when empty
	fault   fault
	until   time.Time
	spent   bool // a fault that happens once has happened
	met     int  // operations that went wrong
	off     bool // the adapter
	strange bool // the toy shows services that are not its own
	links   int  // connections that stand
	losses  int  // of connections
	last    *radioLink
}

// once tells faults that are events from those that last.
func (f fault) once() bool {
	return f == disconnects || f == adapterOff || f == pageHidden || f == serverGone
}

// arm makes the operations of a step go wrong from now on.
func (r *radio) arm(s step, f fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.step, r.fault, r.until, r.spent, r.met = s, f, time.Now().Add(faultLasts), false, 0
}

// meets tells whether an operation of a step goes wrong, and takes note of it.
func (r *radio) meets(s step) (f fault, wrong bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.step != s || r.spent || !time.Now().Before(r.until) {
		return "", false
	}
	r.met++
	r.spent = r.fault.once()
	return r.fault, true
}

// happen makes a fault that is armed happen now.
func (r *radio) happen(s step) {
	if f, wrong := r.meets(s); wrong {
		r.happens(f)
	}
}

// happens makes what befalls the whole platform happen, not the operation alone.
func (r *radio) happens(f fault) {
	switch f {
	case disconnects:
		r.drop()
	case adapterOff:
		r.switchOff()
	case pageHidden:
		r.hidden()
	case serverGone:
		r.serverGone()
	}
}

// switchOff switches the adapter off until the fault is over.
func (r *radio) switchOff() {
	r.mu.Lock()
	r.off = true
	left := time.Until(r.until)
	r.mu.Unlock()
	r.drop()
	time.AfterFunc(left, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.off = false
	})
}

func (r *radio) isOff() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.off
}

// drop ends the connection of the toy.
func (r *radio) drop() {
	r.mu.Lock()
	l := r.last
	r.mu.Unlock()
	if l != nil {
		_ = l.Link.Close()
	}
}

// perform does an operation of a step, as well as the fault lets it. Link is nil for what
// comes before there is one; answers of the operation are the concern of do.
func (r *radio) perform(ctx context.Context, s step, l *radioLink, do func() error) error {
	f, wrong := r.meets(s)
	if !wrong {
		return do()
	}
	r.happens(f)
	switch f {
	case fails:
		return errGATT
	case noAnswer:
		return r.hang(ctx, l)
	case late:
		if err := r.wait(ctx, l, lateBy); err != nil {
			return err
		}
	case pageHidden, serverGone: // the operation is on its way meanwhile
		if err := r.wait(ctx, l, lateBy); err != nil {
			return err
		}
	case disconnects, adapterOff:
		return device.ErrDisconnected
	}
	return do()
}

// hang waits as long as a platform does: until the operation takes too long, which is the
// end of the connection, or nobody wants it any more.
func (r *radio) hang(ctx context.Context, l *radioLink) error {
	if l == nil {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	begin := time.Now()
	err := r.wait(ctx, l, operationTimeout)
	switch {
	case err == nil:
		_ = l.Link.Close()
		return device.ErrTimeout
	case ctx.Err() != nil: // nobody waits any more, but the toy is stuck all the same
		time.AfterFunc(operationTimeout-time.Since(begin), func() { _ = l.Link.Close() })
	}
	return err
}

func (r *radio) wait(ctx context.Context, l *radioLink, d time.Duration) error {
	var done <-chan struct{}
	if l != nil {
		done = l.Done()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-done:
		return device.ErrDisconnected
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Name implements device.Scanner.
func (r *radio) Name() string { return "radio" }

// Scan implements device.Scanner, as a chooser in which the user chooses the toy.
func (r *radio) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	if r.isOff() {
		return webbluetooth.ErrNoAdapter
	}
	f, wrong := r.meets(chooser)
	if wrong {
		r.happens(f)
		switch f {
		case fails:
			return webbluetooth.ErrChooserBusy
		case noAnswer:
			<-ctx.Done()
			return nil
		case late, pageHidden, serverGone:
			if r.wait(ctx, nil, lateBy) != nil {
				return nil
			}
		case adapterOff:
			return webbluetooth.ErrNoAdapter
		case garbage:
			started()
			found(strangerToy{r})
			return nil
		}
	}
	started()
	if ctx.Err() == nil {
		found(r)
	}
	return nil
}

// strangerToy is what no toy is called.
type strangerToy struct{ *radio }

func (strangerToy) Advertisement() device.Advertisement {
	return device.Advertisement{Address: "\x00", Name: "\xff\x00<script>"}
}

// Connect implements device.Peripheral: it has no service that any protocol knows.
func (strangerToy) Connect(context.Context, device.Wanted) (device.Link, error) {
	return nil, webbluetooth.ErrNoService
}

// Advertisement implements device.Peripheral.
func (r *radio) Advertisement() device.Advertisement { return r.toy.Advertisement() }

// Connect implements device.Peripheral, as package webbluetooth does.
func (r *radio) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	var l *radioLink
	open := func() error {
		if r.isOff() {
			return webbluetooth.ErrUnreachable
		}
		inner, err := r.toy.Connect(ctx, wanted)
		if err != nil {
			return err
		}
		l = &radioLink{inner, r}
		r.mu.Lock()
		r.last, r.strange = l, false
		r.links++
		r.mu.Unlock()
		go func() {
			<-inner.Done()
			r.mu.Lock()
			r.links--
			r.losses++
			r.mu.Unlock()
		}()
		return nil
	}
	err := r.perform(ctx, connects, nil, open)
	if err == nil {
		err = r.perform(ctx, reconnects, nil, func() error { return nil })
	}
	if err == nil {
		err = r.discover(ctx, l, &wanted)
	}
	if err != nil && l != nil {
		_ = l.Link.Close()
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// discover looks whether the toy has what it is driven with.
func (r *radio) discover(ctx context.Context, l *radioLink, wanted *device.Wanted) error {
	return r.perform(ctx, discovers, l, func() error {
		r.mu.Lock()
		r.strange = r.fault == garbage && time.Now().Before(r.until) && (r.step == discovers || r.step == reconnects)
		r.mu.Unlock()
		if err := wanted.Check(l.Has); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// radioLink is a connection that goes through a radio.
type radioLink struct {
	device.Link
	radio *radio
}

func (l *radioLink) Has(e device.Endpoint) bool {
	l.radio.mu.Lock()
	strange := l.radio.strange
	l.radio.mu.Unlock()
	return !strange && l.Link.Has(e)
}

func (l *radioLink) Write(ctx context.Context, to device.Endpoint, data []byte, response bool) error {
	return l.radio.perform(ctx, l.radio.stepOf(data), l, func() error { return l.Link.Write(ctx, to, data, response) })
}

func (l *radioLink) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	if f, wrong := l.radio.meets(l.radio.stepOf(data)); wrong && f == fails {
		failed(errGATT)
		return
	}
	l.Link.WriteNow(to, data, response, failed)
}

func (l *radioLink) Read(ctx context.Context, from device.Endpoint) (data []byte, err error) {
	f, _ := l.radio.peek(reads)
	err = l.radio.perform(ctx, reads, l, func() error {
		data, err = l.Link.Read(ctx, from)
		return err
	})
	if f == garbage && err == nil {
		data = []byte{}
	}
	return data, err
}

// stepOf is the step that a write belongs to. While a toy is idle, what is written keeps it
// going.
func (r *radio) stepOf(data []byte) step {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.kind.stepOf(data)
	if r.step == idles && (s == outputs || s == stops) {
		return idles
	}
	return s
}

// peek is meets without taking note.
func (r *radio) peek(s step) (f fault, wrong bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.step != s || r.spent || !time.Now().Before(r.until) {
		return "", false
	}
	return r.fault, true
}

func (l *radioLink) Subscribe(ctx context.Context, to device.Endpoint, notify func([]byte)) error {
	return l.radio.perform(ctx, subscribes, l, func() error {
		return l.Link.Subscribe(ctx, to, func(data []byte) { l.hear(data, notify) })
	})
}

// hear passes on what a toy sends, as well as the fault lets it.
func (l *radioLink) hear(data []byte, notify func([]byte)) {
	r := l.radio
	f, wrong := r.meets(r.kind.answerOf(data))
	if !wrong {
		notify(data)
		return
	}
	r.happens(f)
	switch f {
	case fails:
		notify(r.kind.refusal)
	case garbage:
		for _, nonsense := range [][]byte{{}, {0}, {0xff, 0, ';'}, bytes.Repeat([]byte{0xA5}, 512)} {
			notify(nonsense)
		}
	case late, pageHidden, serverGone:
		time.AfterFunc(lateBy, func() {
			select {
			case <-l.Done():
			default:
				notify(data)
			}
		})
	}
}

// toyKind is one of the toys of the matrix.
type toyKind struct {
	name      string
	handshake bool                // it talks when it is connected
	reading   bool                // the toy has an input that can be subscribed to
	repeats   bool                // it is written to while nobody asks anything of it
	motor     uint32              // feature
	refusal   []byte              // how it says no in its handshake
	stepOf    func([]byte) step   // of what is written
	answerOf  func([]byte) step   // of what it sends
	make      func() *emulatedToy // with all that is known of it
}

// emulatedToy is a toy, how it stands and what it can be made to do.
type emulatedToy struct {
	device.Peripheral
	catalog func(device.Catalog) device.Catalog
	levels  func() []int32
	measure func(value int32) // sends by itself; for toys without such an input, something
	say     func(data []byte) // sends what it is told; nil for a simulated toy
}

func keepCatalog(c device.Catalog) device.Catalog { return c }

// simulatedKind is a toy without a handshake.
var simulatedKind = toyKind{
	name: "Simulated Trainer", reading: true, motor: 0,
	stepOf: func(data []byte) step {
		if binary.LittleEndian.Uint32(data[2:]) == 0 {
			return stops
		}
		return outputs
	},
	answerOf: func([]byte) step { return notifies },
	make: func() *emulatedToy {
		const name = "Simulated Trainer"
		models := simulated.Models()
		toys := simulated.New(models[slices.IndexFunc(models, func(d device.Definition) bool { return d.Name == name })])
		var p device.Peripheral
		_ = toys.Scan(context.Background(), func() {}, func(one device.Peripheral) { p = one })
		return &emulatedToy{
			Peripheral: p, catalog: toys.Catalog,
			levels:  func() []int32 { return []int32{toys.States()[0].Outputs[0].Value} },
			measure: func(value int32) { _ = toys.SetInput(name, 1, device.Pressure, value) },
		}
	},
}

// lovenseKind tells its model when asked, by text.
var lovenseKind = toyKind{
	name: "Lovense Hush", handshake: true, refusal: []byte("ERR;"),
	stepOf: func(data []byte) step {
		switch text := string(data); {
		case text == "DeviceType;":
			return handshakeWrites
		case text == "Battery;":
			return reads
		case text == "Vibrate:0;":
			return stops
		}
		return outputs
	},
	answerOf: func(data []byte) step {
		switch {
		case bytes.Count(data, []byte(":")) == 2:
			return handshakeReplies
		case string(data) == "OK;":
			return notifies
		}
		return reads
	},
	make: func() *emulatedToy {
		toy := newScripted("LVS-Z001", device.Tx, device.Rx)
		toy.written = func(data []byte) (answer []byte) {
			text := string(data)
			switch {
			case text == "DeviceType;":
				return []byte("Z:11:0082059AD3BD;")
			case text == "Battery;":
				return []byte("85;")
			}
			if level, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(text, "Vibrate:"), ";")); err == nil {
				toy.motors = []int32{int32(level)}
			}
			return nil
		}
		return toy.emulated([]byte("OK;"))
	},
}

// honeyKind has two motors and two services, and draws a random number in its handshake
// with which every packet is signed. It is written to all the time.
var honeyKind = toyKind{
	name: "Honey Play Box Anello", handshake: true, repeats: true, refusal: honeyFrame(1, []byte{0x91, 0x00}),
	stepOf: func(data []byte) step {
		switch levels := honeyLevels(data); {
		case levels == nil:
			return handshakeWrites
		case levels[0] == 0 && levels[1] == 0:
			return stops
		}
		return outputs
	},
	answerOf: func(data []byte) step {
		if len(data) > 24 {
			return handshakeReplies
		}
		return notifies
	},
	make: func() *emulatedToy {
		toy := newScripted("HPB-296", device.Tx, device.Rx, device.RxBLEBattery)
		toy.battery = []byte{77}
		toy.written = func(data []byte) (answer []byte) {
			if levels := honeyLevels(data); levels != nil {
				toy.motors = levels
				return nil
			}
			return honeyFrame(1, append([]byte{0x90, 0x00}, "sixteen bytes ok"...))
		}
		return toy.emulated(honeyFrame(2, []byte{0x12, 0x34}))
	},
}

// honeyFrame is what such a toy sends; the checksum is not looked at.
func honeyFrame(command byte, data []byte) []byte {
	frame := []byte{0x02, 0xA5, 0x5A, 0x55, 0xAA, 0xF0, 0, 0xB1, command, byte(len(data) >> 8), byte(len(data))}
	return append(append(frame, data...), 0x03, 0, 0)
}

// honeyLevels are the levels in a packet for the two motors; nil if it is another packet.
func honeyLevels(packet []byte) []int32 {
	const head, group = 11, 8
	if len(packet) < head+2*group || packet[8] != 0x03 {
		return nil
	}
	return []int32{int32(packet[head+group-1]), int32(packet[head+2*group-1])}
}

// scripted is a toy whose firmware is a function. It goes on running when its connection
// ends, which is the worst that a toy can do.
type scripted struct {
	adv       device.Advertisement
	endpoints []device.Endpoint
	battery   []byte
	written   func(data []byte) (answer []byte) // called with mu held

	mu     sync.Mutex
	motors []int32
	link   *faketoy.Toy
}

func newScripted(name string, endpoints ...device.Endpoint) *scripted {
	return &scripted{adv: device.Advertisement{Address: "it", Name: name}, endpoints: endpoints}
}

func (s *scripted) emulated(unasked []byte) *emulatedToy {
	return &emulatedToy{
		Peripheral: s, catalog: keepCatalog,
		levels: func() []int32 {
			s.mu.Lock()
			defer s.mu.Unlock()
			return slices.Clone(s.motors)
		},
		say:     s.say,
		measure: func(int32) { s.say(unasked) },
	}
}

// say sends a notification.
func (s *scripted) say(data []byte) {
	s.mu.Lock()
	link := s.link
	s.mu.Unlock()
	link.Notify(device.Rx, data)
}

// Advertisement implements device.Peripheral.
func (s *scripted) Advertisement() device.Advertisement { return s.adv }

// Connect implements device.Peripheral.
func (s *scripted) Connect(context.Context, device.Wanted) (device.Link, error) {
	link := faketoy.New(device.DefaultGap, s.endpoints...)
	link.Answer(device.RxBLEBattery, s.battery)
	link.OnOp = func(_ context.Context, op string) error {
		at := strings.Index(op, "tx")
		if at < 0 {
			return nil
		}
		_, digits, _ := strings.Cut(op[at:], " ")
		data, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
		if err != nil {
			return err
		}
		s.mu.Lock()
		answer := s.written(data)
		s.mu.Unlock()
		if answer != nil {
			link.Notify(device.Rx, answer)
		}
		return nil
	}
	s.mu.Lock()
	s.link = link
	s.mu.Unlock()
	return link, nil
}
