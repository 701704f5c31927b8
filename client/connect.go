package client

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/message"
)

// Connect opens a connection, agrees with the server on the protocol and asks for its devices. When
// it returns, OnDeviceAdded has been called with each of them. The connection lasts until
// Disconnect, or until it is lost; ctx bounds Connect alone.
//
// The error is a ConnectorError if the server could not be reached or the connection was lost, and
// a HandshakeError if the server was reached but does not fit, refused or stayed silent. The client
// is not connected then, and Connect may be called again.
func (c *Client) Connect(ctx context.Context, connector Connector) error {
	c.mu.Lock()
	if c.connecting || c.session != nil || c.revival != nil {
		c.mu.Unlock()
		return connectorError("connect", ErrAlreadyConnected)
	}
	c.connecting, c.refusal = true, nil
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.connecting = false
	}()

	c.events.handOver()
	s := newSession(c)
	conn, err := connector.Connect(ctx, s.receive)
	if err != nil {
		s.cancel()
		return connectorError("connect", err)
	}
	s.connector = connector
	s.open(conn)
	if err := s.setUp(ctx); err != nil {
		if !s.disconnecting() { // else its stop is on its way, and it ends the session
			s.end(err)
		}
		s.tasks.Wait()
		return err
	}
	return nil
}

// disconnecting reports whether a handler has called Disconnect, which is not done yet.
func (s *session) disconnecting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.info != nil && !s.ended && s.client.current() != s
}

// setUp takes a new session to where Connect can return.
func (s *session) setUp(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := s.client.events.wait(ctx); err != nil {
		return connectorError("connect", err)
	}
	return s.establish()
}

// begin shakes hands and takes over the devices.
func (s *session) begin(ctx context.Context) error {
	if err := s.shakeHands(ctx); err != nil {
		return err
	}
	err := s.do(ctx, &call{request: &message.RequestDeviceList{}})
	if err != nil && ctx.Err() != nil {
		return connectorError("connect", err)
	}
	return err
}

func (s *session) shakeHands(ctx context.Context) error {
	limit := s.client.options.HandshakeTimeout
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = within(ctx, limit, &detail{ErrTimeout, "no answer to RequestServerInfo within " +
			limit.String() + "; a server that is too old for protocol version 4 stays silent: upgrade the server"})
		defer cancel()
	}
	done := make(chan error, 1)
	c := &call{raw: true, request: &message.RequestServerInfo{
		ClientName: s.client.options.Name, Form: message.FormProtocolVersion, Major: message.SpecMajor, Minor: message.SpecMinor,
	}, finish: func(reply message.Message, err error) {
		if err == nil {
			err = s.accept(reply)
		}
		done <- err
	}}
	s.start(ctx, c)
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		s.forget(c)
		return &Error{HandshakeError, "handshake", context.Cause(ctx)}
	}
}

func (s *session) accept(reply message.Message) error {
	info, err := handshake.Accept(reply)
	if err == nil {
		s.enter(info)
		return nil
	}
	if invalid, ok := reply.(*Invalid); ok {
		err = unreadable("RequestServerInfo", invalid)
	} else if remote, ok := errors.AsType[*message.Error](err); ok && remote.Code != message.CodeHandshake {
		err = classify("RequestServerInfo", remote)
	}
	return &Error{HandshakeError, "handshake", err}
}

// enter begins the session proper. It runs before any message after ServerInfo is
// looked at.
func (s *session) enter(info *message.ServerInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.info = info
	s.client.enter(s)
	s.tasks.Go(func() { _ = handshake.KeepAlive(s.ctx, info.MaxPingTime, s.ping) })
}

// establish tells that Connect is about to return without an error. It fails with the
// reason if the session has ended meanwhile, or is about to: a handler disconnects.
func (s *session) establish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.client.current() != s {
		return s.ending("connect")
	}
	s.established = true
	return nil
}

// Disconnect stops all devices, closes the connection and removes the devices. It returns when the
// handlers have been told. The server has 3 s to confirm the stop; the error tells that it did not,
// or that ctx has ended. The client is disconnected all the same, and servers stop the devices of
// a client that is gone. It fails with ErrNotConnected if the client is not connected.
func (c *Client) Disconnect(ctx context.Context) error {
	c.mu.Lock()
	if r := c.revival; r != nil {
		c.mu.Unlock()
		return r.stop(ctx)
	}
	s := c.session
	if s == nil {
		c.mu.Unlock()
		return c.notConnected("disconnect")
	}
	c.session = nil // so that no command can follow the stop
	c.mu.Unlock()

	c.events.handOver()
	stopping, cancel := within(ctx, stopTimeout, &detail{ErrTimeout, "no answer from the server within " + stopTimeout.String()})
	defer cancel()
	err := s.do(stopping, &call{request: stopAll()})
	s.end(nil)
	s.tasks.Wait()
	if waiting := c.events.wait(ctx); err == nil {
		err = waiting
	}
	return err
}

// within is context.WithTimeoutCause without the formatting of times, which is a good part of
// a small module.
func within(ctx context.Context, limit time.Duration, cause error) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(limit, func() { cancel(cause) })
	return ctx, func() {
		timer.Stop()
		cancel(nil)
	}
}

// stopTimeout bounds how long Disconnect waits for the answer to its stop.
const stopTimeout = 3 * time.Second

func (c *Client) enter(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// leave is told of the end of a session, and gives what is to revive it; nil for nothing. After a
// ping failure all calls fail with it, until the next Connect.
func (c *Client) leave(s *session, devices map[uint32]*Device, cause error) (by *revival) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session != s {
		return nil
	}
	c.session = nil
	if errors.Is(cause, PingError) {
		c.refusal = cause
	}
	if !s.established || c.options.Reconnect.For <= 0 || !errors.Is(cause, ConnectorError) {
		return nil
	}
	c.revival = newRevival(s, devices)
	return c.revival
}
