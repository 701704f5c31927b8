package client

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrorClasses(t *testing.T) {
	for _, tt := range []struct {
		code  message.ErrorCode
		class Class
	}{
		{message.CodeUnknown, UnknownError},
		{message.CodeHandshake, HandshakeError},
		{message.CodePing, PingError},
		{message.CodeMessage, MessageError},
		{message.CodeDevice, DeviceError},
		{message.ErrorCode(9), UnknownError},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newFakeServer()
			s.on["StopCmd"] = func(_ *fakeConn, m message.Message) []message.Message {
				return []message.Message{message.NewError(m.MessageID(), tt.code, "no")}
			}
			c, r := connect(t, s)
			err := c.StopAll(t.Context())
			require.ErrorIs(t, err, tt.class)
			assert.EqualError(t, err, "StopCmd for all devices: the server says: no")
			synctest.Wait()
			assert.True(t, c.Connected(), "the session goes on")
			assert.Empty(t, r.take())
		})
	}
}

func TestRequestTimeout(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options Options
		want    time.Duration
	}{
		{"default", Options{}, 20 * time.Second},
		{"set", Options{RequestTimeout: 3 * time.Second}, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				s.on["InputCmd"] = answers()
				c, r := connect(t, s, tt.options)
				r.take()
				time.Sleep(tt.want / 2) // so that the timer runs for another call already
				require.NoError(t, c.StopAll(t.Context()))
				start := time.Now()
				_, err := c.Devices()[0].Battery(t.Context())
				require.ErrorIs(t, err, ErrTimeout)
				require.ErrorIs(t, err, ConnectorError)
				assert.Equal(t, tt.want, time.Since(start))
				assert.ErrorContains(t, err, "InputCmd Read Battery for device 0, feature 3")
				assert.True(t, c.Connected())

				late := &message.InputReading{Header: message.Header{ID: s.conn().last().MessageID()}, FeatureIndex: 3, Type: device.Battery}
				s.conn().push(late)
				synctest.Wait()
				assert.Empty(t, r.take(), "a late answer is dropped")
			})
		})
	}
}

func TestNoRequestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		s.on["StopScanning"] = answers()
		c, _ := connect(t, s, Options{RequestTimeout: -1})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.ErrorIs(t, c.StopScanning(ctx), context.DeadlineExceeded)
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log recorder
		s := newFakeServer()
		s.on["StopScanning"] = answers()
		c, _ := connect(t, s, Options{Log: log.add})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		require.ErrorIs(t, c.StopScanning(ctx), context.Canceled)
		assert.Equal(t, time.Second, time.Since(start))
		s.conn().push(&message.Ok{Header: message.Header{ID: 3}})
		synctest.Wait()
		assert.Equal(t, []string{"dropped: Ok with Id 3, which answers no request"}, log.take())

		sent := len(s.conn().frames())
		require.ErrorIs(t, c.StopScanning(ctx), context.Canceled, "a context that has ended")
		assert.Len(t, s.conn().frames(), sent)
	})
}

func TestCloseWhilePending(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*Client, *fakeConn)
		is   error
	}{
		{"transport lost", func(_ *Client, conn *fakeConn) { conn.lose(ErrClosed) }, ErrClosed},
		{"disconnect", func(c *Client, _ *fakeConn) { _ = c.Disconnect(context.Background()) }, ErrNotConnected},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				s.on["OutputCmd"], s.on["InputCmd"] = answers(), answers()
				c, r := connect(t, s)
				r.take()
				d := c.Devices()[0]
				var errs [3]error
				var waiting sync.WaitGroup
				waiting.Go(func() { errs[0] = d.Vibrate(context.Background(), 1) })
				waiting.Go(func() { _, errs[1] = d.Battery(context.Background()) })
				d.Start(Command{device.Vibrate, Fraction(1)}, func(err error) { errs[2] = err })
				synctest.Wait()
				tt.end(c, s.conn())
				waiting.Wait()
				synctest.Wait()
				for _, err := range errs {
					require.ErrorIs(t, err, ConnectorError)
					require.ErrorIs(t, err, tt.is)
				}
				assert.Len(t, r.take(), 2)
			})
		})
	}
}

func TestSendFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c, _ := connect(t, s)
		broken := errors.New("broken pipe")
		s.conn().sendErr = broken
		err := c.Devices()[0].Vibrate(t.Context(), 1)
		require.ErrorIs(t, err, ConnectorError)
		require.ErrorIs(t, err, broken)
		s.conn().sendErr = nil
		require.NoError(t, c.StopAll(t.Context()))
	})
}

func TestUnexpectedReplies(t *testing.T) {
	ok := &message.Ok{}
	reading := &message.InputReading{FeatureIndex: 3, Type: device.Battery, Value: 1}
	list := &message.DeviceList{Devices: []*device.Definition{vibrator()}}
	read := func(c *Client) error {
		_, err := c.Devices()[0].Battery(context.Background())
		return err
	}
	stop := func(c *Client) error { return c.StopAll(context.Background()) }
	subscribe := func(c *Client) error {
		f, _ := c.Devices()[0].Feature(3)
		_, err := c.Request(context.Background(), &message.InputCmd{FeatureIndex: f.Index(), Type: device.Battery, Command: device.Subscribe})
		return err
	}
	for _, tt := range []struct {
		name  string
		call  func(*Client) error
		reply message.Message
		text  string
	}{
		{"Ok for a read", read, ok, "Ok"},
		{"reading of another feature", read, &message.InputReading{FeatureIndex: 2, Type: device.Battery}, "InputReading"},
		{"reading of another type", read, &message.InputReading{FeatureIndex: 3, Type: device.RSSI}, "InputReading"},
		{"reading for a stop", stop, reading, "InputReading"},
		{"list for a stop", stop, list, "DeviceList"},
		{"reading for a subscription", subscribe, reading, "InputReading"},
		{"undecodable", stop, &Invalid{Reason: errors.New("Ok is null")}, "Ok is null"},
		{"ServerInfo for a stop", stop, &message.ServerInfo{}, "ServerInfo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				c, _ := connect(t, s)
				reply := func(_ *fakeConn, m message.Message) []message.Message {
					tt.reply.SetMessageID(m.MessageID())
					return []message.Message{tt.reply}
				}
				s.on["InputCmd"], s.on["StopCmd"] = reply, reply
				err := tt.call(c)
				require.ErrorIs(t, err, MessageError)
				assert.ErrorContains(t, err, tt.text)
				delete(s.on, "StopCmd")
				require.NoError(t, c.StopAll(t.Context()))
			})
		})
	}
}

