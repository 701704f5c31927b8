package bluetooth

import (
	"context"
	"slices"
	"sync"
	"time"

	"tinygo.org/x/bluetooth"

	"github.com/gobuttplug/gobuttplug/device"
)

// startGrace is how long a scan may go unrefused before it counts as started: the library
// does not tell.
const startGrace = 300 * time.Millisecond

// stopAgain is the wait before a scan that does not end is stopped again: it can't be
// stopped while it begins.
const (
	stopAgain = 100 * time.Millisecond
	stopTries = 50
)

// windows is the radio of Windows, over WinRT.
type windows struct {
	adapter *bluetooth.Adapter
	enable  func() error

	mu          sync.Mutex
	connections map[string]*windowsConnection // by address
}

func newRadio(*Options) radio {
	w := &windows{adapter: bluetooth.DefaultAdapter, connections: map[string]*windowsConnection{}}
	w.enable = sync.OnceValue(func() error {
		w.adapter.SetConnectHandler(func(d bluetooth.Device, connected bool) {
			if !connected {
				w.drop(d.Address.String())
			}
		})
		return enabled(w.adapter.Enable())
	})
	return w
}

func (w *windows) close() {}

// drop is the connection of an address being lost. The library has given it back, also one
// that it was still making.
func (w *windows) drop(address string) {
	w.mu.Lock()
	c := w.connections[address]
	delete(w.connections, address)
	w.mu.Unlock()
	if c != nil {
		close(c.gone)
	}
}

// keep takes note of a connection; the one before, if there is one, is lost.
func (w *windows) keep(address string, c *windowsConnection) {
	w.drop(address)
	w.mu.Lock()
	w.connections[address] = c
	w.mu.Unlock()
}

// forget reports whether a connection was not lost, and takes it out.
func (w *windows) forget(c *windowsConnection) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.connections[c.address] != c {
		return false
	}
	delete(w.connections, c.address)
	return true
}

func (w *windows) scan(ctx context.Context, started func(), seen func(device.Advertisement)) error {
	if err := w.enable(); err != nil {
		return windowsError(err)
	}
	var mu sync.Mutex // one at a time
	begin := sync.OnceFunc(started)
	known := map[string]*device.Advertisement{}
	ended := make(chan error, 1)
	go func() {
		ended <- w.adapter.Scan(func(_ *bluetooth.Adapter, r bluetooth.ScanResult) {
			mu.Lock()
			defer mu.Unlock()
			if r.AdvertisementPayload == nil || ctx.Err() != nil {
				return
			}
			begin()
			if len(known) > maxKnown {
				clear(known)
			}
			seen(merged(known, &r))
		})
	}()
	grace := time.AfterFunc(startGrace, begin)
	defer grace.Stop()
	select {
	case err := <-ended:
		return windowsError(err)
	case <-ctx.Done():
	}
	ticker := time.NewTicker(stopAgain)
	defer ticker.Stop()
	for range stopTries {
		_, _ = guarded(func() (struct{}, error) { // it fails before the scan has begun, and may panic as it ends
			return struct{}{}, w.adapter.StopScan()
		})
		select {
		case <-ended:
			return nil
		case <-ticker.C:
		}
	}
	return nil // the system does not end it; what it still finds is passed over
}

// merged is what a device has advertised until now: an advertisement and the response to a
// scan come one by one, and often only the latter has the name.
func merged(known map[string]*device.Advertisement, r *bluetooth.ScanResult) device.Advertisement {
	address := r.Address.String()
	adv := known[address]
	if adv == nil {
		adv = &device.Advertisement{Address: address, ManufacturerData: []device.ManufacturerData{}, Services: []string{}}
		known[address] = adv
	}
	if name := r.LocalName(); name != "" {
		adv.Name = name
	}
	for _, m := range r.ManufacturerData() {
		i := slices.IndexFunc(adv.ManufacturerData, func(have device.ManufacturerData) bool { return have.Company == m.CompanyID })
		if i < 0 {
			adv.ManufacturerData = append(adv.ManufacturerData, device.ManufacturerData{})
			i = len(adv.ManufacturerData) - 1
		}
		adv.ManufacturerData[i] = device.ManufacturerData{Company: m.CompanyID, Data: slices.Clone(m.Data)}
	}
	for _, uuid := range r.ServiceUUIDs() {
		if text := uuid.String(); !slices.Contains(adv.Services, text) {
			adv.Services = append(adv.Services, text)
		}
	}
	copied := *adv
	copied.ManufacturerData, copied.Services = slices.Clone(adv.ManufacturerData), slices.Clone(adv.Services)
	return copied
}

func (w *windows) connect(ctx context.Context, address string) (connection, error) {
	if err := w.enable(); err != nil {
		return nil, windowsError(err)
	}
	var at bluetooth.Address
	at.Set(address)
	return insist(ctx, func() (connection, error) { return w.try(ctx, at) }, func(error) bool { return true })
}

