//go:build !js

package fakebluez

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Names on the bus.
const (
	name           = "org.bluez"
	adapterFace    = "org.bluez.Adapter1"
	deviceFace     = "org.bluez.Device1"
	serviceFace    = "org.bluez.GattService1"
	gattFace       = "org.bluez.GattCharacteristic1"
	propertiesFace = "org.freedesktop.DBus.Properties"
	managerFace    = "org.freedesktop.DBus.ObjectManager"
)

// Adapter is the path of the adapter.
const Adapter dbus.ObjectPath = "/org/bluez/hci0"

type (
	properties = map[string]dbus.Variant
	faces      = map[string]properties
)

// BlueZ is a Bluetooth service with one adapter that is switched on.
type BlueZ struct {
	conn *dbus.Conn

	mu          sync.Mutex
	objects     map[dbus.ObjectPath]faces
	toys        map[dbus.ObjectPath]*Toy
	discovering int
	failures    map[string]*dbus.Error // by method
	once        map[string]bool        // the failures that happen once
	held        map[string]*hold
}

// hold is what a method waits for.
type hold struct {
	entered, release chan struct{}
	end              func() // closes release
}

// Error makes an error of BlueZ: Error("Failed", "Not connected").
func Error(kind, message string) *dbus.Error {
	return dbus.NewError("org.bluez.Error."+kind, []any{message})
}

// Start puts a BlueZ on a bus. Close ends it.
func Start(address string) (*BlueZ, error) {
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, err
	}
	b := &BlueZ{
		conn: conn, toys: map[dbus.ObjectPath]*Toy{}, failures: map[string]*dbus.Error{},
		once: map[string]bool{}, held: map[string]*hold{},
		objects: map[dbus.ObjectPath]faces{Adapter: {adapterFace: {
			"Address": dbus.MakeVariant("00:00:5E:00:53:00"), "Powered": dbus.MakeVariant(true),
		}}},
	}
	for face, methods := range map[string]map[string]any{
		propertiesFace: {"Get": b.get, "GetAll": b.getAll},
		adapterFace:    {"SetDiscoveryFilter": b.setFilter, "StartDiscovery": b.startDiscovery, "StopDiscovery": b.stopDiscovery},
		deviceFace:     {"Connect": b.connect, "Disconnect": b.disconnect},
		gattFace:       {"WriteValue": b.write, "ReadValue": b.read, "StartNotify": b.startNotify, "StopNotify": b.stopNotify},
	} {
		if err == nil {
			err = conn.ExportSubtreeMethodTable(methods, "/org/bluez", face)
		}
	}
	if err == nil {
		err = conn.ExportMethodTable(map[string]any{"GetManagedObjects": b.managedObjects}, "/", managerFace)
	}
	if err == nil {
		_, err = conn.RequestName(name, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return b, nil
}

// Close makes BlueZ vanish from the bus, as when its service is stopped.
func (b *BlueZ) Close() error {
	b.mu.Lock()
	for _, held := range b.held {
		held.end()
	}
	b.held = map[string]*hold{}
	b.mu.Unlock()
	return b.conn.Close()
}

// Fail makes a method fail from now on, for example "StartDiscovery"; nil ends that.
func (b *BlueZ) Fail(method string, err *dbus.Error) { b.fail(method, err, false) }

// FailOnce makes a method fail once.
func (b *BlueZ) FailOnce(method string, err *dbus.Error) { b.fail(method, err, true) }

func (b *BlueZ) fail(method string, err *dbus.Error, once bool) {
	b.mu.Lock()
	b.failures[method], b.once[method] = err, once
	b.mu.Unlock()
}

// Hold makes a method that is called from now on wait until release is called. Entered
// gets a value for each call.
func (b *BlueZ) Hold(method string) (entered <-chan struct{}, release func()) {
	held := &hold{entered: make(chan struct{}, 64), release: make(chan struct{})}
	held.end = sync.OnceFunc(func() { close(held.release) })
	b.mu.Lock()
	b.held[method] = held
	b.mu.Unlock()
	return held.entered, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.held[method] == held {
			delete(b.held, method)
		}
		held.end()
	}
}

