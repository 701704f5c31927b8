package legacy

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// object is a JSON object of an old client's, checked against the field tables of the
// protocol: clients of the time threw away messages with a field more or less.
type object map[string]any

// frameOf splits a frame, which must hold one message.
func frameOf(t *testing.T, frame []byte) (name string, fields object) {
	t.Helper()
	var elements []map[string]object
	require.NoError(t, json.Unmarshal(frame, &elements), "%s", frame)
	require.Len(t, elements, 1)
	require.Len(t, elements[0], 1)
	for name, fields = range elements[0] {
	}
	return name, fields
}

// has checks that o has exactly these fields.
func (o object) has(t *testing.T, fields ...string) {
	t.Helper()
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	require.ElementsMatch(t, fields, names)
}

func isUint32(t *testing.T, v any, lowest float64) {
	t.Helper()
	n, ok := v.(float64)
	require.True(t, ok && n == math.Trunc(n) && n >= lowest && n <= math.MaxUint32, "%v", v)
}

// checkDeviceList checks the reply to RequestDeviceList and gives its devices.
func checkDeviceList(t *testing.T, version uint32, frame []byte) []object {
	t.Helper()
	name, fields := frameOf(t, frame)
	require.Equal(t, "DeviceList", name)
	fields.has(t, "Id", "Devices")
	isUint32(t, fields["Id"], 1)
	list, ok := fields["Devices"].([]any)
	require.True(t, ok)
	var devices []object
	last := -1.0
	for _, d := range list {
		device := object(d.(map[string]any))
		checkDevice(t, version, device)
		index := device["DeviceIndex"].(float64)
		assert.Greater(t, index, last, "ascending order")
		last = index
		devices = append(devices, device)
	}
	return devices
}

// checkDeviceAdded checks an announcement and gives its device.
func checkDeviceAdded(t *testing.T, version uint32, frame []byte) object {
	t.Helper()
	name, fields := frameOf(t, frame)
	require.Equal(t, "DeviceAdded", name)
	require.Zero(t, fields["Id"])
	delete(fields, "Id")
	checkDevice(t, version, fields)
	return fields
}

func checkDevice(t *testing.T, version uint32, d object) {
	t.Helper()
	fields := []string{"DeviceIndex", "DeviceName", "DeviceMessages"}
	if version == 3 {
		fields = append(fields, "DeviceMessageTimingGap")
		isUint32(t, d["DeviceMessageTimingGap"], 0)
		if display, ok := d["DeviceDisplayName"]; ok {
			fields = append(fields, "DeviceDisplayName")
			require.NotEmpty(t, display)
		}
	}
	d.has(t, fields...)
	isUint32(t, d["DeviceIndex"], 0)
	require.IsType(t, "", d["DeviceName"])

	if version == 0 {
		names := d["DeviceMessages"].([]any)
		require.NotEmpty(t, names)
		for _, name := range names {
			require.Contains(t, []any{"SingleMotorVibrateCmd", "StopDeviceCmd"}, name)
		}
		return
	}
	commands := d["DeviceMessages"].(map[string]any)
	require.Contains(t, commands, "StopDeviceCmd")
	for name, attributes := range commands {
		allowed, ok := attributeTables[version][name]
		require.True(t, ok, "%s is none of version %d", name, version)
		allowed(t, attributes)
	}
}

var attributeTables = map[uint32]map[string]func(*testing.T, any){
	1: {
		"VibrateCmd": counted, "RotateCmd": counted, "LinearCmd": counted,
		"SingleMotorVibrateCmd": empty, "StopDeviceCmd": empty,
	},
	2: {
		"VibrateCmd": stepped, "RotateCmd": stepped, "LinearCmd": stepped,
		"BatteryLevelCmd": empty, "StopDeviceCmd": empty,
	},
	3: {
		"ScalarCmd": entries(actuator), "RotateCmd": entries(actuator), "LinearCmd": entries(actuator),
		"SensorReadCmd": entries(sensorEntry), "StopDeviceCmd": empty,
	},
}

func empty(t *testing.T, v any) { object(v.(map[string]any)).has(t) }

