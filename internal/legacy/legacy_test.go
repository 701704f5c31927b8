package legacy

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Where IEEE double arithmetic makes a step more or less than one would think.
func TestRounding(t *testing.T) {
	for _, test := range []struct {
		steps    int32
		fraction string
		up, down int32
	}{
		{100, "0.07", 8, 7},
		{100, "0.28", 29, 28},
		{100, "0.29", 29, 28},
		{100, "0.55", 56, 55},
		{100, "0.57", 57, 56},
		{127, "0.5", 64, 63},
		{99, "0.57", 57, 56},
		{20, "0.05", 1, 1},
		{20, "0.000001", 1, 0},
		{20, "0.0000009", 0, 0},
		{20, "5e-324", 0, 0},
		{20, "-0.0", 0, 0},
		{math.MaxInt32, "1", math.MaxInt32, math.MaxInt32},
		{math.MaxInt32, "0.9999999999999999", math.MaxInt32, math.MaxInt32 - 1},
	} {
		t.Run(strconv.Itoa(int(test.steps))+" × "+test.fraction, func(t *testing.T) {
			devices := []*device.Definition{{Features: []device.Feature{{Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{Max: test.steps}},
				{Type: device.Rotate, Range: device.Range{Min: -test.steps, Max: test.steps}},
				{Type: device.Position, Range: device.Range{Max: test.steps}},
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: test.steps}},
			}}}}}
			value := func(version uint32, frame string) int32 {
				frame = strings.ReplaceAll(frame, "F", test.fraction)
				for el, err := range message.Elements([]byte(frame), message.Limits{}) {
					require.Nil(t, err)
					ms, err := New(version).Decode(el, devices)
					require.Nil(t, err)
					require.Len(t, ms, 1)
					return ms[0].(*message.OutputCmd).Value
				}
				return -1
			}
			assert.Equal(t, test.up, value(0, `[{"SingleMotorVibrateCmd":{"Id":1,"DeviceIndex":0,"Speed":F}}]`))
			assert.Equal(t, test.up, value(2, `[{"VibrateCmd":{"Id":1,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":F}]}}]`))
			assert.Equal(t, test.up, value(3, `[{"ScalarCmd":{"Id":1,"DeviceIndex":0,"Scalars":[{"Index":2,"Scalar":F,"ActuatorType":"Vibrate"}]}}]`))
			assert.Equal(t, test.up, value(3, `[{"RotateCmd":{"Id":1,"DeviceIndex":0,"Rotations":[{"Index":0,"Speed":F,"Clockwise":true}]}}]`))
			assert.Equal(t, -test.up, value(3, `[{"RotateCmd":{"Id":1,"DeviceIndex":0,"Rotations":[{"Index":0,"Speed":F,"Clockwise":false}]}}]`))
			assert.Equal(t, test.down, value(3, `[{"LinearCmd":{"Id":1,"DeviceIndex":0,"Vectors":[{"Index":0,"Position":F,"Duration":1}]}}]`))

			fraction, err := strconv.ParseFloat(test.fraction, 64)
			require.NoError(t, err)
			product := float64(test.steps) * fraction
			assert.Equal(t, int32(math.Ceil(product)),
				value(3, `[{"ScalarCmd":{"Id":1,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":F,"ActuatorType":"Position"}]}}]`),
				"a position has no threshold")
		})
	}
}

// What is remembered for a reply is bounded, and each reply takes one.
func TestRequestsThatWait(t *testing.T) {
	read := func(id uint32) message.Element {
		frame := `[{"SensorReadCmd":{"Id":` + number(id) + `,"DeviceIndex":1,"SensorIndex":` + number(id) + `,"SensorType":"Battery"}}]`
		for el := range message.Elements([]byte(frame), message.Limits{}) {
			return el
		}
		return message.Element{}
	}
	tr := New(3)
	for id := range uint32(mostAsked) {
		_, err := tr.Decode(read(id+1), toys())
		require.Nil(t, err)
	}
	_, err := tr.Decode(read(1000), toys())
	require.NotNil(t, err)
	assert.Equal(t, message.CodeMessage, err.Code)
	assert.EqualValues(t, 1000, err.ID)

	for id := range uint32(mostAsked) {
		frames := tr.Append(nil, &message.InputReading{Header: message.Header{ID: id + 1}, DeviceIndex: 1, Type: device.Battery, Value: 50})
		require.Len(t, frames, 1)
		_, fields := frameOf(t, frames[0])
		assert.EqualValues(t, id+1, fields["SensorIndex"])
	}
	assert.Empty(t, tr.asked)

	frames := tr.Append(nil, &message.InputReading{Header: message.Header{ID: 9}, DeviceIndex: 1, Type: device.Battery, Value: 200})
	require.Len(t, frames, 1, "a reply that nothing is known of is still a reply")
	assert.JSONEq(t, `[{"SensorReading":{"Id":9,"DeviceIndex":1,"SensorIndex":0,"SensorType":"Battery","Data":[100]}}]`, string(frames[0]))
}

