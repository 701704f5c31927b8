package client

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// conformanceServer finds its three devices when it is told to scan.
func conformanceServer() *fakeServer {
	s := newFakeServer()
	s.on["StartScanning"] = func(conn *fakeConn, m message.Message) []message.Message {
		ms := []message.Message{conn.usual(m)}
		for _, d := range []*device.Definition{vibrator(), positioner(), multi()} {
			s.devices = append(s.devices, d)
			ms = append(ms, &message.DeviceList{Devices: s.devices[:len(s.devices):len(s.devices)]})
		}
		return append(ms, &message.ScanningFinished{})
	}
	return s
}

var scanned = []string{
	"added Conformance Test Vibrator", "added Conformance Test Positioner", "added Conformance Test Multi", "scanning finished",
}

// TestCoreProtocol is the scenario core_protocol of the conformance harness.
func TestCoreProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := conformanceServer()
		c := New(Options{Name: "Conformance"})
		r := record(c)
		ctx := t.Context()
		require.NoError(t, c.Connect(ctx, s))
		require.NoError(t, c.StartScanning(ctx))
		synctest.Wait()
		assert.Equal(t, scanned, r.take())
		assert.False(t, c.Scanning())
		require.Len(t, c.Devices(), 3)
		reply, err := c.Request(ctx, &message.RequestDeviceList{})
		require.NoError(t, err)
		assert.Len(t, reply.(*message.DeviceList).Devices, 3)
		assert.Empty(t, r.take(), "no duplicates")

		for _, step := range []struct {
			device, feature uint32
			command         Command
		}{
			{0, 0, Command{device.Vibrate, Steps(50)}},
			{0, 1, Command{device.Vibrate, Steps(75)}},
			{0, 2, Command{device.Rotate, Steps(50)}},
			{1, 2, Command{device.Oscillate, Steps(50)}},
			{1, 0, Command{device.Position, Steps(50)}},
			{1, 1, Command{device.HwPositionWithDuration, MoveSteps(75, time.Second)}},
			{2, 0, Command{device.Constrict, Steps(50)}},
			{2, 1, Command{device.Spray, Steps(50)}},
			{2, 2, Command{device.Temperature, Steps(50)}},
			{2, 3, Command{device.Led, Steps(50)}},
		} {
			require.NoError(t, feature(t, c, step.device, step.feature).Run(ctx, step.command))
		}
		charge, err := c.Devices()[0].Battery(ctx)
		require.NoError(t, err)
		assert.EqualValues(t, 85, charge)

		pressure := feature(t, c, 2, 5)
		var values []int32
		require.NoError(t, pressure.Subscribe(ctx, device.Pressure, func(v int32) { values = append(values, v) }))
		reading := &message.InputReading{DeviceIndex: 2, FeatureIndex: 5, Type: device.Pressure, Value: 32768}
		s.conn().push(reading)
		synctest.Wait()
		assert.Equal(t, []int32{32768}, values)
		assert.Equal(t, []string{`device 2 "Conformance Test Multi", feature 5 Pressure 32768`}, r.take())
		require.NoError(t, pressure.Unsubscribe(ctx, device.Pressure))
		s.conn().push(reading)
		synctest.Wait()
		assert.Len(t, values, 1)
		r.take()

		require.NoError(t, c.Devices()[0].Stop(ctx))
		require.NoError(t, c.StopAll(ctx))
		assert.Len(t, c.Devices(), 3)

		gone, kept := c.Devices()[1], c.Devices()[2]
		s.conn().push(&message.DeviceList{Devices: []*device.Definition{vibrator(), multi()}})
		synctest.Wait()
		assert.Equal(t, []string{"removed Conformance Test Positioner, not connected"}, r.take())
		assert.False(t, gone.Connected())
		assert.True(t, kept.Connected())
		assert.Same(t, kept, c.Devices()[1])

		assert.Equal(t, []string{
			`[{"RequestServerInfo":{"Id":1,"ClientName":"Conformance","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
			`[{"RequestDeviceList":{"Id":2}}]`,
			`[{"StartScanning":{"Id":3}}]`,
			`[{"RequestDeviceList":{"Id":4}}]`,
			`[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":6,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":75}}}}]`,
			`[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":2,"Command":{"Rotate":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":8,"DeviceIndex":1,"FeatureIndex":2,"Command":{"Oscillate":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":9,"DeviceIndex":1,"FeatureIndex":0,"Command":{"Position":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":10,"DeviceIndex":1,"FeatureIndex":1,"Command":{"HwPositionWithDuration":{"Value":75,"Duration":1000}}}}]`,
			`[{"OutputCmd":{"Id":11,"DeviceIndex":2,"FeatureIndex":0,"Command":{"Constrict":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":12,"DeviceIndex":2,"FeatureIndex":1,"Command":{"Spray":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":13,"DeviceIndex":2,"FeatureIndex":2,"Command":{"Temperature":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":14,"DeviceIndex":2,"FeatureIndex":3,"Command":{"Led":{"Value":50}}}}]`,
			`[{"InputCmd":{"Id":15,"DeviceIndex":0,"FeatureIndex":3,"Type":"Battery","Command":"Read"}}]`,
			`[{"InputCmd":{"Id":16,"DeviceIndex":2,"FeatureIndex":5,"Type":"Pressure","Command":"Subscribe"}}]`,
			`[{"InputCmd":{"Id":17,"DeviceIndex":2,"FeatureIndex":5,"Type":"Pressure","Command":"Unsubscribe"}}]`,
			`[{"StopCmd":{"Id":18,"DeviceIndex":0,"Inputs":true,"Outputs":true}}]`,
			`[{"StopCmd":{"Id":19,"Inputs":true,"Outputs":true}}]`,
		}, s.conn().frames())
		require.NoError(t, c.Disconnect(ctx))
	})
}

