package device

import (
	"context"
	"errors"
	"time"
)

// Endpoint is the role of a GATT characteristic in a protocol: "tx" is where commands
// go, "rx" where answers come from. Which characteristic plays it differs by model.
type Endpoint string

// The endpoints that protocols speak of. Generic0 and its followers have no fixed role.
const (
	Tx           Endpoint = "tx"
	TxMode       Endpoint = "txmode"
	TxVibrate    Endpoint = "txvibrate"
	Rx           Endpoint = "rx"
	RxAccel      Endpoint = "rxaccel"
	RxTouch      Endpoint = "rxtouch"
	RxPressure   Endpoint = "rxpressure"
	RxBLEBattery Endpoint = "rxblebattery"
	RxBLEModel   Endpoint = "rxblemodel"
	TxCommand    Endpoint = "command"
	Firmware     Endpoint = "firmware"
	Whitelist    Endpoint = "whitelist"
	Generic0     Endpoint = "generic0"
	Generic1     Endpoint = "generic1"
	Generic2     Endpoint = "generic2"
)

// Service is a GATT service and the endpoints that its characteristics play. UUIDs are
// lower-case, with dashes.
type Service struct {
	UUID            string
	Characteristics []Characteristic
}

// Characteristic is a GATT characteristic that plays an endpoint.
type Characteristic struct {
	Endpoint Endpoint
	UUID     string
}

// Advertisement is what is known of a peripheral before it is connected. In a browser
// that is often the name alone.
type Advertisement struct {
	// Address is stable for the peripheral; in a browser it is the id of the BluetoothDevice. What
	// is behind a "#" only numbers peripherals of a kind that can't be told apart.
	Address          string
	Name             string
	ManufacturerData []ManufacturerData // nil when the platform does not tell
	Services         []string           // advertised service UUIDs
	// Protocols are those that the transport takes the peripheral to speak, for one that has
	// no name or services to tell it by, such as a serial port. Nil: the catalogue finds out.
	Protocols []string
}

// ManufacturerData is one entry of an advertisement, without the company id in Data.
type ManufacturerData struct {
	Company uint16
	Data    []byte
}

// Company finds the manufacturer data of a company.
func (a *Advertisement) Company(id uint16) ([]byte, bool) {
	for _, m := range a.ManufacturerData {
		if m.Company == id {
			return m.Data, true
		}
	}
	return nil, false
}

// Link is a connection to one toy. A Link runs one operation at a time: callers take
// turns, or use the worker, which does. All methods but Close, Done and WriteNow may
// block until the toy answers or ctx ends, and fail once Done is closed.
type Link interface {
	// Has reports whether the toy has the endpoint.
	Has(Endpoint) bool
	// Write sends data, waiting for the toy's response if response is set. Data must
	// not be changed afterwards.
	Write(ctx context.Context, to Endpoint, data []byte, response bool) error
	// WriteNow is Write for the last moment of a page or process: it starts the write
	// before it returns, does not wait for other operations nor for the result. Should it
	// fail and the page live on, failed is called with the error, later or before WriteNow
	// returns.
	WriteNow(to Endpoint, data []byte, response bool, failed func(error))
	// Read asks for the value.
	Read(ctx context.Context, from Endpoint) ([]byte, error)
	// Subscribe calls notify with every notification from now on, in order, never two
	// at a time. Notify must not block. Subscribing again replaces notify.
	Subscribe(ctx context.Context, to Endpoint, notify func(data []byte)) error
	// Unsubscribe ends a subscription. It is no error if there is none.
	Unsubscribe(ctx context.Context, from Endpoint) error
	// Done is closed when the connection is gone, for whatever reason.
	Done() <-chan struct{}
	// Close ends the connection. It may be called more than once.
	Close() error
	// Gap is the least time between writes that this kind of connection needs when the
	// device's definition says nothing; 0 for none.
	Gap() time.Duration
}

// Peripheral is a toy that was found and can be connected.
type Peripheral interface {
	Advertisement() Advertisement
	// Connect opens the connection and resolves the endpoints. It fails with a
	// *MissingError if the toy lacks some that it needs.
	Connect(ctx context.Context, wanted Wanted) (Link, error)
}

// Releaser is a Peripheral that keeps something while it is wanted, also between two
// connections: a lock, say. Release is called when nobody wants the toy any more, after
// its last connection has ended; it may be called more than once.
type Releaser interface {
	Peripheral
	Release()
}

// Scanner finds peripherals. Implementations exist for Web Bluetooth and for simulated
// toys.
type Scanner interface {
	// Name tells scanners apart in errors and logs.
	Name() string
	// Scan looks for peripherals until it is done or ctx ends. It calls started once
	// when scanning has begun, and found for each peripheral (a peripheral may be found
	// again). An error before started means that scanning could not begin; scanning
	// that was cancelled, by ctx or by the user closing a chooser, is no error.
	Scan(ctx context.Context, started func(), found func(Peripheral)) error
}

// Errors of a Link and a Scanner. They are wrapped with what was attempted.
var (
	// ErrDisconnected: the toy is gone.
	ErrDisconnected = errors.New("the device is disconnected")
	// ErrNoEndpoint: the toy lacks the characteristic.
	ErrNoEndpoint = errors.New("the device has no such characteristic")
	// ErrTimeout: the toy did not answer in time.
	ErrTimeout = errors.New("the device did not answer in time")
	// ErrNotResponding: the toy is connected but does not take what it is told.
	ErrNotResponding = errors.New("the device does not take what it is told")
	// ErrUnsupported: the transport or platform can't do this at all.
	ErrUnsupported = errors.New("not supported here")
	// ErrNotAllowed: the platform or the user refused.
	ErrNotAllowed = errors.New("not allowed")
)
