package message

import (
	"math"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// DecodeClient reads a message that a client of spec version 4 sends, or a RequestServerInfo of
// any version. For everything else, and for a field that is missing, of the wrong type or out of
// range, it returns an Error to be sent in reply. Unknown fields are ignored, null stands for an
// absent field where that may be absent, and of two fields with the same name the last one
// counts. Whether values suit a device is not checked.
func DecodeClient(el Element) (Message, *Error) {
	var r reader
	body := r.start(&el, 1)
	switch el.Name {
	case "OutputCmd":
		return r.result(outputCmd(&body))
	case "Ping":
		return r.result(&Ping{})
	case "RequestServerInfo":
		return r.result(requestServerInfo(&body))
	case "Disconnect":
		return r.result(&Disconnect{})
	case "StartScanning":
		return r.result(&StartScanning{})
	case "StopScanning":
		return r.result(&StopScanning{})
	case "RequestDeviceList":
		return r.result(&RequestDeviceList{})
	case "StopCmd":
		return r.result(stopCmd(&body))
	case "InputCmd":
		return r.result(inputCmd(&body))
	}
	return nil, NewError(el.ID, CodeMessage, jsonx.Quote(el.Name)+" is not a message that a client of protocol version 4 sends; "+
		"these are RequestServerInfo, Ping, StartScanning, StopScanning, RequestDeviceList, OutputCmd, InputCmd, StopCmd and Disconnect.")
}

func requestServerInfo(body *jsonx.Field) *RequestServerInfo {
	m := &RequestServerInfo{ClientName: clientName(body.Field("ClientName")), Form: FormNone}
	if major := body.Field("ProtocolVersionMajor"); !major.Unset() {
		m.Form, m.Major = FormProtocolVersion, major.Uint32()
		if minor := body.Field("ProtocolVersionMinor"); !minor.Unset() {
			m.Minor = minor.Uint32()
		}
	} else if version := body.Field("MessageVersion"); !version.Unset() {
		m.Form, m.Major = FormMessageVersion, version.Uint32()
	}
	return m
}

func clientName(f jsonx.Field) string {
	s := f.Text()
	if limit := DefaultLimits.Text; len(s) > limit {
		f.FailAs(strconv.Itoa(len(s))+" bytes long", "at most "+strconv.Itoa(limit))
	}
	return strings.Clone(s)
}

func outputCmd(body *jsonx.Field) *OutputCmd {
	m := &OutputCmd{DeviceIndex: body.Field("DeviceIndex").Uint32(), FeatureIndex: body.Field("FeatureIndex").Uint32()}
	command := body.Field("Command")
	key, fields := command.Only()
	t, ok := device.ParseOutputType(key)
	if !ok {
		command.FailAs("for "+jsonx.Quote(key), "for one of "+names(device.OutputTypes()))
		return m
	}
	m.Type = t
	if fields.Kind() != jsonx.Object {
		fields.Fail("an object with the fields of the command")
	}
	value := fields.Field("Value")
	value.Value = value.Sole() // npm buttplug 4.0.2 sends [50] for 50
	if t == device.HwPositionWithDuration {
		m.Value = int32(value.Int(0, math.MaxInt32))
		m.Duration = milliseconds(fields.Field("Duration"))
	} else {
		m.Value = value.Int32()
	}
	return m
}

func stopCmd(body *jsonx.Field) *StopCmd {
	return &StopCmd{
		DeviceIndex: optionalIndex(body.Field("DeviceIndex")), FeatureIndex: optionalIndex(body.Field("FeatureIndex")),
		Inputs: boolOrTrue(body.Field("Inputs")), Outputs: boolOrTrue(body.Field("Outputs")),
	}
}

func inputCmd(body *jsonx.Field) *InputCmd {
	m := &InputCmd{DeviceIndex: body.Field("DeviceIndex").Uint32(), FeatureIndex: body.Field("FeatureIndex").Uint32()}
	kind, command := body.Field("Type"), body.Field("Command")
	var ok bool
	if m.Type, ok = device.ParseInputType(kind.Text()); !ok {
		kind.Fail("one of " + names(device.InputTypes()))
	}
	if m.Command, ok = device.ParseInputCommand(command.Text()); !ok {
		command.Fail("Read, Subscribe or Unsubscribe")
	}
	return m
}

func optionalIndex(f jsonx.Field) *uint32 {
	if f.Unset() {
		return nil
	}
	return new(f.Uint32())
}

func boolOrTrue(f jsonx.Field) bool { return f.Unset() || f.Bool() }
