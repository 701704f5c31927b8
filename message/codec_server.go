package message

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// DecodeServer reads a message that a server of spec version 4 sends, or the ServerInfo of an
// older one, whose Major is then its MessageVersion. The Error tells what is wrong with the
// message and carries its Id, so that the request with that Id can be ended.
//
// Output and input types that this module does not know are left out of a DeviceList. The index
// of a device or feature is the key it stands under; DeviceIndex and FeatureIndex, which only
// repeat it, are not read. Names, descriptions and error texts may contain any character, and
// are cut at the limit.
func DecodeServer(el Element, lim Limits) (Message, *Error) {
	lim = lim.orDefault()
	var r reader
	switch el.Name {
	case "Ok":
		r.start(&el, 1)
		return r.result(&Ok{})
	case "Error":
		return r.result(serverError(r.start(&el, 0), lim.Text))
	case "ServerInfo":
		return r.result(serverInfo(r.start(&el, 1), lim.Text))
	case "ScanningFinished":
		r.start(&el, 0)
		return r.result(&ScanningFinished{})
	case "DeviceList":
		// The reader is one of its own because this one goes to the heap.
		var r reader
		return r.result(deviceList(r.start(&el, 0), lim))
	case "InputReading":
		return r.result(inputReading(r.start(&el, 0)))
	}
	return nil, NewError(el.ID, CodeMessage, jsonx.Quote(el.Name)+" is not a message that a server of protocol version 4 sends; "+
		"these are ServerInfo, Ok, Error, DeviceList, InputReading and ScanningFinished.")
}

func serverError(body jsonx.Field, limit int) *Error {
	m := &Error{Text: cutText(body.Field("ErrorMessage"), limit)}
	if code := body.Field("ErrorCode").Int32(); code >= 0 && code <= int32(CodeDevice) {
		m.Code = ErrorCode(code)
	}
	return m
}

func serverInfo(body jsonx.Field, limit int) *ServerInfo {
	m := &ServerInfo{ServerName: cutText(body.Field("ServerName"), limit), MaxPingTime: milliseconds(body.Field("MaxPingTime"))}
	major, minor := body.Field("ProtocolVersionMajor"), body.Field("ProtocolVersionMinor")
	if old := body.Field("MessageVersion"); major.Unset() && !old.Unset() {
		major, minor = old, jsonx.Field{}
	}
	m.Major = major.Uint32()
	if !minor.Unset() {
		m.Minor = minor.Uint32()
	}
	return m
}

func deviceList(body jsonx.Field, lim Limits) *DeviceList {
	devices := body.Field("Devices")
	m := &DeviceList{}
	if !fits(devices, lim.Devices) {
		return m
	}
	for key, f := range devices.Members() {
		d := &device.Definition{
			Index:    index(key, devices),
			Name:     cutText(f.Field("DeviceName"), lim.Text),
			Features: features(f.Field("DeviceFeatures"), lim),
		}
		if display := f.Field("DeviceDisplayName"); !display.Unset() {
			d.DisplayName = cutText(display, lim.Text)
		}
		if gap := f.Field("DeviceMessageTimingGap"); !gap.Unset() {
			d.Gap = milliseconds(gap)
		}
		m.Devices = append(m.Devices, d)
	}
	m.Devices = byIndex(m.Devices, func(d *device.Definition) uint32 { return d.Index })
	return m
}

func features(list jsonx.Field, lim Limits) []device.Feature {
	if !fits(list, lim.Features) {
		return nil
	}
	var all []device.Feature
	for key, f := range list.Members() {
		feature := device.Feature{Index: index(key, list)}
		if text := f.Field("FeatureDescription"); !text.Unset() {
			feature.Description = cutText(text, lim.Text)
		}
		if out := f.Field("Output"); !out.Unset() {
			feature.Outputs = outputs(out)
		}
		if in := f.Field("Input"); !in.Unset() {
			feature.Inputs = inputs(in, lim.Ranges)
		}
		all = append(all, feature)
	}
	return byIndex(all, func(f device.Feature) uint32 { return f.Index })
}

func outputs(list jsonx.Field) []device.Output {
	var all []device.Output
	for key, f := range list.Members() {
		t, known := device.ParseOutputType(key)
		if !known {
			continue
		}
		o := device.Output{Type: t, Range: pair(f.Field("Value"))}
		if d := f.Field("Duration"); t == device.HwPositionWithDuration && !d.Unset() {
			o.Duration = device.Milliseconds(pair(d))
		}
		if i := slices.IndexFunc(all, func(o device.Output) bool { return o.Type == t }); i >= 0 {
			all[i] = o
		} else {
			all = append(all, o)
		}
	}
	return all
}