// The same Id may be in use twice; replies then go by their kind.
func TestSameIDTwice(t *testing.T) {
	tr := New(1)
	require.True(t, tr.expect(asked{id: 5, kind: sensor}))
	require.True(t, tr.expect(asked{id: 5, kind: echo, text: "a"}))
	require.True(t, tr.expect(asked{id: 5, kind: echo, text: "b"}))
	for _, want := range []string{
		`[{"Test":{"Id":5,"TestString":"a"}}]`, `[{"Test":{"Id":5,"TestString":"b"}}]`, `[{"Ok":{"Id":5}}]`,
	} {
		frames := tr.Append(nil, &message.Ok{Header: message.Header{ID: 5}})
		require.Len(t, frames, 1)
		assert.JSONEq(t, want, string(frames[0]))
	}
	assert.Len(t, tr.asked, 1)
}

func TestRefusalsNameTheVersions(t *testing.T) {
	for _, test := range []struct {
		version uint32
		name    string
		want    string
	}{
		{3, "OutputCmd", "OutputCmd belongs to protocol version 4; this session was opened with version 3."},
		{0, "RotateCmd", "RotateCmd belongs to protocol version 1, 2, 3; this session was opened with version 0."},
		{2, "DeviceAdded", "DeviceAdded is a server's message; clients do not send it."},
		{2, "Foo\nBar", `There is no message "Foo\nBar" in any protocol version. Upper and lower case matter.`},
	} {
		text, _ := refusal(test.name, test.version)
		assert.Equal(t, test.want, text)
	}
}

func TestRefusalInVersion4(t *testing.T) {
	for name, want := range map[string]string{
		"Ping": "", "OutputCmd": "", "Disconnect": "", "Foo": "",
		"Test":          "Test belongs to protocol version 0, 1; this session was opened with version 4.",
		"StopDeviceCmd": "StopDeviceCmd belongs to protocol version 0, 1, 2, 3; this session was opened with version 4.",
		"InputReading":  "InputReading is a server's message; clients do not send it.",
	} {
		no := Refusal(message.Element{Name: name, ID: 9})
		if want == "" {
			assert.Nil(t, no, name)
			continue
		}
		assert.Equal(t, message.NewError(9, message.CodeMessage, want), no)
	}
}

// An Id that a request can't have is told like any other field.
func TestIDsOfRequests(t *testing.T) {
	for body, want := range map[string]string{
		`{}`:                  "Foo.Id is missing; it must be a whole number from 1 to 4294967295.",
		`{"Id":0}`:            "Foo.Id is 0; it must be a whole number from 1 to 4294967295.",
		`{"Id":4294967296}`:   "Foo.Id is 4294967296; it must be a whole number from 1 to 4294967295.",
		`{"Id":"1","Id":1.5}`: "Foo.Id is 1.5; it must be a whole number from 1 to 4294967295.",
	} {
		for el, bad := range message.Elements([]byte(`[{"Foo":`+body+`}]`), message.Limits{}) {
			require.Nil(t, bad)
			_, no := New(3).Decode(el, nil)
			assert.Equal(t, message.NewError(0, message.CodeMessage, want), no)
		}
	}
}

// Messages that only clients send are not passed on to one.
func TestOnlyServerMessagesAreSent(t *testing.T) {
	assert.Empty(t, New(3).Append(nil, &message.Ping{Header: message.Header{ID: 1}}))
}

// Each command of each version is in its script.
func TestScriptsAreComplete(t *testing.T) {
	for _, v := range versions {
		path := "testdata/v" + number(v.number) + ".txt"
		seen := map[string]bool{}
		for _, step := range readScript(t, path) {
			for _, line := range step.lines {
				if line.kind == "client" {
					for el := range message.Elements([]byte(line.text), message.Limits{}) {
						seen[el.Name] = true
					}
				}
			}
		}
		names := slices.Clone(always)
		for _, c := range v.commands {
			names = append(names, c.name)
		}
		for _, name := range names {
			assert.True(t, seen[name], "%s has no %s", path, name)
		}
		assert.Same(t, v, New(v.number).version)
	}
}

// Decode runs on what the client sends while Append runs on what the server sends.
func TestDecodeWhileAppending(t *testing.T) {
	tr := New(3)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			tr.Append(nil, &message.InputReading{Header: message.Header{ID: 6}, Type: device.Battery})
			tr.Append(nil, &message.DeviceList{Devices: toys()[:i%4]})
		}
	}()
	for range 200 {
		for el := range message.Elements([]byte(`[{"SensorReadCmd":{"Id":6,"DeviceIndex":1,"SensorIndex":0,"SensorType":"Battery"}}]`), message.Limits{}) {
			_, _ = tr.Decode(el, toys())
		}
	}
	<-done
}
