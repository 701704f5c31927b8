package server

import (
	"context"
	"strconv"
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

// benchServer is a server with connected toys.
func benchServer(b *testing.B, toys int) *Server {
	ready := make(chan struct{})
	scanner := &fakeScanner{scan: func(_ context.Context, started func(), found func(device.Peripheral)) error {
		started()
		for n := range toys {
			found(quietToy{newFakeToy("toy " + strconv.Itoa(n))})
		}
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
	s := benchServer(b, 1).Open(func(message.Message) {})
	s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
	cmd := &message.OutputCmd{Header: message.Header{ID: 3}, Type: device.Vibrate}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		cmd.Value = int32(i % 20)
		s.Handle(cmd)
	}
}

// BenchmarkToys is an OutputCmd for each of so many toys, handed over together.
func BenchmarkToys(b *testing.B) {
	for _, toys := range []int{1, 8, 32} {
		b.Run(strconv.Itoa(toys), func(b *testing.B) {
			s := benchServer(b, toys).Open(func(message.Message) {})
			s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
			var all []message.Message
			for n := range toys {
				all = append(all, &message.OutputCmd{Header: message.Header{ID: uint32(n + 3)}, DeviceIndex: uint32(n), Type: device.Vibrate})
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				for _, m := range all {
					m.(*message.OutputCmd).Value = int32(i % 20)
				}
				s.Handle(all...)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*toys), "ns/command")
		})
	}
}

// BenchmarkClients is an OutputCmd of each of so many sessions for the same toy.
func BenchmarkClients(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(strconv.Itoa(clients), func(b *testing.B) {
			srv := benchServer(b, 1)
			var sessions []*Session
			for range clients {
				s := srv.Open(func(message.Message) {})
				s.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
				sessions = append(sessions, s)
			}
			cmd := &message.OutputCmd{Header: message.Header{ID: 3}, Type: device.Vibrate}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				for n, s := range sessions {
					cmd.Value = int32((i + n) % 20)
					s.Handle(cmd)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*clients), "ns/command")
		})
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
			s := benchServer(b, 1).OpenFrames(func([]byte) {})
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
