//go:build linux

package bluetooth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/godbus/dbus/v5"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

var errNotPermitted = reason.New(device.ErrUnsupported, "the characteristic does not permit it")

// bluezConnection is a connection of BlueZ to a device.
type bluezConnection struct {
	bus    *bus
	path   dbus.ObjectPath // of the device
	rule   string          // what it has the bus send us
	about  *watch
	change chan struct{}

	gone  chan struct{}
	leave func() // closes gone

	resolved atomic.Bool // BlueZ has listed the services
	dead     atomic.Bool // BlueZ is gone, or has told that the device is not connected

	mu     sync.Mutex
	notify map[dbus.ObjectPath]func(b []byte) // by characteristic
}

// connect implements radio.
func (z *bluez) connect(ctx context.Context, address string) (connection, error) {
	b, err := z.open(ctx)
	if err != nil {
		return nil, err
	}
	path, err := b.find(ctx, address)
	if err != nil {
		return nil, err
	}
	return insist(ctx, func() (connection, error) { return b.connect(ctx, path) },
		func(err error) bool { return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrBusy) })
}

// find finds the object of a device. BlueZ forgets devices that it has not heard of for a
// while, so it may have to look for it again.
func (b *bus) find(ctx context.Context, address string) (dbus.ObjectPath, error) {
	all, err := b.objects(ctx)
	if err != nil {
		return "", err
	}
	adapter, err := powered(all)
	if err != nil {
		return "", err
	}
	if path, ok := atAddress(all, adapter, address); ok {
		return path, nil
	}
	wake := make(chan struct{}, 1)
	w := &watch{below: adapter, gone: func() { poke(wake) }, signal: func(s *dbus.Signal) {
		if s.Name == managerFace+".InterfacesAdded" {
			poke(wake)
		}
	}}
	if err := b.watch(w); err != nil {
		return "", err
	}
	defer b.unwatch(w)
	stop, err := b.discover(ctx, adapter)
	if err != nil {
		return "", err
	}
	defer stop()
	for {
		if all, err = b.objects(ctx); err != nil {
			return "", err
		}
		if path, ok := atAddress(all, adapter, address); ok {
			return path, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return "", &said{ErrUnreachable, errors.New("it does not advertise")}
		}
	}
}

func atAddress(all objects, adapter dbus.ObjectPath, address string) (dbus.ObjectPath, bool) {
	for path, faces := range all {
		if within(path, adapter) && strings.EqualFold(property[string](faces[deviceFace], "Address"), address) {
			return path, true
		}
	}
	return "", false
}

// connect connects to a device and waits until BlueZ has listed its services.
func (b *bus) connect(ctx context.Context, path dbus.ObjectPath) (connection, error) {
	c := &bluezConnection{
		bus: b, path: path, rule: "type='signal',sender='" + bluezName + "',path_namespace='" + string(path) + "'",
		change: make(chan struct{}, 1), gone: make(chan struct{}), notify: map[dbus.ObjectPath]func([]byte){},
	}
	c.leave = sync.OnceFunc(func() { close(c.gone) })
	c.about = &watch{below: path, signal: c.signal, gone: c.die}
	if err := b.watch(c.about); err != nil {
		return nil, err
	}
	err := b.match(ctx, c.rule)
	if err == nil {
		err = c.open(ctx)
	}
	if err != nil {
		c.disconnect()
		return nil, err
	}
	return c, nil
}

