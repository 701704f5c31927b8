//go:build !js

package fakebluez

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Toy is a toy that BlueZ can reach. Its fields may not change once it is added.
type Toy struct {
	Address, Name    string
	ManufacturerData map[uint16][]byte
	UUIDs            []string // of the services that it advertises
	Services         []Service
	// LateServices are not listed yet when BlueZ says that all services are, but after its
	// objects were asked for a few times.
	LateServices []Service
	// Answer, when set, takes what is written and gives what the toy notifies then. An
	// error fails the write.
	Answer func(w Write) ([]Notification, *dbus.Error)
	// Values are what reads give, by UUID of the characteristic.
	Values map[string][]byte

	bluez *BlueZ
	path  dbus.ObjectPath

	mu        sync.Mutex
	connected bool
	silent    bool
	looks     int        // how often BlueZ was asked for its objects while it was connected
	changed   *sync.Cond // when connected changes
	notifying map[dbus.ObjectPath]bool
	writes    chan Write
}

// Service is a GATT service.
type Service struct {
	UUID            string
	Characteristics []Characteristic
}

// Characteristic is a GATT characteristic; Flags as BlueZ tells them.
type Characteristic struct {
	UUID  string
	Flags []string
}

// Write is a write that has reached a toy.
type Write struct {
	Characteristic string // its UUID
	Data           []byte
	Response       bool // it was written with response
}

// Notification is a notification of a toy.
type Notification struct {
	Characteristic string // its UUID
	Data           []byte
}

// maxWrites bounds the writes that nobody has looked at; later ones are forgotten.
const maxWrites = 4096

// Add puts a toy in reach. If BlueZ looks around, it tells of it.
func (b *BlueZ) Add(t *Toy) *Toy {
	t.bluez, t.path = b, Adapter+"/dev_"+dbus.ObjectPath(strings.ReplaceAll(t.Address, ":", "_"))
	t.changed = sync.NewCond(&t.mu)
	t.notifying, t.writes = map[dbus.ObjectPath]bool{}, make(chan Write, maxWrites)
	b.mu.Lock()
	b.toys[t.path] = t
	looking := b.discovering > 0
	if looking {
		t.advertise()
	}
	b.mu.Unlock()
	return t
}

// Writes gives what is written to the toy, in order.
func (t *Toy) Writes() <-chan Write { return t.writes }

// Connected reports whether the toy is connected.
func (t *Toy) Connected() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.connected
}

// Await waits until the toy is connected, or is not.
func (t *Toy) Await(connected bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.connected != connected {
		t.changed.Wait()
	}
}

// advertise shows the toy, or tells that it was heard of again. The caller holds the mu of
// BlueZ.
func (t *Toy) advertise() {
	t.mu.Lock()
	quiet := t.silent || t.connected
	t.mu.Unlock()
	if quiet {
		return
	}
	heard := properties{"RSSI": dbus.MakeVariant(int16(-50))}
	if _, known := t.bluez.objects[t.path]; known {
		t.bluez.change(t.path, deviceFace, heard)
		return
	}
	data := map[uint16]dbus.Variant{}
	for company, bytes := range t.ManufacturerData {
		data[company] = dbus.MakeVariant(bytes)
	}
	p := properties{
		"Address": dbus.MakeVariant(t.Address), "Alias": dbus.MakeVariant(t.Name), "RSSI": heard["RSSI"],
		"UUIDs": dbus.MakeVariant(slices.Clone(t.UUIDs)), "ManufacturerData": dbus.MakeVariant(data),
		"Connected": dbus.MakeVariant(false), "ServicesResolved": dbus.MakeVariant(false),
	}
	if t.Name != "" {
		p["Name"] = dbus.MakeVariant(t.Name)
	}
	has := faces{deviceFace: p}
	t.bluez.objects[t.path] = has
	_ = t.bluez.conn.Emit("/", managerFace+".InterfacesAdded", t.path, has)
}

// Advertise has the toy be heard of, if BlueZ looks around.
func (t *Toy) Advertise() {
	t.bluez.mu.Lock()
	defer t.bluez.mu.Unlock()
	if t.bluez.discovering > 0 {
		t.advertise()
	}
}

// Silence has the toy advertise no more: it is switched off, or far away.
func (t *Toy) Silence() {
	t.mu.Lock()
	t.silent = true
	t.mu.Unlock()
}

// Forget makes BlueZ forget the toy, as it does when it was not heard of for a while.
func (t *Toy) Forget() { t.bluez.remove(t.path) }

// Drop is the connection being lost.
func (t *Toy) Drop() {
	t.mu.Lock()
	was := t.connected
	t.connected, t.looks = false, 0
	t.changed.Broadcast()
	clear(t.notifying)
	t.mu.Unlock()
	if !was {
		return
	}
	t.bluez.set(t.path, deviceFace, properties{"ServicesResolved": dbus.MakeVariant(false), "Connected": dbus.MakeVariant(false)})
	for i := range len(t.Services) + len(t.LateServices) {
		t.bluez.remove(t.servicePath(i))
	}
}

// lateLooks is after how many looks the late services are listed.
const lateLooks = 3