// try connects once. Windows connects when the services are asked for.
func (w *windows) try(ctx context.Context, at bluetooth.Address) (connection, error) {
	made := &windowsConnection{windows: w, address: at.String(), gone: make(chan struct{})}
	c, err := await(ctx, func() (*windowsConnection, error) {
		w.keep(made.address, made) // first: it can be lost before it is made
		var err error
		if made.device, err = w.adapter.Connect(at, bluetooth.ConnectionParams{}); err != nil {
			w.forget(made)
			return nil, windowsError(err)
		}
		return made, nil
	}, (*windowsConnection).disconnect)
	if err != nil {
		return nil, err
	}
	if c.first, err = c.list(ctx); err != nil {
		c.disconnect()
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, &said{ErrUnreachable, err}
	}
	return c, nil
}

// await waits for something that can't be given up. If ctx ends first, the outcome goes
// to late when it comes.
func await[T any](ctx context.Context, f func() (T, error), late func(T)) (T, error) {
	type result struct {
		value T
		err   error
	}
	results := make(chan result, 1)
	go func() {
		value, err := guarded(f)
		results <- result{value, err}
	}()
	select {
	case r := <-results:
		return r.value, r.err
	case <-ctx.Done():
	}
	if late != nil {
		go func() {
			if r := <-results; r.err == nil {
				late(r.value)
			}
		}()
	}
	return *new(T), context.Cause(ctx)
}

// windowsConnection is a connection of Windows to a device.
type windowsConnection struct {
	windows *windows
	address string
	device  bluetooth.Device // not to be used any more once gone is closed: the library has released it
	gone    chan struct{}
	first   []service // what connecting has found; nil once it was asked for
}

// here tells whether the connection is lost.
func (c *windowsConnection) here() error {
	select {
	case <-c.gone:
		return device.ErrDisconnected
	default:
		return nil
	}
}

func (c *windowsConnection) lost() <-chan struct{} { return c.gone }

func (c *windowsConnection) changed() <-chan struct{} { return nil }

func (c *windowsConnection) disconnect() {
	if c.windows.forget(c) {
		_ = c.device.Disconnect() // there is nothing to be done about it
		close(c.gone)
	}
}

// The bits of a characteristic's properties.
const (
	canWriteWithoutResponse = 1 << 2
	canWrite                = 1 << 3
)

// services gives, at first, what connecting has found: to look again takes a second, and
// makes objects that Windows keeps until the end of the connection.
func (c *windowsConnection) services(ctx context.Context) ([]service, error) {
	if found := c.first; found != nil {
		c.first = nil
		return found, nil
	}
	return c.list(ctx)
}

func (c *windowsConnection) list(ctx context.Context) ([]service, error) {
	return await(ctx, func() ([]service, error) {
		if err := c.here(); err != nil {
			return nil, err
		}
		all, err := c.device.DiscoverServices(nil)
		if err != nil {
			return nil, windowsError(err)
		}
		var failed error
		found := make([]service, 0, len(all))
		for _, s := range all {
			one := service{uuid: s.UUID().String()}
			list, err := s.DiscoverCharacteristics(nil)
			if err != nil { // Windows keeps some services for itself
				failed = err
			}
			for i := range list {
				properties := list[i].Properties()
				one.characteristics = append(one.characteristics, &characteristic{
					uuid:            list[i].UUID().String(),
					withResponse:    properties&canWrite != 0,
					withoutResponse: properties&canWriteWithoutResponse != 0,
					handle:          &list[i],
				})
			}
			found = append(found, one)
		}
		if none := !slices.ContainsFunc(found, func(s service) bool { return len(s.characteristics) > 0 }); none && failed != nil {
			return nil, windowsError(failed)
		}
		return found, nil
	}, nil)
}

func handleOf(c *characteristic) *bluetooth.DeviceCharacteristic {
	return c.handle.(*bluetooth.DeviceCharacteristic)
}

// do runs an operation of the library, unless the connection is lost.
func (c *windowsConnection) do(operation func() error) error {
	if err := c.here(); err != nil {
		return err
	}
	_, err := guarded(func() (struct{}, error) { return struct{}{}, operation() })
	return windowsError(err)
}

func (c *windowsConnection) write(_ context.Context, to *characteristic, data []byte, response bool) error {
	return c.do(func() error {
		write := handleOf(to).WriteWithoutResponse
		if response {
			write = handleOf(to).Write
		}
		_, err := write(data)
		return err
	})
}

func (c *windowsConnection) writeNow(to *characteristic, data []byte, response bool) (wait func() error) {
	result := make(chan error, 1)
	go func() { result <- c.write(context.Background(), to, data, response) }() // it can't be started without waiting
	return func() error {
		select {
		case err := <-result:
			return err
		case <-c.gone:
			return nil
		}
	}
}

func (c *windowsConnection) read(_ context.Context, from *characteristic) (data []byte, err error) {
	err = c.do(func() error {
		value := make([]byte, maxValue)
		n, err := handleOf(from).Read(value)
		data = value[:min(n, maxValue)]
		return err
	})
	return data, err
}

func (c *windowsConnection) subscribe(_ context.Context, to *characteristic, notify func(data []byte)) error {
	var mu sync.Mutex // Windows calls from threads of a pool
	return c.do(func() error {
		return handleOf(to).EnableNotifications(func(data []byte) {
			mu.Lock()
			defer mu.Unlock()
			notify(data)
		})
	})
}

func (c *windowsConnection) unsubscribe(_ context.Context, from *characteristic) error {
	return c.do(func() error { return handleOf(from).EnableNotifications(nil) })
}
