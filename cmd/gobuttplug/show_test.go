//go:build !js

package main

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
)

func TestShowToys(t *testing.T) {
	toys := simulated.New()
	var lines []string
	showToys(toys, func(line string) { lines = append(lines, line) })
	var stroker device.Link
	require.NoError(t, toys.Scan(t.Context(), func() {}, func(p device.Peripheral) {
		if p.Advertisement().Name == "Simulated Stroker" {
			var err error
			stroker, err = p.Connect(t.Context(), device.Wanted{})
			require.NoError(t, err)
		}
	}))
	tell := func(feature byte, output device.OutputType, numbers ...uint32) {
		data := []byte{feature, byte(output)}
		for _, n := range numbers {
			data = binary.LittleEndian.AppendUint32(data, n)
		}
		require.NoError(t, stroker.Write(context.Background(), device.Tx, data, false))
	}
	tell(0, device.HwPositionWithDuration, 70, 500)
	tell(1, device.Oscillate, 7)
	tell(1, device.Oscillate, 7)
	require.NoError(t, stroker.Close())
	assert.Equal(t, []string{
		"Simulated Stroker: HwPositionWithDuration 70 in 500 ms",
		"Simulated Stroker: Oscillate 7",
		"Simulated Stroker: Oscillate 0",
	}, lines)
}
