package server_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// A server with simulated toys speaks protocol frames with whoever brings them. Clients in
// the same process use Connector, those elsewhere the http.Handler that Handler gives.
func Example() {
	toys := simulated.New(simulated.Models()[0])
	srv := server.New(server.Options{
		Name:      "Example",
		Catalog:   toys.Catalog(nil),
		Protocols: protocol.All(),
		Scanners:  []device.Scanner{toys},
	})
	defer srv.Close() // stops and disconnects all toys

	session := srv.OpenFrames(func(frame []byte) { fmt.Println(string(frame)) })
	session.Handle([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"Me","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`))
	session.Handle([]byte(`[{"OutputCmd":{"Id":2,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":10}}}}]`))
	session.Close()
	// Output:
	// [{"ServerInfo":{"Id":1,"ServerName":"Example","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]
	// [{"Error":{"Id":2,"ErrorMessage":"There is no device 0. It may have disconnected; ask for the device list to see which there are.","ErrorCode":4}}]
}

// A session in message values saves the JSON.
func ExampleServer_Open() {
	srv := server.New(server.Options{Name: "Example"})
	defer srv.Close()
	session := srv.Open(func(m message.Message) { fmt.Printf("%s %d\n", m.MessageName(), m.MessageID()) })
	session.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, ClientName: "Me", Major: message.SpecMajor})
	session.Handle(&message.StopCmd{Header: message.Header{ID: 2}, Inputs: true, Outputs: true})
	// Output:
	// ServerInfo 1
	// Ok 2
}