func (c *bluezConnection) open(ctx context.Context) error {
	err := c.bus.call(ctx, c.path, deviceFace+".Connect", nil)
	var e dbus.Error
	if err != nil && !(errors.As(err, &e) && e.Name == "org.bluez.Error.AlreadyConnected") {
		return err
	}
	var resolved dbus.Variant
	if err := c.bus.call(ctx, c.path, propertiesFace+".Get", &resolved, deviceFace, "ServicesResolved"); err != nil {
		return err
	}
	if resolved.Value() == true {
		return nil
	}
	for !c.resolved.Load() {
		select {
		case <-c.change:
		case <-c.gone:
			return &said{ErrUnreachable, errors.New("the connection was lost before the services were listed")}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// signal takes what BlueZ tells of the device and what belongs to it.
func (c *bluezConnection) signal(s *dbus.Signal) {
	if value, ok := changes(s, gattFace)["Value"].Value().([]byte); ok {
		c.mu.Lock()
		notify := c.notify[s.Path]
		c.mu.Unlock()
		if notify != nil {
			notify(value)
		}
		return
	}
	told := changes(s, deviceFace)
	if resolved, ok := told["ServicesResolved"].Value().(bool); ok {
		c.resolved.Store(resolved)
		poke(c.change)
	}
	if connected, ok := told["Connected"].Value().(bool); ok && !connected {
		c.die()
	}
	switch s.Name {
	case managerFace + ".InterfacesAdded":
		poke(c.change)
	case managerFace + ".InterfacesRemoved":
		if path, _ := argument[dbus.ObjectPath](s, 0); path == c.path {
			c.die()
		}
	}
}

func (c *bluezConnection) die() {
	c.dead.Store(true)
	c.leave()
}

func (c *bluezConnection) lost() <-chan struct{} { return c.gone }

func (c *bluezConnection) changed() <-chan struct{} { return c.change }

func (c *bluezConnection) disconnect() {
	c.bus.unwatch(c.about)
	c.bus.unmatch(c.rule)
	c.leave()
	if c.dead.Swap(true) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	// BlueZ answers when the device is disconnected. It also gives up connecting.
	_ = c.bus.call(ctx, c.path, deviceFace+".Disconnect", nil)
}

func (c *bluezConnection) services(ctx context.Context) ([]service, error) {
	all, err := c.bus.objects(ctx)
	if err != nil {
		return nil, err
	}
	return servicesOf(all, c.path), nil
}

// servicesOf lists the services of a device.
func servicesOf(all objects, of dbus.ObjectPath) (found []service) {
	var paths []dbus.ObjectPath
	for path := range all {
		if within(path, of) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths) // a service comes before its characteristics
	at := map[dbus.ObjectPath]int{}
	for _, path := range paths {
		if p, ok := all[path][serviceFace]; ok {
			at[path] = len(found)
			found = append(found, service{uuid: strings.ToLower(property[string](p, "UUID"))})
		}
		p, ok := all[path][gattFace]
		if !ok {
			continue
		}
		if i, ok := at[property[dbus.ObjectPath](p, "Service")]; ok {
			flags := property[[]string](p, "Flags")
			found[i].characteristics = append(found[i].characteristics, &characteristic{
				uuid:            strings.ToLower(property[string](p, "UUID")),
				withResponse:    slices.Contains(flags, "write"),
				withoutResponse: slices.Contains(flags, "write-without-response"),
				handle:          path,
			})
		}
	}
	return found
}

// do calls a method of a characteristic.
func (c *bluezConnection) do(ctx context.Context, to *characteristic, method string, result any, args ...any) error {
	err := c.bus.call(ctx, to.handle.(dbus.ObjectPath), gattFace+"."+method, result, args...)
	if s, ok := err.(*said); ok && s.reason == ErrUnreachable {
		s.reason = device.ErrDisconnected
	}
	return err
}

// writeOptions are those of WriteValue.
func writeOptions(response bool) properties {
	if response {
		return properties{"type": dbus.MakeVariant("request")}
	}
	return properties{"type": dbus.MakeVariant("command")}
}

func (c *bluezConnection) write(ctx context.Context, to *characteristic, data []byte, response bool) error {
	return c.do(ctx, to, "WriteValue", nil, data, writeOptions(response))
}

func (c *bluezConnection) writeNow(to *characteristic, data []byte, response bool) (wait func() error) {
	answer := make(chan *dbus.Call, 1)
	c.bus.conn.Object(bluezName, to.handle.(dbus.ObjectPath)).
		Go(gattFace+".WriteValue", 0, answer, data, writeOptions(response))
	return func() error {
		select {
		case call := <-answer:
			return bluezError(call.Err)
		case <-c.gone: // then it has no use
			return nil
		}
	}
}

func (c *bluezConnection) read(ctx context.Context, from *characteristic) (data []byte, err error) {
	err = c.do(ctx, from, "ReadValue", &data, properties{})
	return data, err
}

func (c *bluezConnection) subscribe(ctx context.Context, to *characteristic, notify func(data []byte)) error {
	c.listen(to, notify)
	err := c.do(ctx, to, "StartNotify", nil)
	if err != nil {
		c.listen(to, nil)
	}
	return err
}

func (c *bluezConnection) unsubscribe(ctx context.Context, from *characteristic) error {
	c.listen(from, nil)
	return c.do(ctx, from, "StopNotify", nil)
}

func (c *bluezConnection) listen(to *characteristic, notify func([]byte)) {
	c.mu.Lock()
	c.notify[to.handle.(dbus.ObjectPath)] = notify
	c.mu.Unlock()
}
