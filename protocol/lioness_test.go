package protocol_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/require"
)

func TestLionessTellsAboutPairing(t *testing.T) {
	spec, _ := protocol.All().Lookup("lioness")
	unpaired := errors.New("GATT: not permitted")
	toy := faketoy.New(0, device.Tx, device.Rx)
	toy.OnOp = func(_ context.Context, op string) error {
		if op == "tx+ 01 AA AA BB CC 10" {
			return unpaired
		}
		return nil
	}
	err := spec.Start(t.Context(), protocol.NewConversation(nil, toy))
	require.ErrorIs(t, err, unpaired)
	require.ErrorContains(t, err, "PIN 6496")
}
