//go:build !js

// Browsers have no files that a corpus could come from.

package client

import (
	"testing"
	"testing/synctest"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/require"
)

// Whatever a server sends, the client does not panic, and either goes on or says why not.
func FuzzReceive(f *testing.F) {
	for _, frame := range []string{
		`[{"Ok":{"Id":3}}]`,
		`[{"Ok":{"Id":0}},{"Ok":{"Id":1}}]`,
		`[{"Error":{"Id":0,"ErrorMessage":"x","ErrorCode":2}}]`,
		`[{"Error":{"Id":3,"ErrorMessage":"x","ErrorCode":9}}]`,
		`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":1,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
		`[{"DeviceList":{"Id":0,"Devices":{}}}][{"ScanningFinished":{"Id":0}}]`,
		manyDevices(3),
		`[{"InputReading":{"Id":0,"DeviceIndex":2,"FeatureIndex":5,"Reading":{"Pressure":{"Value":-1}}}}]`,
		`[{"InputReading":{"Id":0,"DeviceIndex":2,"FeatureIndex":9,"Reading":{"Battery":{"Value":1}}}}]`,
		`[{"FutureEvent":{"Id":0}}]`, `[]`, `{}`, `nonsense`,
	} {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		synctest.Test(t, func(t *testing.T) {
			s := newFakeServer(vibrator(), multi())
			c, _ := connect(t, s)
			s.on["StopScanning"] = func(conn *fakeConn, m message.Message) []message.Message {
				return append(decoded(string(frame)), conn.usual(m))
			}
			_ = c.StopScanning(t.Context())
			synctest.Wait()
			if c.Connected() {
				for _, d := range c.Devices() {
					_ = d.String()
				}
				require.NoError(t, c.StopAll(t.Context()))
			} else {
				require.ErrorIs(t, c.StopAll(t.Context()), PingError)
			}
		})
	})
}