// TestPingRequired is the scenario ping_required.
func TestPingRequired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := conformanceServer()
		s.info.MaxPingTime = time.Second
		var pings []time.Duration
		start := time.Now()
		s.on["Ping"] = func(conn *fakeConn, m message.Message) []message.Message {
			pings = append(pings, time.Since(start))
			return []message.Message{conn.usual(m)}
		}
		c, r := connect(t, s)
		time.Sleep(900 * time.Millisecond)
		require.NoError(t, c.StartScanning(t.Context()))
		time.Sleep(1900 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, scanned, r.take())
		assert.True(t, c.Connected())
		const half = 500 * time.Millisecond
		assert.Equal(t, []time.Duration{half, 2 * half, 3 * half, 4 * half, 5 * half}, pings)
	})
}

// TestErrorHandling is the scenario error_handling.
func TestErrorHandling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		s.on["OutputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			if cmd := m.(*message.OutputCmd); cmd.DeviceIndex != 0 || cmd.FeatureIndex > 3 {
				return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "No device at index 99")}
			}
			return []message.Message{conn.usual(m)}
		}
		c, r := connect(t, s)
		r.take()
		good := Command{device.Vibrate, Steps(50)}
		for _, wrong := range []*message.OutputCmd{
			{DeviceIndex: 99, Type: device.Vibrate, Value: 50}, {FeatureIndex: 99, Type: device.Vibrate, Value: 50},
		} {
			_, err := c.Request(t.Context(), wrong)
			require.ErrorIs(t, err, DeviceError)
			var remote *message.Error
			require.ErrorAs(t, err, &remote)
			assert.Equal(t, "No device at index 99", remote.Text)
			assert.True(t, c.Connected())
			require.NoError(t, feature(t, c, 0, 0).Run(t.Context(), good))
		}
		assert.Empty(t, r.take(), "an answer is no error event")
	})
}

// TestPingTimeout is the scenario ping_timeout.
func TestPingTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		s.info.MaxPingTime = 500 * time.Millisecond
		c, r := connect(t, s)
		r.take()
		d := c.Devices()[0]
		time.Sleep(500 * time.Millisecond)
		conn := s.conn()
		conn.push(message.NewError(0, message.CodePing, "No Ping came"))
		conn.lose(ErrClosed)
		synctest.Wait()
		assert.Equal(t, []string{
			"ping timeout, not connected",
			"removed Conformance Test Vibrator, not connected",
			"disconnect: ping: the server says: No Ping came, not connected",
		}, r.take())
		assert.True(t, conn.isClosed())
		sent := len(conn.frames())
		for _, err := range []error{
			c.StartScanning(t.Context()), c.StopAll(t.Context()), c.Disconnect(t.Context()), d.Vibrate(t.Context(), 1), d.Stop(t.Context()),
		} {
			require.ErrorIs(t, err, PingError, "later calls fail with the ping error")
		}
		assert.Len(t, conn.frames(), sent)

		s.info.MaxPingTime = 0
		require.NoError(t, c.Connect(t.Context(), s), "until the next Connect")
		require.NoError(t, c.StopAll(t.Context()))
		require.ErrorIs(t, d.Vibrate(t.Context(), 1), ErrDeviceGone)
	})
}

