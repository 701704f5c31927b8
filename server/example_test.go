package server_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/server"
)

// A program with a transport of its own hands over frames.
func ExampleServer_OpenFrames() {
	srv := server.New(server.Options{Name: "Example"})
	defer srv.Close()
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
