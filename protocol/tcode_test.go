package protocol

import (
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTCode(t *testing.T) {
	spec, ok := All().Lookup("tcode-v03")
	assert.True(t, ok)
	def := &device.Definition{Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{
			{Type: device.Position, Range: device.Range{Max: 1000}},
			{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}},
		}},
		{Index: 1, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
		{Index: 2, Outputs: []device.Output{
			{Type: device.HwPositionWithDuration, Range: device.Range{Max: 1000}},
			{Type: device.Vibrate, Range: device.Range{Max: 99}},
		}},
	}}
	s := NewState(def, &device.Advertisement{}, nil)
	for _, c := range []struct {
		command Command
		want    string
	}{
		{Command{Type: device.Position, Value: 500}, "L0500\n"},
		{Command{Type: device.Position, Value: 50}, "L0050\n"},
		{Command{Type: device.Position, Value: 0}, "L0000\n"},
		{Command{Type: device.Position, Value: 1000}, "L0999\n"},
		{Command{Type: device.HwPositionWithDuration, Value: 50, Duration: 100 * time.Millisecond}, "L050I100\n"},
		{Command{Type: device.HwPositionWithDuration, Value: 5, Duration: 500 * time.Millisecond}, "L005I500\n"},
		{Command{Type: device.HwPositionWithDuration, Value: 100}, "L0999I0\n"},
		{Command{Feature: 1, Type: device.Vibrate, Value: 7}, "V1350\n"},
		{Command{Feature: 1, Type: device.Vibrate, Value: 20}, "V1999\n"},
		{Command{Feature: 1, Type: device.Vibrate, Value: 0}, "V100\n"},
		{Command{Feature: 2, Type: device.HwPositionWithDuration, Value: 500, Duration: 100 * time.Millisecond}, "L2500I100\n"},
		{Command{Feature: 2, Type: device.HwPositionWithDuration, Value: 50, Duration: 500 * time.Millisecond}, "L2050I500\n"},
		{Command{Feature: 2, Type: device.HwPositionWithDuration}, "L200I0\n"},
		{Command{Feature: 2, Type: device.Vibrate, Value: 7}, "V207\n"},
		{Command{Feature: 2, Type: device.Vibrate, Value: 99}, "V299\n"},
	} {
		writes := spec.Encode(s, []Command{c.command})
		require.Len(t, writes, 1)
		writes[0].Taken = nil // functions can't be compared
		assert.Equal(t, Write{Data: []byte(c.want)}, writes[0])
	}
	assert.Equal(t, []Write{{Data: []byte("DSTOP\n")}}, spec.StopMoves(s))
}
