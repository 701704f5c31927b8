package client

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func manyDevices(n int) string {
	var b strings.Builder
	b.WriteString(`[{"DeviceList":{"Id":2,"Devices":{`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		index := strconv.Itoa(i)
		b.WriteString(`"` + index + `":{"DeviceIndex":` + index + `,"DeviceName":"x","DeviceMessageTimingGap":0,"DeviceFeatures":{}}`)
	}
	b.WriteString(`}}}]`)
	return b.String()
}

// What the server answers to RequestDeviceList, which has the Id 2.
func TestHostileAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, frame string
		fails       bool
	}{
		{"thousand devices", manyDevices(1000), false},
		{"ten thousand devices", manyDevices(10000), true},
		{"wrong types", `[{"DeviceList":{"Id":2,"Devices":"all"}}]`, true},
		{"no devices", `[{"DeviceList":{"Id":2}}]`, true},
		{"ranges upside down", `[{"DeviceList":{"Id":2,"Devices":{"0":{"DeviceIndex":0,"DeviceName":"x","DeviceMessageTimingGap":0,
			"DeviceFeatures":{"0":{"FeatureIndex":0,"FeatureDescription":"","Output":{"Vibrate":{"Value":[20,0]}}}}}}}}]`, true},
		{"markup in names", `[{"DeviceList":{"Id":2,"Devices":{"0":{"DeviceIndex":0,"DeviceName":"<script>\u0000\u001b",
			"DeviceMessageTimingGap":0,"DeviceFeatures":{}}}}}]`, false},
		{"deep nesting", `[{"DeviceList":{"Id":2,"Devices":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + `}}]`, true},
		{"huge frame", `[{"DeviceList":{"Id":2,"Devices":{"0":{"DeviceName":"` + strings.Repeat("x", 1<<20) + `"}}}}]`, true},
		{"wrong Id", `[{"DeviceList":{"Id":3,"Devices":{}}}]`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer()
				s.on["RequestDeviceList"] = answers(decoded(tt.frame)...)
				c := New(Options{Name: "Test"})
				err := c.Connect(t.Context(), s)
				if tt.fails {
					require.Error(t, err)
					assert.False(t, c.Connected())
					return
				}
				require.NoError(t, err)
				require.NoError(t, c.Disconnect(t.Context()))
			})
		})
	}
}

// An answer that can't be read ends its request. The error is the client's, not one that
// the server sent, and the connection stays.
func TestUnreadableAnswers(t *testing.T) {
	for frame, want := range map[string]string{
		`[{"Ok":null},{"Ok":{"Id":3,"x":1}}]`:                         "",
		`[{"InputReading":{"Id":3}}]`:                                 "unreadable answer: InputReading.DeviceIndex is missing; it must be a whole number from 0 to 4294967295.",
		`[{"Error":{"Id":3,"ErrorMessage":5,"ErrorCode":4}}]`:         "unreadable answer: Error.ErrorMessage is 5; it must be a string.",
		`[{"Future\u001bEvent":{"Id":3}}]`:                            `unreadable answer: "Future\u001bEvent" is not a message that a server of protocol version 4 sends; `,
		`[{"Ok":{"Id":3},"Ok":{"Id":3}}]`:                             "unreadable answer: A message is an object with 2 members; ",
		`[{"ServerInfo":{"Id":3,"ServerName":"x","MaxPingTime":-1}}]`: "unreadable answer: ServerInfo.MaxPingTime is -1; ",
	} {
		t.Run(frame, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer()
				c, _ := connect(t, s)
				s.on["StopCmd"] = answers(decoded(frame)...)
				err := c.StopAll(t.Context())
				if want == "" {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, MessageError)
					require.ErrorIs(t, err, ErrUnexpectedReply)
					require.ErrorContains(t, err, "StopCmd for all devices: "+want)
					var remote *message.Error
					assert.NotErrorAs(t, err, &remote)
				}
				delete(s.on, "StopCmd")
				require.NoError(t, c.StopAll(t.Context()))
				require.NoError(t, c.Disconnect(t.Context()))
			})
		})
	}
}