// enter is what every method starts with.
func (b *BlueZ) enter(method string) *dbus.Error {
	b.mu.Lock()
	held := b.held[method]
	b.mu.Unlock()
	if held != nil {
		held.entered <- struct{}{}
		<-held.release
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.failures[method]
	if b.once[method] {
		delete(b.failures, method)
	}
	return err
}

// Power switches the adapter on or off. Off, all toys are disconnected.
func (b *BlueZ) Power(on bool) {
	b.mu.Lock()
	toys := slices.Collect(maps.Values(b.toys))
	b.mu.Unlock()
	if !on {
		for _, t := range toys {
			t.Drop()
		}
	}
	b.set(Adapter, adapterFace, properties{"Powered": dbus.MakeVariant(on)})
}

// RemoveAdapter is the adapter being pulled out.
func (b *BlueZ) RemoveAdapter() { b.remove(Adapter) }

// Discovering tells how many programs have BlueZ look around.
func (b *BlueZ) Discovering() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.discovering
}

// add shows objects.
func (b *BlueZ) add(path dbus.ObjectPath, has faces) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.objects[path] = has
	_ = b.conn.Emit("/", managerFace+".InterfacesAdded", path, has) // nobody listens on a bus that is closed
}

// remove removes an object and what is below.
func (b *BlueZ) remove(path dbus.ObjectPath) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for other, has := range b.objects {
		if other != path && !strings.HasPrefix(string(other), string(path)+"/") {
			continue
		}
		delete(b.objects, other)
		_ = b.conn.Emit("/", managerFace+".InterfacesRemoved", other, slices.Collect(maps.Keys(has)))
	}
}

// set changes properties and tells of it.
func (b *BlueZ) set(path dbus.ObjectPath, face string, changed properties) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.change(path, face, changed)
}

// change is set for who holds mu, so that changes are told in their order.
func (b *BlueZ) change(path dbus.ObjectPath, face string, changed properties) {
	has := b.objects[path][face]
	if has == nil {
		return
	}
	maps.Copy(has, changed)
	_ = b.conn.Emit(path, propertiesFace+".PropertiesChanged", face, changed, []string{})
}

func pathOf(m dbus.Message) dbus.ObjectPath {
	path, _ := m.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
	return path
}

func (b *BlueZ) managedObjects() (map[dbus.ObjectPath]faces, *dbus.Error) {
	if err := b.enter("GetManagedObjects"); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.toys {
		if t.listed() {
			go t.showLate()
		}
	}
	all := map[dbus.ObjectPath]faces{}
	for path, has := range b.objects {
		all[path] = faces{}
		for face, p := range has {
			all[path][face] = maps.Clone(p)
		}
	}
	return all, nil
}

func (b *BlueZ) getAll(m dbus.Message, face string) (properties, *dbus.Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.objects[pathOf(m)][face]
	if !ok {
		return nil, dbus.NewError("org.freedesktop.DBus.Error.UnknownObject", []any{"no such object"})
	}
	return maps.Clone(p), nil
}

func (b *BlueZ) get(m dbus.Message, face, property string) (dbus.Variant, *dbus.Error) {
	p, err := b.getAll(m, face)
	if err != nil {
		return dbus.Variant{}, err
	}
	return p[property], nil
}

func (b *BlueZ) setFilter(filter properties) *dbus.Error {
	for name := range filter {
		if name != "Transport" && name != "DuplicateData" {
			return Error("InvalidArguments", "filter "+name)
		}
	}
	return b.enter("SetDiscoveryFilter")
}

func (b *BlueZ) startDiscovery() *dbus.Error {
	if err := b.enter("StartDiscovery"); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.objects[Adapter][adapterFace]["Powered"].Value() != true:
		return Error("NotReady", "Resource Not Ready")
	case b.discovering > 0:
		return Error("InProgress", "Operation already in progress")
	}
	b.discovering++
	for _, t := range b.toys {
		t.advertise()
	}
	return nil
}

func (b *BlueZ) stopDiscovery() *dbus.Error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.discovering == 0 {
		return Error("Failed", "No discovery started")
	}
	b.discovering--
	for path := range b.toys {
		delete(b.objects[path][deviceFace], "RSSI")
	}
	return nil
}

// toy is what every method of a toy, or of what belongs to it, starts with: it finds the toy.
func (b *BlueZ) toy(m dbus.Message, method string) (*Toy, *dbus.Error) {
	if err := b.enter(method); err != nil {
		return nil, err
	}
	path := pathOf(m)
	b.mu.Lock()
	defer b.mu.Unlock()
	for at, t := range b.toys {
		if _, shown := b.objects[path]; shown && (path == at || strings.HasPrefix(string(path), string(at)+"/")) {
			return t, nil
		}
	}
	return nil, dbus.NewError("org.freedesktop.DBus.Error.UnknownObject", []any{fmt.Sprintf("no object %s", path)})
}
