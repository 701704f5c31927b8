package legacy_test

import (
	"encoding/json"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/legacy"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

var update = flag.Bool("update", false, "write the table of answers into docs/compatibility.md")

// requests are all messages that a client of any version can send, with a device that
// has everything. The order is that of the table.
var requests = []struct{ name, fields string }{
	{"RequestServerInfo", `"ClientName":"Again","MessageVersion":1`},
	{"Ping", ``},
	{"StartScanning", ``},
	{"StopScanning", ``},
	{"RequestDeviceList", ``},
	{"StopDeviceCmd", `"DeviceIndex":0`},
	{"StopAllDevices", ``},
	{"SingleMotorVibrateCmd", `"DeviceIndex":0,"Speed":0.5`},
	{"VibrateCmd", `"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":0.5}]`},
	{"RotateCmd", `"DeviceIndex":0,"Rotations":[{"Index":0,"Speed":0.5,"Clockwise":true}]`},
	{"LinearCmd", `"DeviceIndex":0,"Vectors":[{"Index":0,"Duration":500,"Position":0.5}]`},
	{"ScalarCmd", `"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":0.5,"ActuatorType":"Vibrate"}]`},
	{"BatteryLevelCmd", `"DeviceIndex":0`},
	{"RSSILevelCmd", `"DeviceIndex":0`},
	{"SensorReadCmd", `"DeviceIndex":0,"SensorIndex":0,"SensorType":"Battery"`},
	{"SensorSubscribeCmd", `"DeviceIndex":0,"SensorIndex":0,"SensorType":"Pressure"`},
	{"SensorUnsubscribeCmd", `"DeviceIndex":0,"SensorIndex":0,"SensorType":"Pressure"`},
	{"OutputCmd", `"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5}}`},
	{"InputCmd", `"DeviceIndex":0,"FeatureIndex":3,"Type":"Battery","Command":"Read"`},
	{"StopCmd", ``},
	{"FleshlightLaunchFW12Cmd", `"DeviceIndex":0,"Position":95,"Speed":40`},
	{"VorzeA10CycloneCmd", `"DeviceIndex":0,"Speed":50,"Clockwise":false`},
	{"KiirooCmd", `"DeviceIndex":0,"Command":"4"`},
	{"LovenseCmd", `"DeviceIndex":0,"Command":"Vibrate:10;"`},
	{"RawCmd", `"DeviceIndex":0,"Command":[0,2,4]`},
	{"RawWriteCmd", `"DeviceIndex":0,"Endpoint":"tx","Data":[1,2],"WriteWithResponse":false`},
	{"RawReadCmd", `"DeviceIndex":0,"Endpoint":"rx","ExpectedLength":0,"WaitForData":false`},
	{"RawSubscribeCmd", `"DeviceIndex":0,"Endpoint":"rx"`},
	{"RawUnsubscribeCmd", `"DeviceIndex":0,"Endpoint":"rx"`},
	{"Test", `"TestString":"hello"`},
	{"RequestLog", `"LogLevel":"Info"`},
	{"Disconnect", ``},
}

// everything is a toy that can do all that the requests ask for.
var everything = device.Definition{
	Protocol: simulated.Protocol, Identifier: "Everything", Name: "Everything", Gap: device.NoGap,
	Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
		{Index: 1, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -20, Max: 20}}}},
		{Index: 2, Outputs: []device.Output{{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 10 * time.Second}}}},
		{Index: 3, Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}}},
		{Index: 4, Inputs: []device.Input{{Type: device.Pressure, Ranges: []device.Range{{Max: 2000}}, Commands: device.InputCommands(device.Subscribe)}}},
	},
}

var greetings = []string{``, `,"MessageVersion":1`, `,"MessageVersion":2`, `,"MessageVersion":3`, `,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0`}

const (
	tableStart = "<!-- table of answers: written by go test ./legacy -run TestTableOfAnswers -update -->\n"
	tableEnd   = "<!-- end of the table -->\n"
	document   = "../../docs/compatibility.md"
)

// The table in the documentation says what the server answers.
func TestTableOfAnswers(t *testing.T) {
	missing := legacy.CommandNames()
	for _, r := range requests {
		delete(missing, r.name)
	}
	require.Empty(t, missing, "requests has to have them")
	columns := make([]map[string]string, len(greetings))
	for version := range greetings {
		synctest.Test(t, func(t *testing.T) { columns[version] = answers(t, greetings[version]) })
	}
	table := "| message | v0 | v1 | v2 | v3 | v4 |\n|---|---|---|---|---|---|\n"
	for _, r := range requests {
		table += "| " + r.name
		for _, column := range columns {
			table += " | " + column[r.name]
		}
		table += " |\n"
	}
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), tableStart)
	require.True(t, found, "%s has no table of answers", document)
	old, after, found := strings.Cut(rest, tableEnd)
	require.True(t, found, "the table of answers in %s has no end", document)
	if *update {
		require.NoError(t, os.WriteFile(document, []byte(before+tableStart+table+tableEnd+after), 0o644))
		return
	}
	require.Equal(t, table, old, "run the test with -update and look at the change")
}

// answers sends every request in a session of one version and tells what came back.
func answers(t *testing.T, greeting string) map[string]string {
	toys := simulated.New(everything)
	srv := server.New(server.Options{Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys}})
	replies := map[uint32]string{}
	session := srv.OpenFrames(func(frame []byte) {
		var elements []map[string]struct {
			ID        uint32 `json:"Id"`
			ErrorCode int
		}
		require.NoError(t, json.Unmarshal(frame, &elements))
		for name, fields := range elements[0] {
			if name == "Error" {
				name += " " + strconv.Itoa(fields.ErrorCode)
			}
			replies[fields.ID] = name
		}
	})
	send := func(name, fields string, id int) {
		if fields != "" {
			fields = "," + fields
		}
		session.Handle([]byte(`[{"` + name + `":{"Id":` + strconv.Itoa(id) + fields + `}}]`))
		synctest.Wait()
	}
	send("RequestServerInfo", `"ClientName":"Table"`+greeting, 1)
	require.Equal(t, "ServerInfo", replies[1])
	send("StartScanning", "", 2)
	column := map[string]string{}
	for i, r := range requests {
		send(r.name, r.fields, 10+i)
		column[r.name] = replies[uint32(10+i)]
		require.NotEmpty(t, column[r.name], r.name)
	}
	require.NoError(t, srv.Close())
	return column
}