// TestReconnection is the scenario reconnection.
func TestReconnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := conformanceServer()
		c := New(Options{Name: "Test"})
		r := record(c)
		again := make(chan struct{})
		c.OnServerDisconnect(func(err error) {
			if err == nil {
				return
			}
			for c.Connect(context.Background(), s) != nil {
				time.Sleep(time.Second)
			}
			close(again)
		})
		require.NoError(t, c.Connect(t.Context(), s))
		require.NoError(t, c.StartScanning(t.Context()))
		synctest.Wait()
		assert.Equal(t, scanned, r.take())
		old := c.Devices()[0]

		s.setRefusal(ErrClosed)
		s.devices = nil
		s.conn().lose(ErrClosed)
		time.Sleep(3500 * time.Millisecond)
		assert.False(t, c.Connected())
		assert.Equal(t, []string{
			"removed Conformance Test Vibrator, not connected", "removed Conformance Test Positioner, not connected",
			"removed Conformance Test Multi, not connected", "disconnect: connection lost: the server closed the connection, not connected",
		}, r.take())
		s.setRefusal(nil)
		<-again
		require.NoError(t, c.StartScanning(t.Context()))
		synctest.Wait()
		assert.Equal(t, scanned, r.take())
		assert.NotSame(t, old, c.Devices()[0])
		require.NoError(t, feature(t, c, 0, 0).Run(t.Context(), Command{device.Vibrate, Steps(50)}))
		require.ErrorIs(t, old.Vibrate(t.Context(), 1), ErrDeviceGone)
		assert.Contains(t, s.conn().frames()[0], `"RequestServerInfo":{"Id":1,`, "nothing of the old session is used again")
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

// The extra scenarios that are not in connect_test.go.

func TestOutOfOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		var read message.Message
		s.on["InputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			read = conn.usual(m)
			return nil
		}
		s.on["OutputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{conn.usual(m), read}
		}
		c, _ := connect(t, s)
		type result struct {
			charge int32
			err    error
		}
		results := make(chan result)
		go func() {
			charge, err := c.Devices()[0].Battery(context.Background())
			results <- result{charge, err}
		}()
		synctest.Wait()
		require.NoError(t, feature(t, c, 0, 0).Run(t.Context(), Command{device.Vibrate, Steps(1)}))
		assert.Equal(t, result{85, nil}, <-results)
	})
}

func TestUnsolicitedError(t *testing.T) {
	for _, code := range []message.ErrorCode{message.CodeUnknown, message.CodeHandshake, message.CodeMessage, message.CodeDevice} {
		synctest.Test(t, func(t *testing.T) {
			s := newFakeServer()
			c, r := connect(t, s)
			var got error
			c.OnError(func(err error) { got = err })
			s.conn().push(message.NewError(0, code, "odd\x1b[31m\u202eoops\u2028"))
			synctest.Wait()
			assert.Equal(t, []string{"error: error event: the server says: odd [31m oops "}, r.take())
			assert.ErrorIs(t, got, Class(code))
			require.NoError(t, c.StopAll(t.Context()), "the session goes on")
		})
	}
}

func TestUnknownMessagesAndTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log recorder
		s := newFakeServer()
		c, r := connect(t, s, Options{Log: log.add})
		s.conn().push(decoded(`[{"FutureEvent":{"Id":0}},
			{"DeviceList":{"Id":0,"Devices":{"0":{"DeviceIndex":0,"DeviceName":"New","DeviceMessageTimingGap":0,"DeviceFeatures":{
			"0":{"FeatureIndex":0,"FeatureDescription":"","Output":{"FooBar":{"Value":[0,1]},"Vibrate":{"Value":[0,20]}},
			"Input":{"Baz":{"Value":[[0,1]],"Command":["Read"]}}}}}}}}]`)...)
		synctest.Wait()
		assert.Equal(t, []string{"added New"}, r.take())
		assert.Len(t, log.take(), 1)
		f := feature(t, c, 0, 0)
		assert.Equal(t, []device.Output{value(device.Vibrate, 0, 20)}, f.Outputs())
		assert.Empty(t, f.Inputs())
	})
}

func TestBatchFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, r := connect(t, s)
		s.conn().push(decoded(`[{"DeviceList":{"Id":0,"Devices":{"7":{"DeviceIndex":7,"DeviceName":"A","DeviceMessageTimingGap":0,"DeviceFeatures":{}}}}},
			{"ScanningFinished":{"Id":0}}]`)...)
		synctest.Wait()
		assert.Equal(t, []string{"added A", "scanning finished"}, r.take())
		assert.EqualValues(t, 7, c.Devices()[0].Index())
	})
}

func TestBothRSSISpellings(t *testing.T) {
	for _, spelling := range []string{"Rssi", "RSSI", "rssi"} {
		t.Run(spelling, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer()
				s.on["InputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
					return decoded(`[{"InputReading":{"Id":` + itoa(int64(m.MessageID())) + `,"DeviceIndex":0,"FeatureIndex":0,"Reading":{"` +
						spelling + `":{"Value":-40}}}}]`)
				}
				c, _ := connect(t, s)
				s.conn().push(decoded(`[{"DeviceList":{"Id":0,"Devices":{"0":{"DeviceIndex":0,"DeviceName":"A","DeviceMessageTimingGap":0,"DeviceFeatures":{
					"0":{"FeatureIndex":0,"FeatureDescription":"","Input":{"` + spelling + `":{"Value":[[-128,0]],"Command":["Read"]}}}}}}}}]`)...)
				synctest.Wait()
				rssi, err := c.Devices()[0].RSSI(t.Context())
				require.NoError(t, err)
				assert.EqualValues(t, -40, rssi)
			})
		})
	}
}
