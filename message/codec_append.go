package message

import (
	"bytes"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// SameDevice reports whether two devices look the same in a DeviceList: index, names, gap and
// features.
func SameDevice(a, b *device.Definition) bool {
	text := func(d *device.Definition) []byte { return Append(nil, &DeviceList{Devices: []*device.Definition{d}}) }
	return bytes.Equal(text(a), text(b))
}

// Append appends a frame that holds m alone, [{"Ok":{"Id":1}}], and returns the extended slice.
// Invalid UTF-8 in a text becomes U+FFFD.
func Append(dst []byte, m Message) []byte {
	dst = append(dst, `[{"`...)
	dst = append(dst, m.MessageName()...)
	dst = append(dst, `":{"Id":`...)
	dst = appendUint(dst, m.MessageID())
	dst = appendFields(dst, m)
	return append(dst, `}}]`...)
}

// appendFields appends what m has besides its Id.
func appendFields(dst []byte, m Message) []byte {
	switch m := m.(type) {
	case *OutputCmd:
		dst = appendFeatureAddress(dst, m.DeviceIndex, m.FeatureIndex)
		dst = append(dst, `,"Command":{"`...)
		dst = append(dst, m.Type.String()...)
		dst = append(dst, `":{"Value":`...)
		dst = appendInt(dst, m.Value)
		if m.Type == device.HwPositionWithDuration {
			dst = append(dst, `,"Duration":`...)
			dst = appendMilliseconds(dst, m.Duration)
		}
		return append(dst, `}}`...)
	case *InputReading:
		dst = appendFeatureAddress(dst, m.DeviceIndex, m.FeatureIndex)
		dst = append(dst, `,"Reading":{"`...)
		dst = append(dst, m.Type.String()...)
		dst = append(dst, `":{"Value":`...)
		dst = appendInt(dst, m.Value)
		return append(dst, `}}`...)
	case *InputCmd:
		dst = appendFeatureAddress(dst, m.DeviceIndex, m.FeatureIndex)
		dst = append(dst, `,"Type":"`...)
		dst = append(dst, m.Type.String()...)
		dst = append(dst, `","Command":"`...)
		dst = append(dst, m.Command.String()...)
		return append(dst, '"')
	case *StopCmd:
		if m.DeviceIndex != nil {
			dst = append(dst, `,"DeviceIndex":`...)
			dst = appendUint(dst, *m.DeviceIndex)
		}
		if m.FeatureIndex != nil {
			dst = append(dst, `,"FeatureIndex":`...)
			dst = appendUint(dst, *m.FeatureIndex)
		}
		dst = append(dst, `,"Inputs":`...)
		dst = strconv.AppendBool(dst, m.Inputs)
		dst = append(dst, `,"Outputs":`...)
		return strconv.AppendBool(dst, m.Outputs)
	case *Error:
		dst = append(dst, `,"ErrorMessage":`...)
		dst = jsonx.AppendString(dst, m.Text)
		dst = append(dst, `,"ErrorCode":`...)
		if m.Code > CodeDevice { // clients throw on a code they do not know
			return append(dst, '0')
		}
		return appendUint(dst, uint32(m.Code))
	case *RequestServerInfo:
		dst = append(dst, `,"ClientName":`...)
		dst = jsonx.AppendString(dst, m.ClientName)
		switch m.Form {
		case FormProtocolVersion:
			dst = appendProtocolVersion(dst, m.Major, m.Minor)
		case FormMessageVersion:
			dst = append(dst, `,"MessageVersion":`...)
			dst = appendUint(dst, m.Major)
		}
		return dst
	case *ServerInfo:
		dst = append(dst, `,"ServerName":`...)
		dst = jsonx.AppendString(dst, m.ServerName)
		dst = append(dst, `,"MaxPingTime":`...)
		dst = appendMilliseconds(dst, m.MaxPingTime)
		return appendProtocolVersion(dst, m.Major, m.Minor)
	case *DeviceList:
		dst = append(dst, `,"Devices":{`...)
		for i, d := range m.Devices {
			dst = appendDevice(appendKey(dst, i, d.Index), d)
		}
		return append(dst, '}')
	}
	return dst
}

func appendDevice(dst []byte, d *device.Definition) []byte {
	dst = append(dst, `{"DeviceIndex":`...)
	dst = appendUint(dst, d.Index)
	dst = append(dst, `,"DeviceName":`...)
	dst = jsonx.AppendString(dst, d.Name)
	if d.DisplayName != "" {
		dst = append(dst, `,"DeviceDisplayName":`...)
		dst = jsonx.AppendString(dst, d.DisplayName)
	}
	dst = append(dst, `,"DeviceMessageTimingGap":`...)
	dst = appendMilliseconds(dst, d.Gap)
	dst = append(dst, `,"DeviceFeatures":{`...)
	for i := range d.Features {
		dst = appendFeature(appendKey(dst, i, d.Features[i].Index), &d.Features[i])
	}
	return append(dst, `}}`...)
}

func appendFeature(dst []byte, f *device.Feature) []byte {
	dst = append(dst, `{"FeatureIndex":`...)
	dst = appendUint(dst, f.Index)
	dst = append(dst, `,"FeatureDescription":`...)
	dst = jsonx.AppendString(dst, f.Description)
	for i := range f.Outputs {
		dst = append(dst, opening(i, `,"Output":{"`)...)
		dst = appendOutput(dst, &f.Outputs[i])
	}
	if len(f.Outputs) > 0 {
		dst = append(dst, '}')
	}
	for i := range f.Inputs {
		dst = append(dst, opening(i, `,"Input":{"`)...)
		dst = appendInput(dst, &f.Inputs[i])
	}
	if len(f.Inputs) > 0 {
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

// opening is what stands before the name of the i-th member of an object.
func opening(i int, first string) string {
	if i == 0 {
		return first
	}
	return `,"`
}

func appendOutput(dst []byte, o *device.Output) []byte {
	dst = append(dst, o.Type.String()...)
	dst = append(dst, `":{"Value":`...)
	dst = appendRange(dst, o.Range)
	if o.Type == device.HwPositionWithDuration {
		dst = append(dst, `,"Duration":`...)
		dst = appendRange(dst, device.Range{Min: int32(o.Duration.Min.Milliseconds()), Max: int32(o.Duration.Max.Milliseconds())})
	}
	return append(dst, '}')
}

func appendInput(dst []byte, in *device.Input) []byte {
	dst = append(dst, in.Type.String()...)
	dst = append(dst, `":{"Value":[`...)
	for i, r := range in.Ranges {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendRange(dst, r)
	}
	dst = append(dst, `],"Command":[`...)
	start := len(dst)
	for _, c := range [...]device.InputCommand{device.Read, device.Subscribe} {
		if !in.Commands.Has(c) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, c.String()...)
		dst = append(dst, '"')
	}
	return append(dst, `]}`...)
}

func appendFeatureAddress(dst []byte, device, feature uint32) []byte {
	dst = append(dst, `,"DeviceIndex":`...)
	dst = appendUint(dst, device)
	dst = append(dst, `,"FeatureIndex":`...)
	return appendUint(dst, feature)
}

func appendProtocolVersion(dst []byte, major, minor uint32) []byte {
	dst = append(dst, `,"ProtocolVersionMajor":`...)
	dst = appendUint(dst, major)
	dst = append(dst, `,"ProtocolVersionMinor":`...)
	return appendUint(dst, minor)
}

// appendKey appends the key of the i-th member of an object of indexed things.
func appendKey(dst []byte, i int, index uint32) []byte {
	dst = append(dst, opening(i, `"`)...)
	dst = appendUint(dst, index)
	return append(dst, `":`...)
}

func appendRange(dst []byte, r device.Range) []byte {
	dst = append(dst, '[')
	dst = appendInt(dst, r.Min)
	dst = append(dst, ',')
	dst = appendInt(dst, r.Max)
	return append(dst, ']')
}

// appendMilliseconds appends d in the whole milliseconds of a uint32.
func appendMilliseconds(dst []byte, d time.Duration) []byte {
	return appendUint(dst, uint32(min(max(d.Milliseconds(), 0), 1<<32-1)))
}

func appendUint(dst []byte, n uint32) []byte { return strconv.AppendUint(dst, uint64(n), 10) }

func appendInt(dst []byte, n int32) []byte { return strconv.AppendInt(dst, int64(n), 10) }
