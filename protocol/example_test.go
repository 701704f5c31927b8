package protocol_test

import (
	"fmt"
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// A program adds a protocol of its own: a packet for each motor, with the motor's number,
// its level and the sum of the bytes before.
func Example() {
	egg := protocol.Spec{
		Name:     "egg",
		Response: true,
		Command:  protocol.Bytes{0xA5, protocol.Index + 1, protocol.Level, protocol.Sum},
	}
	protocols, err := protocol.All().With(egg)
	if err != nil {
		fmt.Println(err)
		return
	}

	spec, _ := protocols.Lookup("egg")
	state := protocol.NewState(&device.Definition{}, &device.Advertisement{Name: "Egg"}, nil)
	for _, w := range spec.Encode(state, []device.Command{
		{Feature: 0, Type: device.Vibrate, Value: 50},
		{Feature: 1, Type: device.Vibrate, Value: 0},
	}) {
		fmt.Printf("% X, with response: %t\n", w.Data, w.Response)
	}
	// Output:
	// A5 01 32 D8, with response: true
	// A5 02 00 A7, with response: true
}

// Motors that share a packet, and another packet for when all of them are off.
func ExampleOffOn() {
	spec := protocol.Spec{
		Name: "duo",
		Packet: protocol.OffOn{
			protocol.Bytes{0x0F, 0x00},
			protocol.Bytes{0x0F, 0x01, protocol.Level0, protocol.Level1},
		},
	}
	duo := &device.Definition{Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
		{Index: 1, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Max: 20}}}},
	}}
	state := protocol.NewState(duo, &device.Advertisement{}, nil)
	for _, level := range []int32{7, 0} {
		for _, w := range spec.Encode(state, []device.Command{{Feature: 1, Type: device.Rotate, Value: level}}) {
			fmt.Printf("% X\n", w.Data)
		}
	}
	// Output:
	// 0F 01 00 07
	// 0F 00
}

// A program that never calls All contains only the protocols that it names.
func ExampleNewSet() {
	protocols, err := protocol.NewSet(slices.Concat(protocol.Lovense, protocol.WeVibe)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(protocols.Names())
	// Output: [lovense wevibe wevibe-8bit wevibe-chorus]
}
