package legacy

import (
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

// refusal says why a message is not among the commands of this version.
func (v *version) refusal(name string) string {
	for _, known := range fromServer {
		if known == name {
			return name + " is a server's message; clients do not send it."
		}
	}
	var in []string
	for _, other := range versions {
		if _, ok := other.commands[name]; ok {
			in = append(in, strconv.Itoa(int(other.number)))
		}
	}
	for _, known := range since4 {
		if known == name {
			in = append(in, strconv.Itoa(message.SpecMajor))
		}
	}
	if len(in) == 0 {
		return "There is no message " + jsonx.Quote(name) + " in any protocol version."
	}
	return name + " belongs to protocol version " + strings.Join(in, ", ") +
		"; this session was opened with version " + strconv.Itoa(int(v.number)) + "."
}
