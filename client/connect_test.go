package client

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator(), multi())
		c := New(Options{Name: "My app"})
		r := record(c)
		assert.False(t, c.Connected())
		assert.Empty(t, c.ServerName())
		_, ok := c.ServerInfo()
		assert.False(t, ok)
		assert.Empty(t, c.Devices())

		require.NoError(t, c.Connect(t.Context(), s))
		assert.Equal(t, []string{"added Conformance Test Vibrator", "added Conformance Test Multi"}, r.take(),
			"the devices are there before Connect returns")
		assert.True(t, c.Connected())
		assert.Equal(t, "Fake", c.ServerName())
		require.Len(t, c.Devices(), 2)
		assert.Equal(t, "Conformance Test Multi", c.Devices()[1].Name())
		assert.Equal(t, []string{
			`[{"RequestServerInfo":{"Id":1,"ClientName":"My app","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
			`[{"RequestDeviceList":{"Id":2}}]`,
		}, s.conn().frames())
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

func TestServerInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		s.info = message.ServerInfo{ServerName: "First", MaxPingTime: 2 * time.Second, Major: 4, Minor: 3}
		c := New(Options{Name: "Test"})
		added := 0
		c.OnDeviceAdded(func(*Device) {
			info, ok := c.ServerInfo()
			assert.True(t, ok, "before Connect returns")
			assert.NotEmpty(t, info.ServerName)
			added++
		})
		require.NoError(t, c.Connect(t.Context(), s))
		info, ok := c.ServerInfo()
		require.True(t, ok)
		info.ID = 0
		assert.Equal(t, s.info, info)
		info.ServerName = "changed"
		assert.Equal(t, "First", c.ServerName(), "what is given is a copy")

		s.conn().lose(ErrClosed)
		synctest.Wait()
		info, ok = c.ServerInfo()
		assert.False(t, ok)
		assert.Zero(t, info)

		s.info.ServerName = "Second"
		require.NoError(t, c.Connect(t.Context(), s))
		assert.Equal(t, "Second", c.ServerName())
		assert.Equal(t, 2, added)
		require.NoError(t, c.Disconnect(t.Context()))
		_, ok = c.ServerInfo()
		assert.False(t, ok)
	})
}

func TestConnectFails(t *testing.T) {
	refused := errors.New("connection refused")
	serverInfo := func(info *message.ServerInfo) func(*fakeConn, message.Message) []message.Message {
		return func(_ *fakeConn, m message.Message) []message.Message {
			info.ID = m.MessageID()
			return []message.Message{info}
		}
	}
	const request, list = "RequestServerInfo", "RequestDeviceList"
	for _, tt := range []struct {
		name   string
		script func(*fakeServer)
		class  Class
		is     error
		text   string
	}{
		{"not reached", func(s *fakeServer) { s.setRefusal(refused) }, ConnectorError, refused, "connection refused"},
		{"old_server", func(s *fakeServer) { s.on[request] = serverInfo(&message.ServerInfo{Major: 3}) },
			HandshakeError, nil, "version 4 and the server 3: upgrade the server"},
		{"new server", func(s *fakeServer) { s.on[request] = serverInfo(&message.ServerInfo{Major: 5}) },
			HandshakeError, nil, "version 4 and the server 5: upgrade the client"},
		{"handshake_error", func(s *fakeServer) { s.on[request] = answers(message.NewError(1, message.CodeHandshake, "not today")) },
			HandshakeError, nil, "not today"},
		{"Error with Id 0", func(s *fakeServer) { s.on[request] = answers(message.NewError(0, message.CodeMessage, "bad schema")) },
			HandshakeError, nil, "bad schema"},
		{"Error of another class", func(s *fakeServer) { s.on[request] = answers(message.NewError(1, message.CodePing, "too late")) },
			PingError, nil, "too late"},
		{"another message", func(s *fakeServer) { s.on[request] = answers(&message.Ok{Header: message.Header{ID: 1}}) },
			HandshakeError, handshake.ErrUnexpectedReply, "Ok"},
		{"unreadable message", func(s *fakeServer) {
			s.on[request] = answers(&Invalid{Header: message.Header{ID: 1}, Reason: errors.New("no ServerName")})
		}, HandshakeError, nil, "no ServerName"},
		{"silent_server", func(s *fakeServer) { s.on[request] = answers() }, HandshakeError, ErrTimeout, "upgrade the server"},
		{"closed before the answer", func(s *fakeServer) {
			s.on[request] = func(c *fakeConn, _ message.Message) []message.Message {
				c.lose(ErrClosed)
				return nil
			}
		}, ConnectorError, ErrClosed, ""},
		{"closed before the list", func(s *fakeServer) {
			s.on[list] = func(c *fakeConn, _ message.Message) []message.Message {
				c.lose(ErrClosed)
				return nil
			}
		}, ConnectorError, ErrClosed, ""},
		{"no list", func(s *fakeServer) { s.on[list] = answers(message.NewError(2, message.CodeUnknown, "broken")) },
			UnknownError, nil, "broken"},
		{"never a list", func(s *fakeServer) { s.on[list] = answers() }, ConnectorError, ErrTimeout, "RequestDeviceList"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(vibrator())
				tt.script(s)
				c := New(Options{Name: "Test"})
				r := record(c)
				err := c.Connect(t.Context(), s)
				require.ErrorIs(t, err, tt.class)
				if tt.is != nil {
					require.ErrorIs(t, err, tt.is)
				}
				assert.ErrorContains(t, err, tt.text)
				assert.False(t, c.Connected())
				for _, conn := range s.conns {
					assert.True(t, conn.isClosed(), "the transport is closed")
				}
				assert.Empty(t, r.take())

				fresh := newFakeServer(vibrator())
				require.NoError(t, c.Connect(t.Context(), fresh), "and works again afterwards")
				require.NoError(t, c.Disconnect(t.Context()))
			})
		})
	}
}

func TestVersionErrorHasBothVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		s.info.Major = 2
		err := New(Options{Name: "Test"}).Connect(t.Context(), s)
		var versions *handshake.VersionError
		require.ErrorAs(t, err, &versions)
		assert.Equal(t, handshake.VersionError{Client: 4, Server: 2}, *versions)
		assert.NotErrorIs(t, err, ConnectorError, "a handshake error is no connector error")
	})
}

func TestHandshakeTimeout(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options Options
		want    time.Duration
	}{
		{"default", Options{}, 10 * time.Second},
		{"set", Options{HandshakeTimeout: 2 * time.Second}, 2 * time.Second},
		{"longer than that of requests", Options{HandshakeTimeout: time.Minute}, time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer()
				s.on["RequestServerInfo"] = answers()
				start := time.Now()
				require.ErrorIs(t, New(tt.options).Connect(t.Context(), s), ErrTimeout)
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}

func TestConnectCancelled(t *testing.T) {
	for _, silent := range []string{"RequestServerInfo", "RequestDeviceList"} {
		t.Run(silent, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer()
				s.on[silent] = answers()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				c := New(Options{Name: "Test"})
				start := time.Now()
				err := c.Connect(ctx, s)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Second, time.Since(start))
				assert.True(t, s.conn().isClosed())
				assert.False(t, c.Connected())
			})
		})
	}
}

func TestConnectCancelledWhileHandlersRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		c.OnDeviceAdded(func(*Device) { time.Sleep(time.Minute) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, c.Connect(ctx, s), context.DeadlineExceeded)
		assert.False(t, c.Connected())
		time.Sleep(time.Hour)
	})
}

func TestConnectTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c := New(Options{Name: "Test"})
		s.on["RequestServerInfo"] = func(conn *fakeConn, m message.Message) []message.Message {
			err := c.Connect(t.Context(), s)
			assert.ErrorIs(t, err, ErrAlreadyConnected, "while connecting")
			return []message.Message{conn.usual(m)}
		}
		require.NoError(t, c.Connect(t.Context(), s))
		err := c.Connect(t.Context(), s)
		require.ErrorIs(t, err, ConnectorError)
		require.ErrorIs(t, err, ErrAlreadyConnected)
		assert.Len(t, s.conns, 1)
		assert.True(t, c.Connected(), "the connection is not disturbed")
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

func TestListBeforeReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator(), multi())
		s.on["RequestServerInfo"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{conn.usual(m), &message.DeviceList{Devices: s.devices}}
		}
		s.on["RequestDeviceList"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{&message.DeviceList{Devices: s.devices}, conn.usual(m), &message.DeviceList{Devices: s.devices}}
		}
		_, r := connect(t, s)
		synctest.Wait()
		assert.Equal(t, []string{"added Conformance Test Vibrator", "added Conformance Test Multi"}, r.take())
	})
}

func TestNothingCountsBeforeServerInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log recorder
		s := newFakeServer()
		s.on["RequestServerInfo"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{&message.DeviceList{Devices: []*device.Definition{vibrator()}}, &message.ScanningFinished{}, conn.usual(m)}
		}
		_, r := connect(t, s, Options{Log: log.add})
		assert.Empty(t, r.take())
		assert.Len(t, log.take(), 2)
	})
}

func TestCallsBeforeConnect(t *testing.T) {
	c := New(Options{Name: "Test"})
	b := c.Batch(func(_ int, err error) { t.Error("the answer was known", err) })
	b.StopAll()
	answers := b.Send()
	require.True(t, answers[0].Known)
	_, err := c.Request(t.Context(), &message.Ping{})
	for _, err := range []error{
		c.StartScanning(t.Context()), c.StopScanning(t.Context()), c.StopAll(t.Context()), c.Disconnect(t.Context()), answers[0].Err, err,
	} {
		require.ErrorIs(t, err, ConnectorError)
		assert.ErrorIs(t, err, ErrNotConnected)
	}
	assert.False(t, c.Scanning())
}

// A handler sees the client connected and may use the device.
func TestHandlerUsesDeviceDuringConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		var charge int32
		c.OnDeviceAdded(func(d *Device) {
			assert.True(t, c.Connected())
			var err error
			charge, err = d.Battery(t.Context())
			assert.NoError(t, err)
			assert.NoError(t, d.Vibrate(t.Context(), 0.5))
		})
		require.NoError(t, c.Connect(t.Context(), s))
		assert.EqualValues(t, 85, charge)
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

func TestHandlerDisconnectsDuringConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c := New(Options{Name: "Test"})
		r := record(c)
		c.OnDeviceAdded(func(*Device) { assert.NoError(t, c.Disconnect(t.Context())) })
		err := c.Connect(t.Context(), s)
		require.ErrorIs(t, err, ErrNotConnected)
		synctest.Wait()
		assert.Equal(t, []string{"added Conformance Test Vibrator", "removed Conformance Test Vibrator, not connected"}, r.take())
	})
}
