//go:build linux

package bluetooth

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/godbus/dbus/v5"
)

// Names on the bus.
const (
	bluezName      = "org.bluez"
	adapterFace    = "org.bluez.Adapter1"
	deviceFace     = "org.bluez.Device1"
	serviceFace    = "org.bluez.GattService1"
	gattFace       = "org.bluez.GattCharacteristic1"
	propertiesFace = "org.freedesktop.DBus.Properties"
	managerFace    = "org.freedesktop.DBus.ObjectManager"
	daemonName     = "org.freedesktop.DBus"
)

// properties are those of an interface of an object.
type properties = map[string]dbus.Variant

// objects are all that BlueZ has, with their interfaces.
type objects = map[dbus.ObjectPath]map[string]properties

// bus is a connection to the message bus, on which BlueZ is.
type bus struct {
	conn *dbus.Conn

	mu      sync.Mutex
	owner   string // who BlueZ is on the bus; "" when it is not there
	watches map[*watch]struct{}

	discovering chan struct{} // full while discovery is started or stopped
	users       int           // who wants discovery; for whoever has filled it
}

// watch takes what BlueZ tells of itself. Its functions must not block.
type watch struct {
	below  dbus.ObjectPath // the object that it is about, with all below
	signal func(s *dbus.Signal)
	gone   func() // BlueZ, or the bus, is gone, and all that it knew; called once at most
}

// openBus connects to the bus.
func openBus(ctx context.Context, address string) (*bus, error) {
	type result struct {
		conn *dbus.Conn
		err  error
	}
	b := &bus{watches: map[*watch]struct{}{}, discovering: make(chan struct{}, 1)}
	results := make(chan result, 1)
	go func() { // a bus that does not answer can't be given up otherwise
		connect := dbus.ConnectSystemBus
		if address != "" {
			connect = func(o ...dbus.ConnOption) (*dbus.Conn, error) { return dbus.Connect(address, o...) }
		}
		conn, err := connect(dbus.WithSignalHandler(b))
		results <- result{conn, err}
	}()
	select {
	case r := <-results:
		if r.err != nil {
			return nil, busError(r.err)
		}
		b.conn = r.conn
	case <-ctx.Done():
		go func() {
			if r := <-results; r.conn != nil {
				_ = r.conn.Close()
			}
		}()
		return nil, context.Cause(ctx)
	}
	if err := b.meet(ctx); err != nil {
		_ = b.conn.Close() // the error that matters is err
		return nil, err
	}
	return b, nil
}

// busError tells why the bus can't be reached.
func busError(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EPERM):
		return &said{ErrNoPermission, err}
	case strings.Contains(err.Error(), "authentication"):
		return &said{ErrNoPermission, err}
	}
	return &said{ErrNoBus, err}
}

// meet finds BlueZ on the bus. If it is installed but not running, the bus starts it.
func (b *bus) meet(ctx context.Context) error {
	for _, rule := range []string{
		"type='signal',sender='" + daemonName + "',member='NameOwnerChanged',arg0='" + bluezName + "'",
		"type='signal',sender='" + bluezName + "',interface='" + managerFace + "'",
		"type='signal',sender='" + bluezName + "',interface='" + propertiesFace + "',arg0='" + adapterFace + "'",
	} {
		if err := b.match(ctx, rule); err != nil {
			return err
		}
	}
	if _, err := b.objects(ctx); err != nil {
		return err
	}
	var owner string
	if err := b.conn.BusObject().CallWithContext(ctx, daemonName+".GetNameOwner", 0, bluezName).Store(&owner); err != nil {
		return bluezError(err)
	}
	b.mu.Lock()
	b.owner = owner
	b.mu.Unlock()
	return nil
}

func (b *bus) match(ctx context.Context, rule string) error {
	if err := b.conn.BusObject().CallWithContext(ctx, daemonName+".AddMatch", 0, rule).Err; err != nil {
		return bluezError(err)
	}
	return nil
}

func (b *bus) unmatch(rule string) {
	b.conn.BusObject().Go(daemonName+".RemoveMatch", dbus.FlagNoReplyExpected, nil, rule)
}

// call calls a method of BlueZ. Result gets what it returns, unless it is nil.
func (b *bus) call(ctx context.Context, path dbus.ObjectPath, method string, result any, args ...any) error {
	call := b.conn.Object(bluezName, path).CallWithContext(ctx, method, 0, args...)
	err := call.Err
	if err == nil && result != nil {
		err = call.Store(result)
	}
	if ctx.Err() != nil && err != nil {
		return context.Cause(ctx)
	}
	return bluezError(err)
}

func (b *bus) objects(ctx context.Context) (objects, error) {
	var all objects
	err := b.call(ctx, "/", managerFace+".GetManagedObjects", &all)
	return all, err
}

