package protocol_test

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/require"
)

func TestYououCounterWraps(t *testing.T) {
	spec, _ := protocol.All().Lookup("youou")
	s := protocol.NewState(&device.Definition{}, &device.Advertisement{}, nil)
	s.Count = 0xFF
	one := []device.Command{{Type: device.Vibrate, Value: 1}}
	require.Equal(t, []protocol.Write{{Data: []byte{0xAA, 0x55, 0xFF, 2, 3, 1, 1, 1, 0x00, 0xFF, 0, 0, 0, 0, 0, 0, 0}}}, spec.Encode(s, one))
	require.Equal(t, []protocol.Write{{Data: []byte{0xAA, 0x55, 0x00, 2, 3, 1, 1, 1, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0}}}, spec.Encode(s, one))
}
