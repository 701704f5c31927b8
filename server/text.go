package server

import (
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// fail is an Error; whoever sends it sets the Id.
func fail(code message.ErrorCode, text string) *message.Error { return message.NewError(0, code, text) }

// because is the Error that tells of err. A client in the same process gets err itself, too.
func because(err error) *message.Error { return failed("", err) }

// failed is because, with what failed in front.
func failed(what string, err error) *message.Error {
	return &message.Error{Text: what + sentence(err.Error()), Code: message.CodeDevice, Cause: err}
}

// sentence gives the text of an error its full stop.
func sentence(text string) string { return strings.TrimSuffix(text, ".") + "." }

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// label names a toy in a text: "Device 3 (Lovense Hush)".
func label(t *toy) string { return "Device " + number(t.index) + " (" + t.def.Name + ")" }

// ofDevice is label in the middle of a text: " of device 3 (Lovense Hush)".
func ofDevice(t *toy) string { return " of device " + number(t.index) + " (" + t.def.Name + ")" }

// featureLabel names a feature in a text: "Feature 0 of device 3 (Lovense Hush)".
func featureLabel(t *toy, f *device.Feature) string {
	return "Feature " + number(f.Index) + ofDevice(t)
}

// listed puts the names of n things behind each other: "Vibrate, Rotate".
func listed(n int, name func(i int) string) string {
	names := make([]string, n)
	for i := range names {
		names[i] = name(i)
	}
	return strings.Join(names, ", ")
}

// outputNames lists what a feature can be told to do.
func outputNames(f *device.Feature) string {
	return listed(len(f.Outputs), func(i int) string { return f.Outputs[i].Type.String() })
}

// commandNames lists what an input can be told to do.
func commandNames(s device.InputCommands) string {
	var names []string
	for c := device.Read; c <= device.Unsubscribe; c <<= 1 {
		if s.Has(c) {
			names = append(names, c.String())
		}
	}
	return strings.Join(names, ", ")
}

// inputNames lists what a feature can measure.
func inputNames(f *device.Feature) string {
	return listed(len(f.Inputs), func(i int) string { return f.Inputs[i].Type.String() })
}