// alive reports whether BlueZ can be reached over this connection.
func (b *bus) alive() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.owner != "" && b.conn.Connected()
}

// watch adds a watch. It fails when BlueZ is not there.
func (b *bus) watch(w *watch) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owner == "" {
		return ErrNoDaemon
	}
	b.watches[w] = struct{}{}
	return nil
}

func (b *bus) unwatch(w *watch) {
	b.mu.Lock()
	delete(b.watches, w)
	b.mu.Unlock()
}

// lose ends all watches.
func (b *bus) lose() {
	b.mu.Lock()
	watches := b.watches
	b.owner, b.watches = "", map[*watch]struct{}{}
	b.mu.Unlock()
	for w := range watches {
		w.gone()
	}
}

// Terminate implements dbus.Terminator: the connection to the bus has ended.
func (b *bus) Terminate() { b.lose() }

// DeliverSignal implements dbus.SignalHandler. Signals come one at a time, in order. Any
// program may send us some, so who sends counts.
func (b *bus) DeliverSignal(_, member string, s *dbus.Signal) {
	if s.Sender == daemonName && member == "NameOwnerChanged" {
		if name, ok := argument[string](s, 0); ok && name == bluezName {
			b.lose() // what is there now, if anything, knows nothing of our connections
		}
		return
	}
	about := s.Path
	if strings.HasPrefix(s.Name, managerFace) {
		about, _ = argument[dbus.ObjectPath](s, 0)
	}
	var room [8]*watch
	watches := room[:0]
	b.mu.Lock()
	if s.Sender == b.owner {
		for w := range b.watches {
			if about == w.below || within(about, w.below) {
				watches = append(watches, w)
			}
		}
	}
	b.mu.Unlock()
	for _, w := range watches {
		w.signal(s)
	}
}

// argument is an argument of a signal.
func argument[T any](s *dbus.Signal, i int) (value T, ok bool) {
	if i < len(s.Body) {
		value, ok = s.Body[i].(T)
	}
	return value, ok
}

// changes are the properties of an interface that a signal tells of; nil for none.
func changes(s *dbus.Signal, face string) properties {
	if name, _ := argument[string](s, 0); s.Name != propertiesFace+".PropertiesChanged" || name != face {
		return nil
	}
	changed, _ := argument[properties](s, 1)
	return changed
}

// property is the value of a property; the zero value if it is not there.
func property[T any](p properties, name string) T {
	value, _ := p[name].Value().(T)
	return value
}

// bluezError gives an error of a call the reason that it stands for.
func bluezError(err error) error {
	var e dbus.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, dbus.ErrClosed):
		return &said{ErrNoBus, err}
	case !errors.As(err, &e):
		return &said{nil, err}
	}
	return &said{bluezReason(e), e}
}

// bluezReason tells what an error stands for; nil if that is unknown. Several things come
// under the name Failed, and only the message tells which.
func bluezReason(e dbus.Error) error {
	text := strings.ToLower(e.Error())
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	name, bluez := strings.CutPrefix(e.Name, "org.bluez.Error.")
	if !bluez {
		name, _ := strings.CutPrefix(e.Name, "org.freedesktop.DBus.Error.")
		switch {
		case name == "AccessDenied", name == "AuthFailed", name == "InteractiveAuthorizationRequired":
			return ErrNoPermission
		case name == "ServiceUnknown", name == "NameHasNoOwner", name == "NoReply", name == "Disconnected",
			strings.HasPrefix(name, "Spawn."), strings.HasPrefix(e.Name, "org.freedesktop.systemd1."):
			return ErrNoDaemon
		case name == "UnknownObject", name == "UnknownMethod", name == "UnknownInterface":
			return ErrUnreachable // its object has been removed
		}
		return nil
	}
	switch name {
	case "NotReady":
		return ErrOff
	case "NotConnected", "DoesNotExist":
		return ErrUnreachable
	case "InProgress":
		return ErrBusy
	case "InvalidValueLength":
		return ErrTooLong
	case "NotSupported", "NotPermitted":
		return errNotPermitted
	case "NotAuthorized", "AuthenticationFailed", "AuthenticationRejected", "AuthenticationCanceled", "AuthenticationTimeout":
		return ErrNotPaired
	case "ConnectionAttemptFailed":
		return ErrUnreachable
	case "Failed":
		switch {
		case says("not connected", "connection-abort", "connection-refused", "connection-canceled", "page-timeout",
			"host is down", "connection abort", "unreachable"):
			return ErrUnreachable
		case says("att error: 0x05", "att error: 0x08", "att error: 0x0c", "att error: 0x0f"): // the security is too low
			return ErrNotPaired
		case says("att error: 0x0d"):
			return ErrTooLong
		case says("not powered", "adapter-not-powered", "resource not ready"):
			return ErrOff
		case says("in progress", "busy"):
			return ErrBusy
		}
	}
	return nil
}
