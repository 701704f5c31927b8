package message

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
)

var outputFrame = []byte(`[{"OutputCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":17}}}}]`)

func BenchmarkDecodeOutputCmd(b *testing.B) { benchmarkDecode(b, outputFrame, DecodeClient) }

func BenchmarkAppendOk(b *testing.B) {
	b.ReportAllocs()
	frame := make([]byte, 0, 64)
	ok := &Ok{Header{123456}}
	for b.Loop() {
		frame = Append(frame[:0], ok)
	}
}

func BenchmarkAppendOutputCmd(b *testing.B) {
	b.ReportAllocs()
	frame := make([]byte, 0, 256)
	cmd := &OutputCmd{Header: Header{10}, FeatureIndex: 1, Type: device.Vibrate, Value: 17}
	for b.Loop() {
		frame = Append(frame[:0], cmd)
	}
}

func BenchmarkDecodeOk(b *testing.B) {
	benchmarkDecode(b, []byte(`[{"Ok":{"Id":12}}]`), fromServer)
}

func BenchmarkDecodeDeviceList(b *testing.B) { benchmarkDecode(b, manyDevices(100), fromServer) }

func benchmarkDecode(b *testing.B, frame []byte, decode func(Element) (Message, *Error)) {
	b.SetBytes(int64(len(frame)))
	b.ReportAllocs()
	for b.Loop() {
		if _, bad := decodeOne(frame, decode); bad != nil {
			b.Fatal(bad)
		}
	}
}

func BenchmarkAppendDeviceList(b *testing.B) {
	list, bad := decodeOne(manyDevices(100), fromServer)
	if bad != nil {
		b.Fatal(bad)
	}
	b.ReportAllocs()
	var frame []byte
	for b.Loop() {
		frame = Append(frame[:0], list)
	}
}
