package device

import (
	"context"
	"errors"
	"time"
)

// Endpoint is the role of a GATT characteristic in a protocol: "tx" is where commands
// go, "rx" where answers come from. Which characteristic plays it differs by model.
type Endpoint string

// The endpoints that protocols speak of. Generic0 to Generic2 have no fixed role.
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

// Link is a connection to one toy. Its methods may be called from any goroutine. Write, Read,
// Subscribe and Unsubscribe may wait for each other, because many radios do one thing at a time.
// They return when the toy has answered, and soon after ctx has ended, with the cause of ctx.
// What was begun by then may go on, and hold up the next operation.
//
// Their errors name the operation. They match ErrNoEndpoint if the toy lacks the endpoint,
// ErrDisconnected once Done is closed, ErrTimeout if the toy did not answer in time; a
// transport may have further ones.
type Link interface {
	// Has reports whether the toy has the endpoint. It does not block, and does not change.
	Has(Endpoint) bool
	// Write sends data, and waits for the toy's response if response is set. A transport that
	// can't do what is asked writes the other way. Data must not be changed afterwards.
	Write(ctx context.Context, to Endpoint, data []byte, response bool) error
	// WriteNow is Write for the last moment of a page or process. It starts the write before
	// it returns, and waits neither for other operations nor for the result. If the write
	// fails and the page lives on, failed is called with the error, before WriteNow returns
	// or later.
	WriteNow(to Endpoint, data []byte, response bool, failed func(error))
	// Read asks the toy for the value of an endpoint.
	Read(ctx context.Context, from Endpoint) ([]byte, error)
	// Subscribe calls notify with every notification from now on, in order and never two at a
	// time. Notify must not block, and may keep data. Subscribing again replaces notify.
	Subscribe(ctx context.Context, to Endpoint, notify func(data []byte)) error
	// Unsubscribe ends a subscription. It is no error if there is none.
	Unsubscribe(ctx context.Context, from Endpoint) error
	// Done is closed when the connection is gone, for whatever reason.
	Done() <-chan struct{}
	// Close ends the connection, and with it all operations that wait. It does not stop the
	// toy. It may be called more than once.
	Close() error
	// Gap is the least time between writes that this kind of connection needs when the
	// definition of the device sets none; 0 for none.
	Gap() time.Duration
}

// Peripheral is a toy that was found and can be connected, one connection at a time.
type Peripheral interface {
	// Advertisement is what is known before the toy is connected. It does not block.
	Advertisement() Advertisement
	// Connect opens the connection and looks for the endpoints. It returns soon after ctx has
	// ended, which does not end a connection that was opened before. The error is a
	// *MissingError if the toy lacks endpoints that it needs.
	Connect(ctx context.Context, wanted Wanted) (Link, error)
}

// Releaser is a Peripheral that holds something for as long as the toy is wanted, also between
// two connections: a lock, for example.
type Releaser interface {
	Peripheral
	// Release gives it back. It is called when nobody wants the toy any more, after its last
	// connection has ended, and may be called more than once.
	Release()
}

// Scanner finds peripherals. Its methods may be called from any goroutine.
type Scanner interface {
	// Name tells scanners apart in errors and logs.
	Name() string
	// Scan looks for peripherals until it is done or ctx ends. It calls started once, when
	// scanning has begun, and then found with each peripheral, perhaps several times with
	// the same; neither call blocks. An error before started means that scanning could not
	// begin. Scanning that was cancelled, by ctx or by the user who closed a chooser, is no
	// error.
	Scan(ctx context.Context, started func(), found func(Peripheral)) error
}

// Classes of what can go wrong with a Link, a Scanner or a Toy, to be matched with errors.Is.
// The errors that carry one of these name what was attempted.
var (
	// ErrDisconnected means that the toy is gone, or can't be reached.
	ErrDisconnected = errors.New("the device is disconnected")
	// ErrNoEndpoint means that the toy lacks the characteristic.
	ErrNoEndpoint = errors.New("the device has no such characteristic")
	// ErrTimeout means that the toy did not answer in time.
	ErrTimeout = errors.New("the device did not answer in time")
	// ErrNotResponding means that the toy is connected but does not take what it is told.
	ErrNotResponding = errors.New("the device does not take what it is told")
	// ErrUnsupported means that the transport or the platform can't do this at all.
	ErrUnsupported = errors.New("not supported here")
	// ErrNotAllowed means that the platform or the user refused.
	ErrNotAllowed = errors.New("not allowed")
)
