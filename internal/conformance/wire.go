package conformance

import (
	"errors"
	"slices"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// fields are those that a message of a client has, besides Id; a question mark stands
// before what may be left out.
var fields = map[string][]string{
	"RequestServerInfo": {"ClientName", "ProtocolVersionMajor", "ProtocolVersionMinor"},
	"Ping":              {},
	"StartScanning":     {},
	"StopScanning":      {},
	"RequestDeviceList": {},
	"Disconnect":        {},
	"OutputCmd":         {"DeviceIndex", "FeatureIndex", "Command"},
	"InputCmd":          {"DeviceIndex", "FeatureIndex", "Type", "Command"},
	"StopCmd":           {"?DeviceIndex", "?FeatureIndex", "?Inputs", "?Outputs"},
}

// decode reads a message as the strictest of servers would. Official servers check frames
// against a schema and drop one that does not fit, so that its client waits for ever; what
// such a server would drop is an error here.
func decode(el message.Element) (message.Message, error) {
	m, bad := message.DecodeClient(el)
	if bad != nil {
		return nil, bad
	}
	known := fields[el.Name]
	for name, v := range el.Body.Members() {
		if name != "Id" && !slices.Contains(known, name) && !slices.Contains(known, "?"+name) {
			return nil, errors.New(el.Name + " has a field " + jsonx.Quote(name) + ", which the protocol does not have; servers drop such a message")
		}
		if err := plain(el.Name+"."+name, v); err != nil {
			return nil, err
		}
	}
	for _, name := range known {
		if !strings.HasPrefix(name, "?") && !el.Body.Get(name).Exists() {
			return nil, errors.New(el.Name + " has no " + name)
		}
	}
	return m, nil
}

// plain checks that a value has no null, no array and no number with a fraction or exponent
// in it.
func plain(path string, v jsonx.Value) error {
	switch v.Kind() {
	case jsonx.Null:
		return errors.New(path + " is null; what is not set must be left out")
	case jsonx.Number:
		if strings.ContainsAny(string(v.Raw()), ".eE") {
			return errors.New(path + " is " + string(v.Raw()) + "; it must be written as a whole number")
		}
	case jsonx.Array:
		return errors.New(path + " is an array; it must be a single value, as all fields of clients are")
	case jsonx.Object:
		for name, member := range v.Members() {
			if err := plain(path+"."+name, member); err != nil {
				return err
			}
		}
	}
	return nil
}

// describe is a message in a text: its JSON.
func describe(m message.Message) string { return string(message.Append(nil, m)) }
