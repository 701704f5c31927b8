package client

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/gobuttplug/gobuttplug/message"
)

// Client is a client of one server at a time. It is made by New and can be connected again after
// it was disconnected. A client that is no longer needed has to be disconnected, or its
// connection and its goroutines stay.
type Client struct {
	options Options
	events  events

	added, removed listeners[*Device]
	finished       listeners[struct{}]
	readings       listeners[Reading]
	pingTimeout    listeners[error]
	disconnected   listeners[error]
	errors         listeners[error]

	deviceAway   listeners[*deviceAttempt] // of pointers, for which the compiler makes code once
	deviceBack   listeners[*Device]
	reconnecting listeners[*Attempt]
	reconnected  listeners[struct{}]

	mu         sync.Mutex
	connecting bool
	session    *session // nil unless connected
	revival    *revival // while a connection that was lost is made again
	refusal    error    // of calls while session is nil; nil for ErrNotConnected
}

// New makes a client, which is not connected yet.
func New(o Options) *Client {
	o.setDefaults()
	return &Client{options: o}
}

// Connected reports whether the client has a session with a server. It has none while a
// lost connection is made again (Options.Reconnect).
func (c *Client) Connected() bool { return c.current() != nil }

// ServerName is what the server calls itself; "" if not connected.
func (c *Client) ServerName() string {
	info, _ := c.ServerInfo()
	return info.ServerName
}

// ServerInfo is what the server told of itself at the handshake: its name, the protocol version
// of the session and the longest time between two pings. It reports false if the client is not
// connected.
func (c *Client) ServerInfo() (message.ServerInfo, bool) {
	s := c.current()
	if s == nil {
		return message.ServerInfo{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.info, true
}

// Devices lists the devices of the server in ascending order of their index, including those that
// are being connected again. The slice is the caller's.
func (c *Client) Devices() []*Device {
	c.mu.Lock()
	s, r := c.session, c.revival
	c.mu.Unlock()
	switch {
	case r != nil:
		return sorted(r.devices)
	case s == nil:
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return sorted(s.devices)
}

func sorted(byIndex map[uint32]*Device) []*Device {
	devices := make([]*Device, 0, len(byIndex))
	for _, index := range slices.Sorted(maps.Keys(byIndex)) {
		devices = append(devices, byIndex[index])
	}
	return devices
}

// Scanning reports whether the server looks for devices because this client asked it to.
func (c *Client) Scanning() bool {
	s := c.current()
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scanning
}

// StartScanning asks the server to look for devices. It returns when the server has begun;
// OnDeviceAdded is called with what it finds. Some servers scan until StopScanning, others end by
// themselves, which OnScanningFinished tells.
func (c *Client) StartScanning(ctx context.Context) error {
	s := c.current()
	if s == nil {
		return c.notConnected("StartScanning")
	}
	before := s.setScanning(true) // now, because ScanningFinished may come before the answer
	err := s.do(ctx, &call{request: &message.StartScanning{}})
	if err != nil && !before {
		s.setScanning(false)
	}
	return err
}

// StopScanning asks the server to look no longer. OnScanningFinished is not called then.
func (c *Client) StopScanning(ctx context.Context) error {
	s := c.current()
	if s == nil {
		return c.notConnected("StopScanning")
	}
	err := s.do(ctx, &call{request: &message.StopScanning{}})
	if err == nil {
		s.setScanning(false)
	}
	return err
}

// StopAll stops all outputs of all devices, whoever set them going, and ends all subscriptions of
// this client.
func (c *Client) StopAll(ctx context.Context) error {
	return c.do(ctx, &call{request: stopAll()})
}

func stopAll() *message.StopCmd { return &message.StopCmd{Inputs: true, Outputs: true} }

// Request sends any message, whether it makes sense or not, and returns the answer of the server.
// It sets the Id. It is there for tests of servers, and for messages without a method.
func (c *Client) Request(ctx context.Context, m message.Message) (message.Message, error) {
	var answer message.Message
	err := c.do(ctx, &call{request: m, finish: func(reply message.Message, _ error) { answer = reply }})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// current is the session; nil if not connected.
func (c *Client) current() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// notConnected is the error of a call without a session.
func (c *Client) notConnected(op string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.refusal != nil:
		return c.refusal
	case c.revival != nil:
		return connectorError(op, ErrReconnecting)
	}
	return connectorError(op, ErrNotConnected)
}

func (c *Client) removeDevice(d *Device) {
	close(d.done)
	c.events.push(event{run: func() { c.removed.call(d) }})
}

func (c *Client) deliverReading(r Reading) {
	r.Feature.deliver(r.Type, r.Value)
	c.readings.call(r)
}

func (c *Client) log(line string) {
	if c.options.Log != nil {
		c.options.Log(line)
	}
}
