//go:build cgo

package bluetooth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tinygo-org/cbgo"

	"github.com/gobuttplug/gobuttplug/device"
)

// sendAgain is how often is looked whether there is room for a write without response, in
// case that the system does not tell.
const sendAgain = 15 * time.Millisecond

// darwin is the radio of macOS, over CoreBluetooth. The system calls its Did functions one
// at a time.
type darwin struct {
	cbgo.CentralManagerDelegateBase
	start   func() // makes the manager, which may make the system ask the user for permission
	manager cbgo.CentralManager

	mu          sync.Mutex
	changed     chan struct{} // closed, and made anew, when the state changes
	found       map[string]*discovery
	seen        func(device.Advertisement)   // of the scan that is going on
	connections map[string]*darwinConnection // by address
}

// discovery is a device that was seen.
type discovery struct {
	peripheral cbgo.Peripheral
	adv        device.Advertisement
	reported   time.Time
}

func newRadio(*Options) radio {
	d := &darwin{changed: make(chan struct{}), found: map[string]*discovery{}, connections: map[string]*darwinConnection{}}
	d.start = sync.OnceFunc(func() {
		d.manager = cbgo.NewCentralManager(nil)
		d.manager.SetDelegate(d)
	})
	return d
}

func (d *darwin) close() {}

// CentralManagerDidUpdateState implements cbgo.CentralManagerDelegate.
func (d *darwin) CentralManagerDidUpdateState(cbgo.CentralManager) {
	d.mu.Lock()
	close(d.changed)
	d.changed = make(chan struct{})
	connections := d.connections
	if d.manager.State() != cbgo.ManagerStatePoweredOn {
		d.connections = map[string]*darwinConnection{}
	} else {
		connections = nil
	}
	d.mu.Unlock()
	for _, c := range connections {
		c.leave()
	}
}

// state is the error of the state, nil for on, and what is closed when that changes. The
// state is not known at first.
func (d *darwin) state() (err error, known bool, changed <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch d.manager.State() {
	case cbgo.ManagerStatePoweredOn:
		return nil, true, d.changed
	case cbgo.ManagerStatePoweredOff:
		return ErrOff, true, d.changed
	case cbgo.ManagerStateUnauthorized:
		return ErrNoPermission, true, d.changed
	case cbgo.ManagerStateUnsupported:
		return ErrNoAdapter, true, d.changed
	}
	return nil, false, d.changed
}

