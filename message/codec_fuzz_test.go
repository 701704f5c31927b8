package message

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/require"
)

func addFrames(f *testing.F) {
	for _, g := range golden {
		f.Add([]byte(g.wire))
	}
	for _, frame := range []string{
		"", "[]", "{}", "[{}]", "[1]", `[{"Ping":{"Id":0}}]`, `[{"Ping":{"Id":1}}][{"Ping":{"Id":2}},{"Nope":{"Id":3}}]`,
		`[{"OutputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Inflate":{"Value":1}}}}]`,
		`[{"ScalarCmd":{"Id":3,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":0.5,"ActuatorType":"Vibrate"}]}}]`,
		devices(`"1":{"DeviceName":"a","DeviceFeatures":{"0":{}}},"1":{"DeviceName":"b","DeviceFeatures":{"1":{},"0":{}}}`),
		feature(`"Output":{"Vibrate":{"Value":[20,0]}},"Input":{"RSSI":{"Value":[-100,0],"Command":["Read","Unsubscribe"]}}`),
	} {
		f.Add([]byte(frame))
	}
}

// fuzzDecoder checks what holds for every frame: each message of it gives a message or an
// Error fit to be sent, and what was decoded survives being written and read again.
func fuzzDecoder(f *testing.F, decode func(Element) (Message, *Error)) {
	addFrames(f)
	f.Fuzz(func(t *testing.T, frame []byte) {
		count := 0
		for el, bad := range Elements(frame, Limits{}) {
			count++
			var m Message
			if bad == nil {
				m, bad = decode(el)
			}
			if bad != nil {
				require.Nil(t, m)
				require.Equal(t, CodeMessage, bad.Code)
				require.NotEmpty(t, bad.Text)
				require.Less(t, len(bad.Text), 4000)
				require.True(t, utf8.ValidString(bad.Text))
				continue
			}
			require.Equal(t, el.Name, m.MessageName())
			require.Equal(t, el.ID, m.MessageID())
			again, bad := decodeOne(Append(nil, m), decode)
			require.Nil(t, bad)
			require.Equal(t, m, again)
		}
		require.Positive(t, count, "every frame gets an answer")
		require.LessOrEqual(t, count, DefaultLimits.Elements)
	})
}

func FuzzDecodeClient(f *testing.F) { fuzzDecoder(f, DecodeClient) }

// The limit keeps texts from being cut: one that was would be cut again when read again.
func FuzzDecodeServer(f *testing.F) {
	fuzzDecoder(f, func(el Element) (Message, *Error) { return DecodeServer(el, Limits{Text: 1 << 20}) })
}

// FuzzRoundTrip writes messages with any content and reads them again.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint32(1), uint32(0), uint32(4294967295), int32(-7), int32(20), uint8(3), "Lovense <Hush>", true)
	f.Add(uint32(4294967295), uint32(7), uint32(7), int32(100), int32(0), uint8(255), "\x00\"\\é😀\xff", false)
	f.Fuzz(func(t *testing.T, id, a, b uint32, v, w int32, kind uint8, text string, flag bool) {
		id = max(id, 1)
		output := device.OutputType(kind%9) + device.Vibrate
		input := device.InputType(kind%4) + device.Battery
		command := device.Read << (kind % 3)
		lo, hi := readingBounds(input)
		var duration time.Duration
		text = string([]rune(text)) // as the writer does
		if len(text) > DefaultLimits.Text {
			return
		}
		if output == device.HwPositionWithDuration {
			v, duration = max(v, -(v+1)), time.Duration(b)*time.Millisecond
		}
		var index *uint32
		if flag {
			index = new(a)
		}
		ms := time.Duration(b) * time.Millisecond
		valueRange := device.Range{Min: min(v, w), Max: max(v, w)}
		out := device.Output{Type: output, Range: valueRange}
		if output == device.HwPositionWithDuration {
			out.Duration = device.Milliseconds(valueRange)
		}

		for _, m := range []Message{
			&Ping{Header{id}}, &Disconnect{Header{id}}, &StartScanning{Header{id}}, &StopScanning{Header{id}}, &RequestDeviceList{Header{id}},
			&RequestServerInfo{Header{id}, text, FormProtocolVersion, a, b},
			&RequestServerInfo{Header{id}, text, FormMessageVersion, a, 0},
			&RequestServerInfo{Header{id}, text, FormNone, 0, 0},
			&OutputCmd{Header{id}, a, b, output, v, duration},
			&StopCmd{Header{id}, index, new(b), flag, !flag},
			&InputCmd{Header{id}, a, b, input, command},
		} {
			requireSame(t, m, DecodeClient)
		}
		for _, m := range []Message{
			&Ok{Header{id}}, &ScanningFinished{}, NewError(id, ErrorCode(kind%5), text), &ServerInfo{Header{id}, text, ms, a, b},
			&InputReading{Header{a}, a, b, input, int32(min(max(int64(v), lo), hi))},
			&DeviceList{Header{a}, []*device.Definition{{Index: 0, DisplayName: text}, {
				Index: max(a, 1), Name: text, Gap: ms, Features: []device.Feature{
					{Index: 0, Description: text, Outputs: []device.Output{out}},
					{Index: max(b, 1), Inputs: []device.Input{{Type: input, Ranges: []device.Range{valueRange, {Min: 0, Max: 1}}, Commands: device.InputCommands(kind % 4)}}},
				},
			}}},
		} {
			requireSame(t, m, fromServer)
		}
	})
}

func requireSame(t *testing.T, m Message, decode func(Element) (Message, *Error)) {
	t.Helper()
	wire := Append(nil, m)
	again, bad := decodeOne(wire, decode)
	require.Nil(t, bad, "%s", wire)
	require.Equal(t, m, again, "%s", wire)
}