func TestHostileMessagesAreDropped(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    message.Message
	}{
		{"Ok that nobody waits for", &message.Ok{Header: message.Header{ID: 4294967295}}},
		{"Ok with Id 0", &message.Ok{}},
		{"ServerInfo again", &message.ServerInfo{Header: message.Header{ID: 1}, Major: 3}},
		{"a client's message", &message.Ping{}},
		{"garbage", &Invalid{Reason: errors.New("not JSON\n\x07")}},
		{"reading of no device", &message.InputReading{DeviceIndex: 9, Type: device.Battery}},
		{"reading of no feature", &message.InputReading{FeatureIndex: 9, Type: device.Battery}},
		{"reading of no input", &message.InputReading{FeatureIndex: 3, Type: device.RSSI}},
		{"reading that answers nothing", &message.InputReading{Header: message.Header{ID: 99}, FeatureIndex: 3, Type: device.Battery}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log recorder
				s := newFakeServer(vibrator())
				c, r := connect(t, s, Options{Log: log.add})
				r.take()
				s.conn().push(tt.m)
				synctest.Wait()
				assert.Empty(t, r.take())
				lines := log.take()
				require.Len(t, lines, 1)
				assert.NotContains(t, lines[0], "\n")
				require.NoError(t, c.StopAll(t.Context()))
			})
		})
	}
}

func TestListsThatAnswerNothingCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		_, r := connect(t, s)
		s.conn().push(&message.DeviceList{Header: message.Header{ID: 77}, Devices: []*device.Definition{vibrator(), vibrator()}})
		synctest.Wait()
		assert.Equal(t, []string{"added Conformance Test Vibrator"}, r.take(), "an index that is there twice is one device")
	})
}

func TestIDs(t *testing.T) {
	cs := calls{byID: map[uint32]*call{}}
	add := func() uint32 {
		c := &call{request: &message.Ping{}}
		cs.add(c)
		return c.request.MessageID()
	}
	assert.EqualValues(t, 1, add())
	assert.EqualValues(t, 2, add())
	cs.take(1)
	cs.lastID = 4294967294
	assert.EqualValues(t, 4294967295, add())
	assert.EqualValues(t, 1, add(), "0 is skipped")
	assert.EqualValues(t, 3, add(), "and so is what still waits")
	assert.Nil(t, cs.take(0))
}

func TestDeadlinesInOrder(t *testing.T) {
	cs := calls{byID: map[uint32]*call{}}
	start := time.Now()
	for i := range 5 {
		cs.add(&call{request: &message.Ping{}, deadline: start.Add(time.Duration(i))})
	}
	cs.add(&call{request: &message.Ping{}})
	order := func() (ids []uint32) {
		for c := cs.first; c != nil; c = c.later {
			ids = append(ids, c.request.MessageID())
		}
		return ids
	}
	assert.Equal(t, []uint32{1, 2, 3, 4, 5}, order())
	for _, step := range []struct {
		take uint32
		left []uint32
	}{{3, []uint32{1, 2, 4, 5}}, {1, []uint32{2, 4, 5}}, {5, []uint32{2, 4}}, {6, []uint32{2, 4}}, {2, []uint32{4}}, {4, nil}} {
		require.NotNil(t, cs.take(step.take))
		assert.Equal(t, step.left, order())
	}
	cs.add(&call{request: &message.Ping{}, deadline: start})
	assert.Equal(t, []uint32{7}, order())
	assert.Same(t, cs.first, cs.newest)
}

// Many goroutines use one client while devices come and go and the connection ends.
func TestConcurrentUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator(), positioner(), multi())
		c := New(Options{Name: "Test"})
		c.OnDeviceAdded(func(d *Device) { d.Start(Command{device.Vibrate, Fraction(1)}, nil) })
		require.NoError(t, c.Connect(t.Context(), s))
		ctx := t.Context()
		var users sync.WaitGroup
		for i := range 8 {
			users.Go(func() {
				for range 200 {
					for _, d := range c.Devices() {
						_ = d.Vibrate(ctx, float64(i)/8)
						d.Start(Command{device.Rotate, Fraction(-1)}, func(error) { c.Devices() })
						_, _ = d.Battery(ctx)
						_ = d.Connected()
					}
					_ = c.StartScanning(ctx)
					c.Scanning()
					c.ServerInfo()
					c.OnError(func(error) {})()
				}
			})
		}
		users.Go(func() {
			for range 100 {
				s.conn().push(&message.DeviceList{Devices: []*device.Definition{vibrator()}}, &message.DeviceList{Devices: []*device.Definition{multi()}})
			}
		})
		users.Wait()
		users.Go(func() { _ = c.Disconnect(ctx) })
		users.Go(func() { _ = c.Disconnect(ctx) })
		users.Go(func() { _ = c.StopAll(ctx) })
		users.Wait()
		assert.False(t, c.Connected())
	})
}