// ready waits until the state is known, which may take until the user has answered.
func (d *darwin) ready(ctx context.Context) error {
	d.start()
	for {
		err, known, changed := d.state()
		if known {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (d *darwin) scan(ctx context.Context, started func(), seen func(device.Advertisement)) error {
	if err := d.ready(ctx); err != nil {
		return err
	}
	var mu sync.Mutex
	ended := false
	d.setSeen(func(adv device.Advertisement) {
		mu.Lock()
		defer mu.Unlock()
		if !ended {
			seen(adv)
		}
	})
	defer func() {
		d.setSeen(nil)
		mu.Lock()
		ended = true
		mu.Unlock()
	}()
	look := func() { d.manager.Scan(nil, &cbgo.CentralManagerScanOpts{AllowDuplicates: true}) }
	look()
	defer d.manager.StopScan()
	started()
	for looks := true; ; {
		err, known, changed := d.state()
		if known && err != nil {
			return err
		}
		if known && !looks { // the system's service has started anew, and has forgotten the scan
			look()
		}
		looks = known
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *darwin) setSeen(seen func(device.Advertisement)) {
	d.mu.Lock()
	d.seen = seen
	for _, f := range d.found {
		f.reported = time.Time{}
	}
	d.mu.Unlock()
}

// DidDiscoverPeripheral implements cbgo.CentralManagerDelegate.
func (d *darwin) DidDiscoverPeripheral(_ cbgo.CentralManager, p cbgo.Peripheral, fields cbgo.AdvFields, _ int) {
	address := p.Identifier().String()
	d.mu.Lock()
	f := d.found[address]
	if f == nil {
		if len(d.found) >= maxKnown {
			clear(d.found)
		}
		f = &discovery{}
		d.found[address] = f
	}
	adv := device.Advertisement{
		Address: address, Name: fields.LocalName,
		ManufacturerData: []device.ManufacturerData{}, Services: []string{},
	}
	if adv.Name == "" {
		adv.Name = p.Name()
	}
	if data := fields.ManufacturerData; len(data) >= 2 {
		adv.ManufacturerData = append(adv.ManufacturerData, device.ManufacturerData{
			Company: uint16(data[0]) | uint16(data[1])<<8, Data: slices.Clone(data[2:]),
		})
	}
	for _, uuid := range fields.ServiceUUIDs {
		adv.Services = append(adv.Services, uuid.String())
	}
	now := time.Now()
	news := adv.Name != f.adv.Name || len(adv.ManufacturerData) != len(f.adv.ManufacturerData) || !slices.Equal(adv.Services, f.adv.Services)
	f.peripheral, f.adv = p, adv
	seen := d.seen
	if seen == nil || !news && now.Sub(f.reported) < seenAgain {
		d.mu.Unlock()
		return
	}
	f.reported = now
	d.mu.Unlock()
	seen(adv)
}

// at finds a device, as the system remembers it if it was not seen.
func (d *darwin) at(address string) (cbgo.Peripheral, error) {
	d.mu.Lock()
	f := d.found[address]
	d.mu.Unlock()
	if f != nil {
		return f.peripheral, nil
	}
	if uuid, err := cbgo.ParseUUID(address); err == nil {
		if known := d.manager.RetrievePeripheralsWithIdentifiers([]cbgo.UUID{uuid}); len(known) > 0 {
			return known[0], nil
		}
	}
	return cbgo.Peripheral{}, &said{ErrUnreachable, errors.New("the system does not know it")}
}

func (d *darwin) connect(ctx context.Context, address string) (connection, error) {
	if err := d.ready(ctx); err != nil {
		return nil, err
	}
	p, err := d.at(address)
	if err != nil {
		return nil, err
	}
	return insist(ctx, func() (connection, error) { return d.try(ctx, address, p) },
		func(err error) bool { return errors.Is(err, ErrUnreachable) })
}

// try connects once. CoreBluetooth itself tries for ever.
func (d *darwin) try(ctx context.Context, address string, p cbgo.Peripheral) (connection, error) {
	c := &darwinConnection{
		darwin: d, address: address, peripheral: p, gone: make(chan struct{}), change: make(chan struct{}, 1),
		events: make(chan event, 16), notify: map[cbgo.Characteristic]func([]byte){},
	}
	c.leave = sync.OnceFunc(func() { close(c.gone) })
	d.mu.Lock()
	before := d.connections[address]
	d.connections[address] = c
	d.mu.Unlock()
	if before != nil {
		before.leave()
	}
	p.SetDelegate(c)
	err := c.do(ctx, connected, cbgo.Characteristic{}, func() { d.manager.Connect(p, &cbgo.CentralManagerConnectOpts{}) })
	if err == nil {
		return c, nil
	}
	c.disconnect()
	if ctx.Err() == nil {
		err = &said{ErrUnreachable, err}
	}
	return nil, err
}

// connection finds the connection of a device.
func (d *darwin) connection(p cbgo.Peripheral) *darwinConnection {
	address := p.Identifier().String()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.connections[address]
}

// DidConnectPeripheral implements cbgo.CentralManagerDelegate.
func (d *darwin) DidConnectPeripheral(_ cbgo.CentralManager, p cbgo.Peripheral) {
	if c := d.connection(p); c != nil {
		c.tell(event{what: connected})
	}
}

// DidFailToConnectPeripheral implements cbgo.CentralManagerDelegate.
func (d *darwin) DidFailToConnectPeripheral(_ cbgo.CentralManager, p cbgo.Peripheral, err error) {
	if c := d.connection(p); c != nil {
		if err == nil {
			err = errors.New("connecting failed")
		}
		c.tell(event{what: connected, err: err})
	}
}

// DidDisconnectPeripheral implements cbgo.CentralManagerDelegate.
func (d *darwin) DidDisconnectPeripheral(_ cbgo.CentralManager, p cbgo.Peripheral, _ error) {
	if c := d.connection(p); c != nil {
		c.leave()
	}
}

// what is what an event is about.
type what uint8

const (
	connected what = iota
	listed         // services
	detailed       // characteristics of a service
	wrote
	hasRoom // for a write without response
	hasValue
	subscribed
)

// event is something that an operation waits for.
type event struct {
	what what
	of   cbgo.Characteristic
	data []byte
	err  error
}

// darwinConnection is a connection of macOS to a device. The system calls its Did
// functions one at a time.
type darwinConnection struct {
	cbgo.PeripheralDelegateBase
	darwin     *darwin
	address    string
	peripheral cbgo.Peripheral
	gone       chan struct{}
	leave      func() // closes gone
	change     chan struct{}
	events     chan event
	reading    atomic.Bool // a read waits for its value

	mu     sync.Mutex
	notify map[cbgo.Characteristic]func([]byte)
}

func (c *darwinConnection) tell(e event) {
	select {
	case c.events <- e:
	default: // nobody waits for so many
	}
}

// await starts something and waits for the event that tells of it.
func (c *darwinConnection) await(ctx context.Context, wanted what, of cbgo.Characteristic, start func()) (event, error) {
	for len(c.events) > 0 {
		<-c.events // of an operation that was given up
	}
	start()
	for {
		select {
		case e := <-c.events:
			if e.what == wanted && e.of == of {
				return e, e.err
			}
		case <-c.gone:
			return event{}, device.ErrDisconnected
		case <-ctx.Done():
			return event{}, context.Cause(ctx)
		}
	}
}

func (c *darwinConnection) do(ctx context.Context, wanted what, of cbgo.Characteristic, start func()) error {
	_, err := c.await(ctx, wanted, of, start)
	return err
}

// DidDiscoverServices implements cbgo.PeripheralDelegate.
func (c *darwinConnection) DidDiscoverServices(_ cbgo.Peripheral, err error) {
	c.tell(event{what: listed, err: err})
}

// DidDiscoverCharacteristics implements cbgo.PeripheralDelegate.
func (c *darwinConnection) DidDiscoverCharacteristics(_ cbgo.Peripheral, _ cbgo.Service, err error) {
	c.tell(event{what: detailed, err: err})
}

// DidWriteValueForCharacteristic implements cbgo.PeripheralDelegate.
func (c *darwinConnection) DidWriteValueForCharacteristic(_ cbgo.Peripheral, of cbgo.Characteristic, err error) {
	c.tell(event{what: wrote, of: of, err: err})
}

// IsReadyToSendWriteWithoutResponse implements cbgo.PeripheralDelegate.
func (c *darwinConnection) IsReadyToSendWriteWithoutResponse(cbgo.Peripheral) {
	c.tell(event{what: hasRoom})
}

// DidUpdateNotificationState implements cbgo.PeripheralDelegate.
func (c *darwinConnection) DidUpdateNotificationState(_ cbgo.Peripheral, of cbgo.Characteristic, err error) {
	c.tell(event{what: subscribed, of: of, err: err})
}

// DidUpdateValueForCharacteristic implements cbgo.PeripheralDelegate. It is called for
// reads and for notifications, and does not tell which.
func (c *darwinConnection) DidUpdateValueForCharacteristic(_ cbgo.Peripheral, of cbgo.Characteristic, err error) {
	var data []byte
	if err == nil {
		data = of.Value()
	}
	c.mu.Lock()
	notify := c.notify[of]
	c.mu.Unlock()
	if notify != nil && err == nil {
		notify(data)
	}
	if c.reading.Load() { // else many notifications would leave no room for what is waited for
		c.tell(event{what: hasValue, of: of, data: data, err: err})
	}
}

// DidModifyServices implements cbgo.PeripheralDelegate.
func (c *darwinConnection) DidModifyServices(cbgo.Peripheral, []cbgo.Service) {
	poke(c.change)
}

func (c *darwinConnection) lost() <-chan struct{} { return c.gone }

func (c *darwinConnection) changed() <-chan struct{} { return c.change }

func (c *darwinConnection) disconnect() {
	c.darwin.manager.CancelConnect(c.peripheral)
	ticker := time.NewTicker(sendAgain) // the end of a connection that is given up while it is made may not be told
	defer ticker.Stop()
	for end := time.Now().Add(endTimeout); c.peripheral.State() != cbgo.PeripheralStateDisconnected && time.Now().Before(end); {
		select {
		case <-c.gone:
			end = time.Time{}
		case <-ticker.C:
		}
	}
	c.leave()
	c.darwin.mu.Lock()
	if c.darwin.connections[c.address] == c {
		delete(c.darwin.connections, c.address)
	}
	c.darwin.mu.Unlock()
}

func (c *darwinConnection) services(ctx context.Context) ([]service, error) {
	none := cbgo.Characteristic{}
	if err := c.do(ctx, listed, none, func() { c.peripheral.DiscoverServices(nil) }); err != nil {
		return nil, darwinError(err)
	}
	var found []service
	for _, s := range c.peripheral.Services() {
		if err := c.do(ctx, detailed, none, func() { c.peripheral.DiscoverCharacteristics(nil, s) }); err != nil {
			return nil, darwinError(err)
		}
		one := service{uuid: s.UUID().String()}
		for _, h := range s.Characteristics() {
			properties := h.Properties()
			one.characteristics = append(one.characteristics, &characteristic{
				uuid:            h.UUID().String(),
				withResponse:    properties&cbgo.CharacteristicPropertyWrite != 0,
				withoutResponse: properties&cbgo.CharacteristicPropertyWriteWithoutResponse != 0,
				handle:          h,
			})
		}
		found = append(found, one)
	}
	return found, nil
}

func handleOf(c *characteristic) cbgo.Characteristic { return c.handle.(cbgo.Characteristic) }

func (c *darwinConnection) write(ctx context.Context, to *characteristic, data []byte, response bool) error {
	h := handleOf(to)
	send := func() { c.peripheral.WriteCharacteristic(data, h, response) }
	if response {
		return darwinError(c.do(ctx, wrote, h, send))
	}
	// The system drops, without a word, what is too long or what it has no room for.
	if most := c.peripheral.MaximumWriteValueLength(false); len(data) > most {
		return &said{ErrTooLong, tooLong(len(data))}
	}
	for !c.peripheral.CanSendWriteWithoutResponse() {
		waiting, cancel := context.WithTimeout(ctx, sendAgain)
		err := c.do(waiting, hasRoom, cbgo.Characteristic{}, func() {})
		cancel()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, device.ErrDisconnected) {
			return err
		}
	}
	send()
	return nil
}

// writeNow does not learn the result: the operation that may be going on gets what is told.
func (c *darwinConnection) writeNow(to *characteristic, data []byte, response bool) (wait func() error) {
	c.peripheral.WriteCharacteristic(data, handleOf(to), response)
	return func() error { return nil }
}

func (c *darwinConnection) read(ctx context.Context, from *characteristic) ([]byte, error) {
	h := handleOf(from)
	c.reading.Store(true)
	defer c.reading.Store(false)
	e, err := c.await(ctx, hasValue, h, func() { c.peripheral.ReadCharacteristic(h) })
	return e.data, darwinError(err)
}

func (c *darwinConnection) subscribe(ctx context.Context, to *characteristic, notify func(data []byte)) error {
	h := handleOf(to)
	c.listen(h, notify)
	err := c.do(ctx, subscribed, h, func() { c.peripheral.SetNotify(true, h) })
	if err != nil {
		c.listen(h, nil)
	}
	return darwinError(err)
}

func (c *darwinConnection) unsubscribe(ctx context.Context, from *characteristic) error {
	h := handleOf(from)
	c.listen(h, nil)
	return darwinError(c.do(ctx, subscribed, h, func() { c.peripheral.SetNotify(false, h) }))
}

func (c *darwinConnection) listen(to cbgo.Characteristic, notify func([]byte)) {
	c.mu.Lock()
	c.notify[to] = notify
	c.mu.Unlock()
}

// darwinError gives an error of the system the reason that it stands for. Its codes mean
// different things by a domain that the library does not tell, so the text has to do.
func darwinError(err error) error {
	var e *cbgo.NSError
	switch {
	case !errors.As(err, &e):
		return err
	case strings.Contains(e.Message(), "insufficient"): // authentication, authorization, encryption
		return &said{ErrNotPaired, err}
	case strings.Contains(e.Message(), "length is invalid"):
		return &said{ErrTooLong, err}
	}
	return &said{nil, err}
}
