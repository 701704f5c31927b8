package legacy

import (
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// appendStart opens a frame with one message and its Id.
func appendStart(dst []byte, name string, id uint32) []byte {
	dst = append(dst, `[{"`...)
	dst = append(dst, name...)
	return appendUint(dst, `":{"Id":`, id)
}

// appendUint appends a key, with all its punctuation, and a number.
func appendUint(dst []byte, key string, n uint32) []byte {
	dst = append(dst, key...)
	return strconv.AppendUint(dst, uint64(n), 10)
}

func appendMillis(dst []byte, key string, d time.Duration) []byte {
	dst = append(dst, key...)
	return strconv.AppendInt(dst, max(d.Milliseconds(), 0), 10)
}

// appendIdentity appends the two fields that a device has in all versions.
func appendIdentity(dst []byte, d *device.Definition) []byte {
	dst = appendUint(dst, `"DeviceIndex":`, d.Index)
	dst = append(dst, `,"DeviceName":`...)
	return jsonx.AppendString(dst, d.Name)
}

// appendCounted appends the attributes of a command as versions 1 and 2 give them, with
// a comma after it; nothing if there is no entry.
func appendCounted(dst []byte, command string, list []slot, steps bool) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, '"')
	dst = append(dst, command...)
	dst = appendUint(dst, `":{"FeatureCount":`, uint32(len(list)))
	if steps {
		for i, s := range list {
			key := `,`
			if i == 0 {
				key = `,"StepCount":[`
			}
			dst = appendUint(dst, key, uint32(s.steps()))
		}
		dst = append(dst, ']')
	}
	return append(dst, `},`...)
}

// appendDescribed appends the entries of a command as version 3 gives them, with a comma
// after it; nothing if there is no entry.
func appendDescribed(dst []byte, command string, list []slot) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, '"')
	dst = append(dst, command...)
	dst = append(dst, `":[`...)
	for i, s := range list {
		kind := s.output.Type
		if kind == device.HwPositionWithDuration {
			kind = device.Position // version 3 has no other name for it
		}
		dst = appendEntry(dst, i, s.feature.Description, `,"ActuatorType":`, kind.String())
		dst = appendUint(dst, `,"StepCount":`, uint32(s.steps()))
		dst = append(dst, '}')
	}
	return append(dst, `],`...)
}

// appendSensors appends the entries of SensorReadCmd, with a comma after it.
func appendSensors(dst []byte, list []meter) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, `"SensorReadCmd":[`...)
	for i, m := range list {
		dst = appendEntry(dst, i, m.feature.Description, `,"SensorType":`, m.input.Type.String())
		dst = append(dst, `,"SensorRange":[`...)
		for j, r := range m.input.Ranges {
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, '[')
			dst = strconv.AppendInt(dst, int64(r.Min), 10)
			dst = append(dst, ',')
			dst = strconv.AppendInt(dst, int64(r.Max), 10)
			dst = append(dst, ']')
		}
		dst = append(dst, `]}`...)
	}
	return append(dst, `],`...)
}

// appendEntry opens an entry of a version 3 list.
func appendEntry(dst []byte, place int, description, key, kind string) []byte {
	if place > 0 {
		dst = append(dst, ',')
	}
	dst = append(dst, `{"FeatureDescriptor":`...)
	dst = jsonx.AppendString(dst, description)
	dst = append(dst, key...)
	return jsonx.AppendString(dst, kind)
}