func inputs(list jsonx.Field, limit int) []device.Input {
	var all []device.Input
	for key, f := range list.Members() {
		t, known := device.ParseInputType(key)
		if !known {
			continue
		}
		in := device.Input{Type: t, Ranges: ranges(f.Field("Value"), limit)}
		commands := f.Field("Command")
		for _, name := range commands.Items() {
			if c, known := device.ParseInputCommand(name.Text()); known && c != device.Unsubscribe {
				in.Commands |= device.InputCommands(c)
			}
		}
		if i := slices.IndexFunc(all, func(in device.Input) bool { return in.Type == t }); i >= 0 {
			all[i] = in
		} else {
			all = append(all, in)
		}
	}
	return all
}

// ranges reads a list of ranges, or a single range that stands there without its list.
func ranges(list jsonx.Field, limit int) []device.Range {
	if !fits(list, limit) {
		return nil
	}
	var all []device.Range
	for i, f := range list.Items() {
		if i == 0 && f.Kind() == jsonx.Number {
			return []device.Range{pair(list)}
		}
		all = append(all, pair(f))
	}
	return all
}

const allowedRange = "two whole numbers [lowest, highest] of 32 bits"

func pair(f jsonx.Field) device.Range {
	var bounds [2]int32
	if f.Len() != len(bounds) || f.Kind() != jsonx.Array {
		f.Fail(allowedRange)
		return device.Range{}
	}
	for i, bound := range f.Items() {
		bounds[i] = bound.Int32()
	}
	if bounds[0] > bounds[1] {
		f.FailAs(string(appendRange(nil, device.Range{Min: bounds[0], Max: bounds[1]})), allowedRange)
	}
	return device.Range{Min: bounds[0], Max: bounds[1]}
}

func inputReading(body jsonx.Field) *InputReading {
	m := &InputReading{DeviceIndex: body.Field("DeviceIndex").Uint32(), FeatureIndex: body.Field("FeatureIndex").Uint32()}
	reading := body.Field("Reading")
	key, fields := reading.Only()
	var known bool
	if m.Type, known = device.ParseInputType(key); !known {
		reading.FailAs("for "+jsonx.Quote(key), "for one of "+names(device.InputTypes()))
		return m
	}
	if fields.Kind() != jsonx.Object {
		fields.Fail("an object with the value of the reading")
	}
	lo, hi := readingBounds(m.Type)
	m.Value = int32(fields.Field("Value").Int(lo, hi))
	return m
}

// readingBounds is what a reading of type t can be.
func readingBounds(t device.InputType) (lo, hi int64) {
	switch t {
	case device.Battery:
		return 0, 100 // percent
	case device.RSSI:
		return math.MinInt8, math.MaxInt8 // dBm
	case device.Button:
		return 0, math.MaxUint8
	}
	return 0, math.MaxInt32
}

// index reads a key of list, which must be a number in its shortest decimal form.
func index(key string, list jsonx.Field) uint32 {
	n, ok := ascii.ParseUint(key, math.MaxUint32)
	if !ok || key[0] == '0' && len(key) > 1 {
		list.FailAs("an object with the key "+jsonx.Quote(key), "an object whose keys are indexes from 0 to 4294967295")
	}
	return uint32(n)
}

// byIndex sorts all; of several with the same index the last one stays.
func byIndex[T any](all []T, index func(T) uint32) []T {
	disorder := 1
	for disorder < len(all) && index(all[disorder-1]) < index(all[disorder]) {
		disorder++
	}
	if disorder >= len(all) {
		return all // as servers send them
	}
	last := map[uint32]int{}
	for i := range all {
		last[index(all[i])] = i
	}
	sorted := make([]T, 0, len(last))
	for _, i := range slices.Sorted(maps.Keys(last)) {
		sorted = append(sorted, all[last[i]])
	}
	return sorted
}

// fits reports whether an array or object has no more than limit entries.
func fits(f jsonx.Field, limit int) bool {
	n := f.Len()
	if n > limit {
		f.FailAs("a list of "+strconv.Itoa(n)+" entries", "one of at most "+strconv.Itoa(limit))
	}
	return n <= limit
}

func milliseconds(f jsonx.Field) time.Duration { return time.Duration(f.Uint32()) * time.Millisecond }

// cutText is a text of its own, so that keeping it does not keep the whole frame.
func cutText(f jsonx.Field, limit int) string { return strings.Clone(jsonx.Shorten(f.Text(), limit)) }
