package lab

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/bluetoothemulation"
)

// Peripheral describes an emulated toy.
type Peripheral struct {
	Name         string // unique within a case
	Address      string // "09:09:09:09:09:09", unique within a case
	Manufacturer []ManufacturerData
	Advertised   []string // service UUIDs besides those of Services
	Services     []Service
	// Answer decides what the toy does about an operation; nil does what was asked.
	// It is called in the order of the operations.
	Answer func(Operation) Reply
}

// ManufacturerData is one entry of the toy's advertisement.
type ManufacturerData struct {
	Company uint16
	Data    []byte
}

// Service is a GATT service of a toy. UUIDs are in the long form, in lower case.
type Service struct {
	UUID            string
	Characteristics []Characteristic
	// Late is how long after the connection the toy lists it; less than 0: never.
	Late time.Duration
}

// Characteristic is a GATT characteristic of a toy.
type Characteristic struct {
	UUID                                      string
	Read, Write, WriteWithoutResponse, Notify bool
	Value                                     []byte // what a read gives when Answer does not say
}

// Kind tells what an Operation asks of the toy.
type Kind int

// What a page can ask of a toy.
const (
	Connect Kind = iota
	Discover
	Read
	Write
	Subscribe
	Unsubscribe
)

func (k Kind) String() string {
	return [...]string{"connect", "discover", "read", "write", "subscribe", "unsubscribe"}[k]
}

// Operation is something that the page asked of the toy.
type Operation struct {
	Kind           Kind
	Characteristic string // UUID; "" for Connect and Discover
	Data           []byte // what was written
	Response       bool   // a write that wants a response
	At             time.Time
}