func counted(t *testing.T, v any) {
	o := object(v.(map[string]any))
	o.has(t, "FeatureCount")
	isUint32(t, o["FeatureCount"], 1)
}

func stepped(t *testing.T, v any) {
	o := object(v.(map[string]any))
	o.has(t, "FeatureCount", "StepCount")
	steps := o["StepCount"].([]any)
	require.EqualValues(t, o["FeatureCount"], len(steps))
	for _, n := range steps {
		isUint32(t, n, 1)
	}
}

func entries(check func(*testing.T, object)) func(*testing.T, any) {
	return func(t *testing.T, v any) {
		list := v.([]any)
		require.NotEmpty(t, list)
		for _, entry := range list {
			check(t, entry.(map[string]any))
		}
	}
}

func actuator(t *testing.T, o object) {
	o.has(t, "FeatureDescriptor", "ActuatorType", "StepCount")
	require.IsType(t, "", o["FeatureDescriptor"])
	require.Contains(t, []any{"Vibrate", "Rotate", "Oscillate", "Constrict", "Spray", "Temperature", "Led", "Position"}, o["ActuatorType"])
	isUint32(t, o["StepCount"], 1)
}

func sensorEntry(t *testing.T, o object) {
	o.has(t, "FeatureDescriptor", "SensorType", "SensorRange")
	require.IsType(t, "", o["FeatureDescriptor"])
	require.Equal(t, "Battery", o["SensorType"])
	for _, r := range o["SensorRange"].([]any) {
		require.Len(t, r, 2)
	}
}

// announcedCommands makes, for one device as an old client was told of it, commands that use
// everything that was announced, with fractions taken from next.
func announcedCommands(version uint32, d object, next func() float64) []string {
	index := strconv.Itoa(int(d["DeviceIndex"].(float64)))
	start := `{"Id":7,"DeviceIndex":` + index
	var commands []string
	add := func(name, rest string) { commands = append(commands, `[{"`+name+`":`+start+rest+`}}]`) }
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	fraction := func() string { return number(next()) }

	if version == 0 {
		for _, name := range d["DeviceMessages"].([]any) {
			rest := ""
			if name == "SingleMotorVibrateCmd" {
				rest = `,"Speed":` + fraction()
			}
			add(name.(string), rest)
		}
		return commands
	}
	for name, attributes := range d["DeviceMessages"].(map[string]any) {
		subs := func(list string, sub func(i int, entry object) string) {
			rest := ""
			for i, entry := range subcommands(attributes) {
				if i > 0 {
					rest += ","
				}
				rest += `{"Index":` + strconv.Itoa(i) + sub(i, entry) + `}`
			}
			add(name, `,"`+list+`":[`+rest+`]`)
		}
		switch name {
		case "SingleMotorVibrateCmd":
			add(name, `,"Speed":`+fraction())
		case "VibrateCmd":
			subs("Speeds", func(int, object) string { return `,"Speed":` + fraction() })
		case "RotateCmd":
			subs("Rotations", func(i int, _ object) string {
				return `,"Speed":` + fraction() + `,"Clockwise":` + strconv.FormatBool(i%2 == 0)
			})
		case "LinearCmd":
			subs("Vectors", func(int, object) string { return `,"Position":` + fraction() + `,"Duration":` + number(next()*1e6) })
		case "ScalarCmd":
			subs("Scalars", func(_ int, entry object) string {
				return `,"Scalar":` + fraction() + `,"ActuatorType":"` + entry["ActuatorType"].(string) + `"`
			})
		case "SensorReadCmd":
			add(name, `,"SensorIndex":0,"SensorType":"Battery"`)
		default:
			add(name, "")
		}
	}
	return commands
}

// subcommands are the entries of a command, whose attributes are empty before version 3.
func subcommands(attributes any) []object {
	switch a := attributes.(type) {
	case []any:
		var list []object
		for _, entry := range a {
			list = append(list, entry.(map[string]any))
		}
		return list
	case map[string]any:
		return make([]object, int(a["FeatureCount"].(float64)))
	}
	return nil
}
