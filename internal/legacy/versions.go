package legacy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// since4 are the client's messages that came with version 4.
var since4 = []string{"OutputCmd", "InputCmd", "StopCmd", "Disconnect"}

// fromServer are the messages of all versions that only a server sends.
var fromServer = []string{
	"Ok", "Error", "ServerInfo", "ScanningFinished", "DeviceList", "DeviceAdded", "DeviceRemoved",
	"InputReading", "SensorReading", "BatteryLevelReading", "RSSILevelReading", "RawReading", "Log",
}

// always are the client's messages that all versions have, version 4 too.
var always = []string{"RequestServerInfo", "Ping", "StartScanning", "StopScanning", "RequestDeviceList"}

// Refusal is the Error for a client of version 4 that sent a message which it can't have,
// because only older versions have it or only servers send it; nil for any other message.
func Refusal(el message.Element) *message.Error {
	if slices.Contains(always, el.Name) || slices.Contains(since4, el.Name) {
		return nil
	}
	text, known := refusal(el.Name, message.SpecMajor)
	if !known {
		return nil
	}
	return message.NewError(el.ID, message.CodeMessage, text)
}

// refusal says why a message is not among those of a client of the version, and whether
// there is such a message at all.
func refusal(name string, number uint32) (text string, known bool) {
	if slices.Contains(fromServer, name) {
		return name + " is a server's message; clients do not send it.", true
	}
	var in []string
	for _, other := range versions {
		if other.decoder(name) != nil {
			in = append(in, strconv.Itoa(int(other.number)))
		}
	}
	if slices.Contains(since4, name) {
		in = append(in, strconv.Itoa(message.SpecMajor))
	}
	if len(in) == 0 {
		return "There is no message " + jsonx.Quote(name) + " in any protocol version. Upper and lower case matter.", false
	}
	return name + " belongs to protocol version " + strings.Join(in, ", ") +
		"; this session was opened with version " + strconv.Itoa(int(number)) + ".", true
}
