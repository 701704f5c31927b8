package client

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeviceListDiff(t *testing.T) {
	named := func(index uint32, name string) *device.Definition {
		return &device.Definition{Index: index, Name: name}
	}
	for _, tt := range []struct {
		name          string
		before, after []*device.Definition
		want          []string
	}{
		{"nothing new", []*device.Definition{named(1, "A")}, []*device.Definition{named(1, "A")}, nil},
		{"renamed", []*device.Definition{named(1, "A")}, []*device.Definition{named(1, "B")}, nil},
		{"added", []*device.Definition{named(1, "A")}, []*device.Definition{named(0, "B"), named(1, "A"), named(9, "C")}, []string{"added B", "added C"}},
		{"removed", []*device.Definition{named(1, "A"), named(2, "B")}, []*device.Definition{named(2, "B")}, []string{"removed A, not connected"}},
		{"removals first", []*device.Definition{named(1, "A"), named(2, "B")}, []*device.Definition{named(0, "C")},
			[]string{"removed A, not connected", "removed B, not connected", "added C"}},
		{"all gone", []*device.Definition{named(1, "A")}, nil, []string{"removed A, not connected"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(tt.before...)
				c, r := connect(t, s)
				r.take()
				before := c.Devices()
				s.conn().push(&message.DeviceList{Devices: tt.after})
				synctest.Wait()
				assert.Equal(t, tt.want, r.take())
				require.Len(t, c.Devices(), len(tt.after))
				for _, d := range before {
					if d.Connected() {
						assert.Contains(t, c.Devices(), d, "a device that stays is the same object")
					} else {
						require.ErrorIs(t, d.Stop(t.Context()), ErrDeviceGone)
					}
				}
			})
		})
	}
}

func TestDeviceThatCameBackIsAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c, r := connect(t, s)
		old := c.Devices()[0]
		s.conn().push(&message.DeviceList{}, &message.DeviceList{Devices: s.devices})
		synctest.Wait()
		assert.Len(t, r.take(), 3)
		require.ErrorIs(t, old.Vibrate(t.Context(), 1), ErrDeviceGone)
		require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 1))
	})
}

func TestHandlersAreRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, _ := connect(t, s)
		var r recorder
		removeA := c.OnScanningFinished(func() { r.add("A") })
		var removeC func()
		c.OnScanningFinished(func() { r.add("B"); removeC() })
		removeC = c.OnScanningFinished(func() { r.add("C") })
		removeA()
		removeA()
		s.conn().push(&message.ScanningFinished{})
		synctest.Wait()
		assert.Equal(t, []string{"B"}, r.take())
	})
}

func TestHandlersRunOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, _ := connect(t, s)
		running := 0
		var r recorder
		c.OnError(func(err error) {
			running++
			assert.Equal(t, 1, running)
			time.Sleep(time.Second)
			r.add(err.Error()[len(err.Error())-1:])
			running--
		})
		for i := range 5 {
			s.conn().push(message.NewError(0, 0, strconv.Itoa(i)))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(10 * time.Second)
		assert.Equal(t, []string{"0", "1", "2", "3", "4"}, r.take())
	})
}

func TestFloodOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log recorder
		s := newFakeServer(vibrator(), multi())
		c, r := connect(t, s, Options{Log: log.add})
		resume := make(chan struct{})
		c.OnScanningFinished(func() { <-resume })
		s.conn().push(&message.ScanningFinished{})
		synctest.Wait()
		r.take()
		for i := range 10 * maxEvents {
			s.conn().push(
				&message.InputReading{DeviceIndex: 2, FeatureIndex: 5, Type: device.Pressure, Value: int32(i)},
				&message.InputReading{FeatureIndex: 3, Type: device.Battery, Value: int32(i)},
				message.NewError(0, message.CodeUnknown, "x"))
		}
		s.conn().push(&message.DeviceList{Devices: []*device.Definition{multi()}})
		require.NoError(t, c.StopAll(t.Context()), "calls go on meanwhile")
		synctest.Wait()
		close(resume)
		synctest.Wait()
		events := r.take()
		assert.Len(t, events, maxEvents+1)
		last := strconv.Itoa(10*maxEvents - 1)
		assert.Contains(t, events, `device 2 "Conformance Test Multi", feature 5 Pressure `+last, "the newest reading arrives")
		assert.Contains(t, events, `device 0 "Conformance Test Vibrator", feature 3 Battery `+last)
		assert.Equal(t, "removed Conformance Test Vibrator, not connected", events[maxEvents], "devices are not forgotten")
		assert.NotEmpty(t, log.take())
	})
}

func TestFloodOfDeviceLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, _ := connect(t, s)
		resume := make(chan struct{})
		c.OnScanningFinished(func() { <-resume })
		var reason error
		c.OnServerDisconnect(func(err error) { reason = err })
		many := make([]*device.Definition, 1000)
		for i := range many {
			many[i] = &device.Definition{Index: uint32(i)}
		}
		s.conn().push(&message.ScanningFinished{})
		for range 100 {
			s.conn().push(&message.DeviceList{Devices: many}, &message.DeviceList{})
		}
		synctest.Wait()
		assert.False(t, c.Connected())
		assert.True(t, s.conn().isClosed())
		close(resume)
		synctest.Wait()
		require.ErrorIs(t, reason, MessageError)
	})
}

func TestSubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(multi())
		pressure := func(v int32) message.Message {
			return &message.InputReading{DeviceIndex: 2, FeatureIndex: 5, Type: device.Pressure, Value: v}
		}
		// The first reading comes before the answer.
		s.on["InputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{pressure(1), conn.usual(m)}
		}
		c, r := connect(t, s)
		r.take()
		f := feature(t, c, 2, 5)
		var got []int32
		require.NoError(t, f.Subscribe(t.Context(), device.Pressure, func(v int32) { got = append(got, v) }))
		synctest.Wait()
		assert.Equal(t, []int32{1}, got)
		assert.Len(t, r.take(), 1)

		s.on["InputCmd"] = func(_ *fakeConn, m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "no")}
		}
		require.ErrorIs(t, f.Subscribe(t.Context(), device.Pressure, func(int32) { t.Error("not subscribed") }), DeviceError)
		require.ErrorIs(t, f.Unsubscribe(t.Context(), device.Pressure), DeviceError)
		s.conn().push(pressure(2))
		synctest.Wait()
		assert.Equal(t, []int32{1, 2}, got, "after failures the subscription is as before")

		delete(s.on, "InputCmd")
		require.NoError(t, f.Subscribe(t.Context(), device.Pressure, nil))
		s.conn().push(pressure(3))
		synctest.Wait()
		assert.Equal(t, []int32{1, 2}, got, "replaced")
		assert.Len(t, r.take(), 2)
	})
}

func TestScanning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, r := connect(t, s)
		require.NoError(t, c.StartScanning(t.Context()))
		assert.True(t, c.Scanning())
		require.NoError(t, c.StopScanning(t.Context()))
		assert.False(t, c.Scanning())
		require.NoError(t, c.StartScanning(t.Context()))
		s.conn().push(&message.ScanningFinished{})
		synctest.Wait()
		assert.False(t, c.Scanning())
		assert.Equal(t, []string{"scanning finished"}, r.take())

		s.on["StartScanning"] = func(conn *fakeConn, m message.Message) []message.Message {
			return []message.Message{&message.ScanningFinished{}, conn.usual(m)}
		}
		require.NoError(t, c.StartScanning(t.Context()))
		assert.False(t, c.Scanning(), "finished before the answer")

		s.on["StartScanning"] = func(_ *fakeConn, m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "no adapter")}
		}
		require.ErrorContains(t, c.StartScanning(t.Context()), "no adapter")
		assert.False(t, c.Scanning())
		delete(s.on, "StartScanning")
		require.NoError(t, c.StartScanning(t.Context()))
		s.conn().lose(ErrClosed)
		synctest.Wait()
		assert.False(t, c.Scanning())
	})
}
