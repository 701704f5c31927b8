package client

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDisconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator(), multi())
		s.on["StopCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			time.AfterFunc(time.Second, func() {
				assert.False(t, conn.isClosed(), "the answer to the stop is waited for")
				conn.push(conn.usual(m))
			})
			return nil
		}
		c := New(Options{Name: "Test"})
		r := record(c)
		require.NoError(t, c.Connect(t.Context(), s))
		require.NoError(t, c.StartScanning(t.Context()))
		r.take()
		d := c.Devices()[0]

		start := time.Now()
		require.NoError(t, c.Disconnect(t.Context()))
		assert.Equal(t, time.Second, time.Since(start))
		assert.Equal(t, []string{
			"removed Conformance Test Vibrator, not connected", "removed Conformance Test Multi, not connected",
			"disconnect: <nil>, not connected",
		}, r.take(), "the handlers have run")
		assert.Equal(t, `[{"StopCmd":{"Id":4,"Inputs":true,"Outputs":true}}]`, s.conn().frames()[3])
		assert.Len(t, s.conn().frames(), 4)
		assert.True(t, s.conn().isClosed())
		assert.False(t, c.Connected())
		assert.False(t, c.Scanning())
		assert.Empty(t, c.Devices())
		assert.False(t, d.Connected())
		require.ErrorIs(t, d.Vibrate(t.Context(), 1), ErrNotConnected)
		require.ErrorIs(t, c.Disconnect(t.Context()), ErrNotConnected)
	})
}

func TestDisconnectUnconfirmed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		reply func(conn *fakeConn, m message.Message) []message.Message
		is    error
		takes time.Duration
	}{
		{"silence", answers(), ErrTimeout, 3 * time.Second},
		{"error", func(_ *fakeConn, m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "stuck")}
		}, nil, 0},
		{"transport lost", func(conn *fakeConn, _ message.Message) []message.Message {
			conn.lose(ErrClosed)
			return nil
		}, ErrClosed, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				s.on["StopCmd"] = tt.reply
				c := New(Options{Name: "Test"})
				r := record(c)
				require.NoError(t, c.Connect(t.Context(), s))
				r.take()
				start := time.Now()
				err := c.Disconnect(t.Context())
				require.Error(t, err)
				require.NotErrorIs(t, err, UnknownError, "an error without a class")
				if tt.is != nil {
					require.ErrorIs(t, err, tt.is)
				}
				assert.Equal(t, tt.takes, time.Since(start))
				assert.Len(t, r.take(), 2)
				assert.False(t, c.Connected(), "disconnected all the same")
				assert.True(t, s.conn().isClosed())
			})
		})
	}
}

func TestDisconnectWithEndedContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		require.NoError(t, c.Connect(t.Context(), s))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, c.Disconnect(ctx), context.Canceled)
		assert.False(t, c.Connected())
		assert.True(t, s.conn().isClosed())
	})
}

func TestNoCommandFollowsTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		require.NoError(t, c.Connect(t.Context(), s))
		d := c.Devices()[0]
		s.on["StopCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			assert.ErrorIs(t, d.Vibrate(context.Background(), 1), ErrNotConnected)
			return []message.Message{conn.usual(m)}
		}
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

// Every handler may disconnect, and connect again.
func TestHandlersDisconnectAndConnect(t *testing.T) {
	trigger := map[string]func(*fakeServer){
		"added": func(s *fakeServer) {
			s.conn().push(&message.DeviceList{Devices: []*device.Definition{vibrator(), multi()}})
		},
		"removed":  func(s *fakeServer) { s.conn().push(&message.DeviceList{}) },
		"finished": func(s *fakeServer) { s.conn().push(&message.ScanningFinished{}) },
		"reading": func(s *fakeServer) {
			s.conn().push(&message.InputReading{FeatureIndex: 3, Type: device.Battery, Value: 1})
		},
		"error":        func(s *fakeServer) { s.conn().push(message.NewError(0, message.CodeUnknown, "x")) },
		"ping timeout": func(s *fakeServer) { s.conn().push(message.NewError(0, message.CodePing, "x")) },
		"disconnected": func(s *fakeServer) { s.conn().lose(ErrClosed) },
	}
	for name, start := range trigger {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				c, r := connect(t, s)
				r.take()
				handled := 0
				handler := func() {
					if handled++; handled > 1 {
						return
					}
					lost := name == "ping timeout" || name == "disconnected"
					if err := c.Disconnect(t.Context()); !lost {
						assert.NoError(t, err)
					}
					assert.NoError(t, c.Connect(t.Context(), s))
				}
				c.OnDeviceAdded(func(*Device) {
					if name == "added" {
						handler()
					}
				})
				c.OnDeviceRemoved(func(*Device) {
					if name == "removed" {
						handler()
					}
				})
				c.OnScanningFinished(handler)
				c.OnInputReading(func(Reading) { handler() })
				c.OnError(func(error) { handler() })
				c.OnPingTimeout(func(error) { handler() })
				c.OnServerDisconnect(func(error) {
					if name == "disconnected" {
						handler()
					}
				})
				start(s)
				synctest.Wait()
				require.NotZero(t, handled)
				assert.True(t, c.Connected())
				events := r.take()
				assert.Equal(t, "added Conformance Test Vibrator", events[len(events)-1], "the new session's events come last")
				require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 1))
			})
		})
	}
}

func TestDisconnectWaitsForHandlersOnlyAsLongAsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		c.OnDeviceRemoved(func(*Device) { time.Sleep(time.Minute) })
		require.NoError(t, c.Connect(t.Context(), s))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, c.Disconnect(ctx), context.DeadlineExceeded)
		time.Sleep(time.Hour)
	})
}

func TestTransportLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c, r := connect(t, s)
		r.take()
		var reason error
		c.OnServerDisconnect(func(err error) { reason = err })
		broken := errors.New("connection reset")
		s.conn().push(&message.ScanningFinished{}) // what came before still counts
		s.conn().lose(broken)
		synctest.Wait()
		assert.Equal(t, []string{
			"scanning finished", "removed Conformance Test Vibrator, not connected",
			"disconnect: connection lost: connection reset, not connected",
		}, r.take())
		require.ErrorIs(t, reason, ConnectorError)
		require.ErrorIs(t, reason, broken)
		require.ErrorIs(t, c.StopAll(t.Context()), ErrNotConnected)
		assert.True(t, s.conn().isClosed())
	})
}

// TestDisconnectFromElsewhere: what runs in a handler when Disconnect is called is not
// waited for, but all other handlers are told before it returns.
func TestDisconnectFromElsewhere(t *testing.T) {
	for _, elsewhere := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := newFakeServer(vibrator())
			c, _ := connect(t, s)
			told := 0
			c.OnDeviceRemoved(func(*Device) { told++ })
			c.OnServerDisconnect(func(error) { told++ })
			c.OnScanningFinished(func() {
				if !elsewhere {
					assert.NoError(t, c.Disconnect(t.Context()))
					assert.Equal(t, 2, told, "before Disconnect returns")
				}
				time.Sleep(time.Hour)
			})
			s.conn().push(&message.ScanningFinished{})
			synctest.Wait()
			if elsewhere {
				require.NoError(t, c.Disconnect(t.Context()))
				assert.Equal(t, 2, told, "before Disconnect returns")
			}
			time.Sleep(time.Hour)
			synctest.Wait()
		})
	}
}
