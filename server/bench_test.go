package server

import (
	"context"
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// quietToy is a toy whose writes cost nothing.
type quietToy struct{ *fakeToy }

func (q quietToy) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	link, err := q.fakeToy.Connect(ctx, wanted)
	return quietLink{link}, err
}

type quietLink struct{ device.Link }

func (quietLink) Write(context.Context, device.Endpoint, []byte, bool) error { return nil }

// benchServer is a server with one connected toy.
func benchServer(b *testing.B) *Server {
	ready := make(chan struct{})
	scanner := &fakeScanner{scan: func(_ context.Context, started func(), found func(device.Peripheral)) error {
		started()
		found(quietToy{newFakeToy("a")})
		return nil
	}}
	srv := New(Options{Catalog: fakeCatalog{}, Protocols: fakeProtocols, Scanners: []device.Scanner{scanner}})
	b.Cleanup(func() { _ = srv.Close() })
	s := srv.Open(func(m message.Message) {
		if _, ok := m.(*message.ScanningFinished); ok {
			close(ready)
		}
	})
	s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
	s.Handle(&message.StartScanning{Header: message.Header{ID: 2}})
	<-ready
	return srv
}

// BenchmarkOutput is an OutputCmd from Handle to the worker and its Ok, in message values.
func BenchmarkOutput(b *testing.B) {
	s := benchServer(b).Open(func(message.Message) {})
	s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
	cmd := &message.OutputCmd{Header: message.Header{ID: 3}, Type: device.Vibrate}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		cmd.Value = int32(i % 20)
		s.Handle(cmd)
	}
}

// BenchmarkOutputFrame is the same in JSON frames of version 4 and 3.
func BenchmarkOutputFrame(b *testing.B) {
	for _, version := range []struct{ name, hello, on, off string }{
		{"v4", helloV4, `[{"OutputCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":7}}}}]`,
			`[{"OutputCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":0}}}}]`},
		{"v3", helloV3, `[{"ScalarCmd":{"Id":3,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":0.5,"ActuatorType":"Vibrate"}]}}]`,
			`[{"ScalarCmd":{"Id":3,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":0,"ActuatorType":"Vibrate"}]}}]`},
	} {
		b.Run(version.name, func(b *testing.B) {
			s := benchServer(b).OpenFrames(func([]byte) {})
			s.Handle([]byte(version.hello))
			on, off := []byte(version.on), []byte(version.off)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%2 == 0 {
					s.Handle(on)
				} else {
					s.Handle(off)
				}
			}
		})
	}
}
