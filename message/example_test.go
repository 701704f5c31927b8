package message_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// A server reads what a client sent, and answers.
func Example() {
	frame := []byte(`[{"OutputCmd":{"Id":7,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":12}}}},{"Nonsense":{"Id":8}}]`)
	for el, bad := range message.Elements(frame, message.DefaultLimits) {
		var m message.Message
		if bad == nil {
			m, bad = message.DecodeClient(el)
		}
		if bad != nil { // a reply that tells what is wrong
			fmt.Println(bad.Code, bad.MessageID())
			continue
		}
		if m, ok := m.(*message.OutputCmd); ok && m.Type == device.Vibrate {
			fmt.Println(m.DeviceIndex, m.FeatureIndex, m.Value)
		}
		fmt.Printf("%s\n", message.Append(nil, &message.Ok{Header: message.Header{ID: m.MessageID()}}))
	}
	// Output:
	// 0 1 12
	// [{"Ok":{"Id":7}}]
	// message error 8
}
