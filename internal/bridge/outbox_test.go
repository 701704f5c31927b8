package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// handed runs an outbox while use works with it and returns the events that it handed over.
func handed(t *testing.T, use func(t *testing.T, out *bridge.Outbox), more ...func() []bridge.Code) (events []any) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		out := bridge.NewOutbox(more...)
		go out.Run(ctx, func(text string) { events = append(events, parse(t, text)...) })
		use(t, out)
		synctest.Wait()
		cancel()
	})
	return events
}

func parse(t *testing.T, text string) (events []any) {
	require.NoError(t, json.Unmarshal([]byte(text), &events), text)
	return events
}

func TestOutboxGathersWhatHappensTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := bridge.NewOutbox()
		out.OK(1)
		out.Value(2, -60)
		out.Done(3, nil)
		var calls [][]any
		ctx, cancel := context.WithCancel(t.Context())
		go out.Run(ctx, func(text string) { calls = append(calls, parse(t, text)) })
		synctest.Wait()
		out.Scanned(4)
		synctest.Wait()
		cancel()
		assert.Equal(t, [][]any{
			{[]any{"ok", 1.0}, []any{"ok", 2.0, -60.0}, []any{"ok", 3.0}},
			{[]any{"scanned", 4.0}},
		}, calls)
	})
}

func TestOutboxEvents(t *testing.T) {
	hostile := "\"]<script>\x00\u2028\xff"
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		out.Connected(1, message.ServerInfo{ServerName: hostile, MaxPingTime: 500 * time.Millisecond, Major: 4})
		out.Fail(2, errors.New(hostile))
		out.Gone(3, nil)
		out.Pinged(3, &client.Error{Class: client.PingError, Op: "ping", Err: client.ErrTimeout})
		out.Trouble(3, &client.Error{Class: client.DeviceError, Op: "x", Err: client.ErrRange})
		out.Frame(4, []byte(`[{"Ok":{"Id":1}}]`))
		out.Closed(4, 1009, "too much")
		out.Removed(5)
		out.Away(5, client.Attempt{Number: 2, Delay: 1500 * time.Millisecond, Reason: device.ErrDisconnected})
		out.Back(5)
		out.Lost(3, client.Attempt{Number: 1, Reason: &client.Error{Class: client.ConnectorError, Op: "x", Err: client.ErrClosed}})
		out.Revived(3, message.ServerInfo{ServerName: "Mine", Major: 4})
		inpage.Outbox{Outbox: out}.Known(6, []device.Peripheral{known{device.Advertisement{Address: "id", Name: hostile}}, known{}})
		inpage.Outbox{Outbox: out}.Known(7, nil)
		out.Log(hostile)
		inpage.Outbox{Outbox: out}.Toy(simulated.State{Name: "Toy", Connected: true,
			Outputs: []simulated.OutputState{{Feature: 1, Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Value: 40, Duration: 250 * time.Millisecond}},
			Inputs:  []simulated.InputState{{Feature: 2, Type: device.RSSI, Range: device.Range{Min: -128}, Value: -60}}})
	})
	clean := "\"]<script>\x00\u2028\ufffd"
	assert.Equal(t, []any{
		[]any{"ok", 1.0, map[string]any{"serverName": clean, "maxPingTime": 500.0, "protocolVersionMajor": 4.0, "protocolVersionMinor": 0.0}},
		[]any{"fail", 2.0, 0.0, "unknown", clean},
		[]any{"gone", 3.0},
		[]any{"pinged", 3.0, 2.0, "ping", "ping: no answer in time"},
		[]any{"trouble", 3.0, 4.0, "range", "x: value out of range"},
		[]any{"frame", 4.0, []any{map[string]any{"Ok": map[string]any{"Id": 1.0}}}},
		[]any{"closed", 4.0, 1009.0, "too much"},
		[]any{"removed", 5.0},
		[]any{"away", 5.0, 2.0, 1500.0, 0.0, "device-gone", "the device is disconnected"},
		[]any{"back", 5.0},
		[]any{"lost", 3.0, 1.0, 0.0, 5.0, "closed", "x: the server closed the connection"},
		[]any{"revived", 3.0, map[string]any{"serverName": "Mine", "maxPingTime": 0.0, "protocolVersionMajor": 4.0, "protocolVersionMinor": 0.0}},
		[]any{"ok", 6.0, []any{map[string]any{"id": "id", "name": clean}, map[string]any{"id": "", "name": ""}}},
		[]any{"ok", 7.0, []any{}},
		[]any{"log", clean},
		[]any{"toy", map[string]any{"name": "Toy", "connected": true,
			"outputs": []any{map[string]any{"feature": 1.0, "type": "HwPositionWithDuration", "valueRange": []any{0.0, 100.0}, "value": 40.0, "duration": 250.0}},
			"inputs":  []any{map[string]any{"feature": 2.0, "type": "Rssi", "valueRange": []any{-128.0, 0.0}, "value": -60.0}},
		}},
	}, events)
}

// known is a toy of an earlier visit.
type known struct{ adv device.Advertisement }

func (k known) Advertisement() device.Advertisement { return k.adv }

func (known) Connect(context.Context, device.Wanted) (device.Link, error) {
	return nil, device.ErrDisconnected
}

// A device and a reading can only come from a client, so here is one.
func TestOutboxDevices(t *testing.T) {
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		toys := simulated.New(simulated.Models()[3])
		srv := server.New(server.Options{Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys}})
		c := client.New(client.Options{Name: "test"})
		c.OnDeviceAdded(func(d *client.Device) {
			out.Added(1, 9, d)
			f, _ := d.Feature(1)
			assert.NoError(t, f.Subscribe(t.Context(), device.Pressure, nil))
		})
		c.OnInputReading(func(r client.Reading) { out.Reading(9, r) })
		require.NoError(t, c.Connect(t.Context(), srv.Connector()))
		require.NoError(t, c.StartScanning(t.Context()))
		synctest.Wait()
		require.NoError(t, toys.SetInput("Simulated Trainer", 1, device.Pressure, 1200))
		synctest.Wait()
		require.NoError(t, c.Disconnect(t.Context()))
		require.NoError(t, srv.Close())
	})
	require.Len(t, events, 2)
	added := events[0].([]any)
	assert.Equal(t, []any{"added", 1.0, 9.0}, added[:3])
	list := added[3].([]any)[0].(map[string]any)["DeviceList"].(map[string]any)["Devices"].(map[string]any)
	require.Len(t, list, 1)
	toy := list["0"].(map[string]any)
	assert.Equal(t, "Simulated Trainer", toy["DeviceName"])
	assert.Len(t, toy["DeviceFeatures"], 5)
	assert.Equal(t, []any{"reading", 9.0, 1.0, "Pressure", 1200.0}, events[1])
}