// String shows an operation as tests compare it: `write "Vibrate:10;"`, with non-text
// data in hex and " +response" after a write with response.
func (o Operation) String() string {
	if o.Kind != Write {
		return o.Kind.String()
	}
	text := fmt.Sprintf("%q", o.Data)
	if strings.Contains(text, `\`) {
		text = fmt.Sprintf("%x", o.Data)
	}
	if o.Response {
		return "write " + text + " +response"
	}
	return "write " + text
}

// Reply is what a toy does about an operation.
type Reply struct {
	Hang          bool   // never answers
	Code          int64  // GATT or HCI error code; 0 for success
	Value         []byte // of a read; nil for the characteristic's Value
	Notifications []Notification
}

// Notification is data that a toy pushes after it has answered an operation.
type Notification struct {
	Characteristic string
	Data           []byte
}

// Toy is an emulated toy of a running case. Its methods may be used from any goroutine.
type Toy struct {
	Peripheral
	c     *Case
	near  bool                      // in range; used by the test alone
	inbox chan any                  // events from the browser, in order
	chars map[string]Characteristic // by the id that the browser gave; used by run alone

	mu         sync.Mutex
	present    bool // the services were added
	operations []Operation
	cursor     int           // operations before it were seen by Expect
	changed    chan struct{} // closed when operations grows
	answer     func(Operation) Reply
}

// Script replaces Peripheral.Answer from now on.
func (t *Toy) Script(answer func(Operation) Reply) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answer = answer
}

// Operations returns everything that was asked of the toy so far.
func (t *Toy) Operations() []Operation {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Operation(nil), t.operations...)
}

// Await waits for the next operation that matches and returns it. Operations before it
// count as seen: they are not returned by later calls.
func (t *Toy) Await(what string, match func(Operation) bool) Operation {
	t.c.T.Helper()
	deadline := time.After(Timeout)
	for {
		t.mu.Lock()
		for t.cursor < len(t.operations) {
			o := t.operations[t.cursor]
			t.cursor++
			if match(o) {
				t.mu.Unlock()
				return o
			}
		}
		changed := t.changed
		t.mu.Unlock()
		select {
		case <-changed:
		case <-deadline:
			t.c.T.Fatalf("%s: no %s within %v; it saw: %v", t.Name, what, Timeout, t.Operations())
		}
	}
}

// Expect waits for the next writes and fails the test if they are not these, byte for
// byte and in this order: the form is that of Operation.String without the word "write",
// for example `"Vibrate:10;"` or `0f0300 +response`.
func (t *Toy) Expect(writes ...string) {
	t.c.T.Helper()
	for i, want := range writes {
		o := t.Await("write "+want, func(o Operation) bool { return o.Kind == Write })
		if got := strings.TrimPrefix(o.String(), "write "); got != want {
			t.c.T.Fatalf("%s: write %d of %d is %s, want %s; all: %v", t.Name, i+1, len(writes), got, want, t.Operations())
		}
	}
}

// AwaitWrite waits for a write of want (in the form of Expect), whatever comes before it.
func (t *Toy) AwaitWrite(want string) Operation {
	t.c.T.Helper()
	return t.Await("write "+want, func(o Operation) bool { return o.String() == "write "+want })
}

// Forget counts all operations so far as seen.
func (t *Toy) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cursor = len(t.operations)
}

// Disconnect takes the toy out of range.
func (t *Toy) Disconnect() {
	t.c.T.Helper()
	t.near = false
	t.mu.Lock()
	t.present = false // the browser forgets the services of a toy that it lost
	t.mu.Unlock()
	t.c.do("disconnect "+t.Name, t.c.ctx, bluetoothemulation.SimulateGATTDisconnection(t.Address))
}

// Return brings the toy back into range.
func (t *Toy) Return() {
	t.c.T.Helper()
	t.near = true
	known := append([]string{}, t.Advertised...)
	for _, s := range t.Services {
		known = append(known, s.UUID)
	}
	manufacturer := []*bluetoothemulation.ManufacturerData{}
	for _, m := range t.Manufacturer {
		manufacturer = append(manufacturer, &bluetoothemulation.ManufacturerData{
			Key: int64(m.Company), Data: base64.StdEncoding.EncodeToString(m.Data),
		})
	}
	t.c.do("bring "+t.Name, t.c.ctx, bluetoothemulation.SimulatePreconnectedPeripheral(t.Address, t.Name, manufacturer, known))
}

// Answer lets a connection come about that the toy left hanging, as when a toy comes into
// reach that the browser waits for.
func (t *Toy) Answer() { t.inbox <- appeared{} }

// appeared: the toy is in reach of a browser that waits for it.
type appeared struct{}

// Notify pushes data to the page that subscribed; it is an error if none did.
func (t *Toy) Notify(characteristic string, data []byte) {
	t.c.T.Helper()
	if !t.push(Notification{characteristic, data}) {
		t.c.T.Fatalf("%s: no page is subscribed to %s", t.Name, characteristic)
	}
}

func (t *Toy) push(n Notification) bool {
	return t.tell(fmt.Sprintf("__lab.notify(%q, %q, %q)", t.Name, n.Characteristic, base64.StdEncoding.EncodeToString(n.Data)))
}

// tell calls a function of the hook in the page that uses the toy; false if none does.
func (t *Toy) tell(call string) bool {
	pages := t.c.openPages()
	told := make(chan bool, len(pages))
	for _, p := range pages { // at the same time: a frame that was just removed does not answer
		t.c.work.Go(func() {
			var done bool
			err := p.evaluateAs(call, &done, false)
			told <- err == nil && done
		})
	}
	for range pages {
		if <-told {
			return true
		}
	}
	return false
}

// run answers the browser's events one after the other until the case ends.
func (t *Toy) run() {
	for {
		select {
		case <-t.c.ctx.Done():
			return
		case event := <-t.inbox:
			if err := t.handle(event); err != nil && t.c.wanted() {
				t.c.T.Errorf("%s: %v", t.Name, err)
			}
		}
	}
}

func (t *Toy) handle(event any) error {
	switch e := event.(type) {
	case *bluetoothemulation.EventGattOperationReceived:
		return t.handleGATT(e)
	case *bluetoothemulation.EventCharacteristicOperationReceived:
		return t.handleCharacteristic(e)
	case *bluetoothemulation.EventDescriptorOperationReceived:
		return bluetoothemulation.SimulateDescriptorOperationResponse(e.DescriptorID, e.Type, 0).Do(t.c.ctx)
	case late:
		return t.addService(Service(e))
	case appeared:
		return t.respond(bluetoothemulation.GATTOperationTypeConnection, 0)
	}
	return nil
}

func (t *Toy) handleGATT(e *bluetoothemulation.EventGattOperationReceived) error {
	op := Operation{Kind: Connect}
	if e.Type == bluetoothemulation.GATTOperationTypeDiscovery {
		op.Kind = Discover
	}
	reply := t.record(op)
	if reply.Hang {
		return nil
	}
	return t.respond(e.Type, reply.Code)
}

// respond answers a GATT operation.
func (t *Toy) respond(to bluetoothemulation.GATTOperationType, code int64) error {
	if err := bluetoothemulation.SimulateGATTOperationResponse(t.Address, to, code).Do(t.c.ctx); err != nil {
		return err
	}
	// Services can be added once the toy is connected and must be there before the
	// discovery, the next event, is answered.
	if to == bluetoothemulation.GATTOperationTypeDiscovery || code != 0 {
		return nil
	}
	t.mu.Lock()
	present := t.present
	t.present = true
	t.mu.Unlock()
	if present {
		return nil
	}
	return t.addServices()
}

// cccd is the descriptor that a characteristic needs to be able to notify.
const cccd = "00002902-0000-1000-8000-00805f9b34fb"

func (t *Toy) addServices() error {
	for _, s := range t.Services {
		switch {
		case s.Late > 0:
			t.c.work.Go(func() { t.list(late(s)) })
		case s.Late == 0:
			if err := t.addService(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// late is a service whose time has come.
type late Service

// list hands a service to run when its time has come.
func (t *Toy) list(s late) {
	select {
	case <-time.After(s.Late): // the toy's time, not the test's
		select {
		case t.inbox <- s:
		case <-t.c.ctx.Done():
		}
	case <-t.c.ctx.Done():
	}
}

func (t *Toy) addService(s Service) error {
	ctx := t.c.ctx
	service, err := bluetoothemulation.AddService(t.Address, s.UUID).Do(ctx)
	if err != nil {
		return err
	}
	for _, c := range s.Characteristics {
		id, err := bluetoothemulation.AddCharacteristic(service, c.UUID, &bluetoothemulation.CharacteristicProperties{
			Read: c.Read, Write: c.Write, WriteWithoutResponse: c.WriteWithoutResponse, Notify: c.Notify,
		}).Do(ctx)
		if err != nil {
			return err
		}
		t.chars[id] = c
		t.c.owns(id, t)
		if !c.Notify {
			continue
		}
		descriptor, err := bluetoothemulation.AddDescriptor(id, cccd).Do(ctx)
		if err != nil {
			return err
		}
		t.c.owns(descriptor, t)
	}
	return nil
}

func (t *Toy) handleCharacteristic(e *bluetoothemulation.EventCharacteristicOperationReceived) error {
	c := t.chars[e.CharacteristicID]
	op := Operation{Characteristic: c.UUID}
	switch e.Type {
	case bluetoothemulation.CharacteristicOperationTypeRead:
		op.Kind = Read
	case bluetoothemulation.CharacteristicOperationTypeWrite:
		op.Kind = Write
		op.Response = e.WriteType == bluetoothemulation.CharacteristicWriteTypeWriteWithResponse
		var err error
		if op.Data, err = base64.StdEncoding.DecodeString(e.Data); err != nil {
			return err
		}
		if e.WriteType == bluetoothemulation.CharacteristicWriteTypeWriteDefaultDeprecated {
			t.c.T.Errorf("%s: the page used the legacy writeValue for %q", t.Name, op.Data)
		}
	case bluetoothemulation.CharacteristicOperationTypeSubscribeToNotifications:
		op.Kind = Subscribe
	case bluetoothemulation.CharacteristicOperationTypeUnsubscribeFromNotifications:
		op.Kind = Unsubscribe
	}
	reply := t.record(op)
	if reply.Hang {
		return nil
	}
	response := bluetoothemulation.SimulateCharacteristicOperationResponse(e.CharacteristicID, e.Type, reply.Code)
	if op.Kind == Read && reply.Code == 0 {
		value := c.Value
		if reply.Value != nil {
			value = reply.Value
		}
		response = response.WithData(base64.StdEncoding.EncodeToString(value))
	}
	if err := response.Do(t.c.ctx); err != nil {
		return nil // the page has ended the connection meanwhile, so nobody waits for it
	}
	if op.Kind == Write && !op.Response {
		t.tell(fmt.Sprintf("__lab.answer(%q, %q, %v)", t.Name, op.Characteristic, reply.Code == 0))
	}
	for _, n := range reply.Notifications {
		t.push(n)
	}
	return nil
}

func (t *Toy) record(op Operation) Reply {
	op.At = time.Now()
	t.mu.Lock()
	t.operations = append(t.operations, op)
	close(t.changed)
	t.changed = make(chan struct{})
	answer := t.answer
	t.mu.Unlock()
	if answer == nil {
		return Reply{}
	}
	return answer(op)
}
