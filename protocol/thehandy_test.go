package protocol_test

import (
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/require"
)

// From 128 on the counter takes two bytes.
func TestHandyCounterGrows(t *testing.T) {
	spec, _ := protocol.All().Lookup("thehandy-v3")
	s := protocol.NewState(&device.Definition{}, &device.Advertisement{}, nil)
	s.Count = 300
	move := []device.Command{{Type: device.HwPositionWithDuration, Value: 75, Duration: 20 * time.Millisecond}}
	writes := spec.Encode(s, move)
	require.Len(t, writes, 1)
	require.Equal(t, []byte{
		0x08, 0x01, 0x12, 0x0F, 0x10, 0xAC, 0x02, 0xC2, 0x2E, 0x09, 0x0D, 0x00, 0x00, 0x40, 0x3F, 0x10, 0x14, 0x18, 0x01,
	}, writes[0].Data)
	require.Equal(t, uint32(301), s.Count)
}