// listed takes note that the services are looked at, and tells whether it is time for the
// late ones.
func (t *Toy) listed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.connected {
		t.looks++
	}
	return t.looks == lateLooks
}

func (t *Toy) showLate() {
	for i, s := range t.LateServices {
		t.show(len(t.Services)+i, s)
	}
}

// Notify sends a notification; false if nobody has asked for them.
func (t *Toy) Notify(n Notification) bool {
	for i, s := range slices.Concat(t.Services, t.LateServices) {
		for j, c := range s.Characteristics {
			path := t.characteristicPath(i, j)
			t.mu.Lock()
			wanted := t.notifying[path]
			t.mu.Unlock()
			if c.UUID == n.Characteristic && wanted {
				t.bluez.set(path, gattFace, properties{"Value": dbus.MakeVariant(n.Data)})
				return true
			}
		}
	}
	return false
}

func (t *Toy) servicePath(i int) dbus.ObjectPath {
	return t.path + dbus.ObjectPath(fmt.Sprintf("/service%04x", i+1))
}

func (t *Toy) characteristicPath(i, j int) dbus.ObjectPath {
	return t.servicePath(i) + dbus.ObjectPath(fmt.Sprintf("/char%04x", j+1))
}

// show lists a service.
func (t *Toy) show(i int, s Service) {
	path := t.servicePath(i)
	t.bluez.add(path, faces{serviceFace: {"UUID": dbus.MakeVariant(s.UUID), "Device": dbus.MakeVariant(t.path), "Primary": dbus.MakeVariant(true)}})
	for j, c := range s.Characteristics {
		t.bluez.add(t.characteristicPath(i, j), faces{gattFace: {
			"UUID": dbus.MakeVariant(c.UUID), "Service": dbus.MakeVariant(path), "Flags": dbus.MakeVariant(slices.Clone(c.Flags)),
		}})
	}
}

func (b *BlueZ) connect(m dbus.Message) *dbus.Error {
	t, err := b.toy(m, "Connect")
	if err != nil {
		return err
	}
	t.mu.Lock()
	was := t.connected
	t.connected = true
	t.changed.Broadcast()
	t.mu.Unlock()
	if was {
		return nil
	}
	b.set(t.path, deviceFace, properties{"Connected": dbus.MakeVariant(true)})
	go func() { // the services are listed later
		for i, s := range t.Services {
			t.show(i, s)
		}
		b.set(t.path, deviceFace, properties{"ServicesResolved": dbus.MakeVariant(true)})
	}()
	return nil
}

func (b *BlueZ) disconnect(m dbus.Message) *dbus.Error {
	t, err := b.toy(m, "Disconnect")
	if err != nil {
		return err
	}
	t.Drop()
	return nil
}

// at is what every method of a characteristic starts with: it finds the toy, too.
func (b *BlueZ) at(m dbus.Message, method string) (*Toy, Characteristic, *dbus.Error) {
	t, err := b.toy(m, method)
	if err != nil {
		return nil, Characteristic{}, err
	}
	if !t.Connected() {
		return nil, Characteristic{}, Error("Failed", "Not connected")
	}
	for i, s := range slices.Concat(t.Services, t.LateServices) {
		for j, c := range s.Characteristics {
			if t.characteristicPath(i, j) == pathOf(m) {
				return t, c, nil
			}
		}
	}
	return nil, Characteristic{}, Error("DoesNotExist", "no such characteristic")
}

func (b *BlueZ) write(m dbus.Message, data []byte, options properties) *dbus.Error {
	t, c, err := b.at(m, "WriteValue")
	if err != nil {
		return err
	}
	kind, _ := options["type"].Value().(string)
	if flag := map[string]string{"request": "write", "command": "write-without-response"}[kind]; !slices.Contains(c.Flags, flag) {
		return Error("NotSupported", "Operation is not supported")
	}
	w := Write{Characteristic: c.UUID, Data: data, Response: kind == "request"}
	var answers []Notification
	if t.Answer != nil {
		if answers, err = t.Answer(w); err != nil {
			return err
		}
	}
	select {
	case t.writes <- w:
	default:
	}
	for _, n := range answers {
		t.Notify(n)
	}
	return nil
}

func (b *BlueZ) read(m dbus.Message, _ properties) ([]byte, *dbus.Error) {
	t, c, err := b.at(m, "ReadValue")
	if err != nil {
		return nil, err
	}
	value, ok := t.Values[c.UUID]
	if !ok {
		return nil, Error("NotSupported", "Operation is not supported")
	}
	return value, nil
}

func (b *BlueZ) startNotify(m dbus.Message) *dbus.Error { return b.setNotify(m, "StartNotify", true) }

func (b *BlueZ) stopNotify(m dbus.Message) *dbus.Error { return b.setNotify(m, "StopNotify", false) }

func (b *BlueZ) setNotify(m dbus.Message, method string, on bool) *dbus.Error {
	t, c, err := b.at(m, method)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Flags, "notify") {
		return Error("NotSupported", "Operation is not supported")
	}
	t.mu.Lock()
	t.notifying[pathOf(m)] = on
	t.mu.Unlock()
	return nil
}
