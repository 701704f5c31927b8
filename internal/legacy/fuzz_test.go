package legacy

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

func FuzzV0(f *testing.F) { fuzz(f, 0) }
func FuzzV1(f *testing.F) { fuzz(f, 1) }
func FuzzV2(f *testing.F) { fuzz(f, 2) }
func FuzzV3(f *testing.F) { fuzz(f, 3) }

// fuzz checks that any frame gets, for each of its messages, either an Error that can be
// sent or messages that a server of version 4 can carry out, and that every reply to them
// becomes exactly one frame.
func fuzz(f *testing.F, version uint32) {
	for _, v := range versions { // the frames of the other versions are good bad input
		for _, step := range readFuzzScript(f, v.number) {
			f.Add([]byte(step))
		}
	}
	devices := toys()
	f.Fuzz(func(t *testing.T, frame []byte) {
		tr := New(version)
		tr.Snapshot(devices)
		for el, err := range message.Elements(frame, message.Limits{}) {
			if err != nil {
				continue
			}
			ms, err := tr.Decode(el, devices)
			if err != nil {
				require.Empty(t, ms)
				require.Equal(t, el.ID, err.ID)
				require.Contains(t, []message.ErrorCode{message.CodeMessage, message.CodeDevice}, err.Code)
				require.NotEmpty(t, err.Text)
				continue
			}
			requireValid(t, el, ms, devices)
			var reply message.Message = &message.Ok{Header: message.Header{ID: el.ID}}
			switch ms[0].(type) {
			case *message.InputCmd:
				reply = &message.InputReading{Header: message.Header{ID: el.ID}, Type: device.Battery, Value: 50}
			case *message.RequestDeviceList:
				reply = &message.DeviceList{Header: message.Header{ID: el.ID}, Devices: devices}
			case *message.RequestServerInfo:
				reply = &message.ServerInfo{Header: message.Header{ID: el.ID}, Major: message.SpecMajor}
			}
			frames := tr.Append(nil, reply)
			require.Len(t, frames, 1)
			_, fields := frameOf(t, frames[0])
			require.EqualValues(t, el.ID, fields["Id"])
			require.Empty(t, tr.asked)
		}
	})
}

// FuzzToClient: whatever a server says, each client gets frames of one message each, whose
// Id is that of what was said.
func FuzzToClient(f *testing.F) {
	for _, frame := range []string{
		`[{"Ok":{"Id":1}}]`, `[{"Error":{"Id":7,"ErrorMessage":"\u0000\"é","ErrorCode":3}}]`, `[{"ScanningFinished":{"Id":0}}]`,
		`[{"ServerInfo":{"Id":1,"ServerName":"s","MaxPingTime":500,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
		`[{"InputReading":{"Id":4,"DeviceIndex":0,"FeatureIndex":1,"Reading":{"Battery":{"Value":50}}}}]`,
		`[{"DeviceList":{"Id":0,"Devices":{"3":{"DeviceIndex":3,"DeviceName":"a","DeviceMessageTimingGap":0,"DeviceFeatures":{"0":{"FeatureIndex":0,` +
			`"FeatureDescription":"\"","Output":{"Vibrate":{"Value":[0,20]},"HwPositionWithDuration":{"Value":[0,100],"Duration":[0,1000]}},` +
			`"Input":{"RSSI":{"Value":[[-100,0]],"Command":["Read","Subscribe"]}}}}}}}}][{"DeviceList":{"Id":5,"Devices":{}}}]`,
	} {
		for version := range versions {
			f.Add(uint8(version), []byte(frame))
		}
	}
	f.Fuzz(func(t *testing.T, version uint8, frame []byte) {
		tr := New(uint32(version) % uint32(len(versions)))
		for el, err := range message.Elements(frame, message.Limits{}) {
			if err != nil {
				continue
			}
			m, err := message.DecodeServer(el, message.Limits{})
			if err != nil {
				continue
			}
			frames := tr.Append(nil, m)
			if m.MessageID() != 0 {
				require.LessOrEqual(t, len(frames), 1, "one answer")
			}
			for _, one := range frames {
				_, fields := frameOf(t, one)
				require.EqualValues(t, m.MessageID(), fields["Id"])
			}
		}
	})
}

func readFuzzScript(f *testing.F, version uint32) []string {
	f.Helper()
	var frames []string
	for _, step := range readScript(f, filepath.Join("testdata", "v"+number(version)+".txt")) {
		for _, line := range step.lines {
			if line.kind == "client" {
				frames = append(frames, line.text)
			}
		}
	}
	return frames
}
