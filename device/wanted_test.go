package device_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

func having(endpoints ...device.Endpoint) func(device.Endpoint) bool {
	return func(e device.Endpoint) bool { return slices.Contains(endpoints, e) }
}

func TestMissingOfNeeds(t *testing.T) {
	forms := device.Needs{{device.TxVibrate}, {device.Tx, device.TxMode}, {device.Tx, device.Rx, device.TxCommand}}
	for _, c := range []struct {
		needs device.Needs
		has   []device.Endpoint
		want  []device.Endpoint
	}{
		{nil, nil, nil},
		{device.Needs{{device.Tx, device.Rx}}, nil, []device.Endpoint{device.Tx, device.Rx}},
		{device.Needs{{device.Tx, device.Rx}}, []device.Endpoint{device.Rx}, []device.Endpoint{device.Tx}},
		{device.Needs{{device.Tx, device.Rx}}, []device.Endpoint{device.Rx, device.Tx}, nil},
		{forms, nil, []device.Endpoint{device.TxVibrate}},
		{forms, []device.Endpoint{device.TxMode, device.Tx}, nil},
		{forms, []device.Endpoint{device.Tx, device.TxCommand}, []device.Endpoint{device.TxVibrate}},
		{forms[1:], []device.Endpoint{device.Rx, device.TxCommand}, []device.Endpoint{device.Tx}},
	} {
		assert.Equal(t, c.want, c.needs.Missing(having(c.has...)), "%v of %v", c.has, c.needs)
	}
}

func TestAnyOfNeeds(t *testing.T) {
	needs := device.Needs{{device.TxVibrate}, {device.Tx, device.TxMode}}
	assert.True(t, needs.Any(having(device.TxMode)))
	assert.False(t, needs.Any(having(device.RxBLEBattery)))
	assert.True(t, device.Needs(nil).Any(having()))
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	w := device.Wanted{
		Services: []device.Service{
			{UUID: "model", Characteristics: []device.Characteristic{{Endpoint: device.RxBLEModel, UUID: "number"}}},
			{UUID: "old", Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: "old-tx"}}},
			{UUID: "new", Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: "new-tx"}}},
		},
		Needs: device.Needs{{device.Tx, device.RxBLEModel, device.Rx}},
	}
	err := w.Check(having())
	var missing *device.MissingError
	require.ErrorAs(t, err, &missing)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)
	assert.Equal(t, []device.Endpoint{device.Tx, device.RxBLEModel, device.Rx}, missing.Endpoints)
	assert.ErrorContains(t, err, "lacks what it is driven with: tx (characteristic old-tx of service old, or one of 1 elsewhere), "+
		"rxblemodel (characteristic number of service model), rx. ")
	assert.NoError(t, w.Check(having(device.Tx, device.Rx, device.RxBLEModel)))
}

func TestCompleteWithTheOptionalEndpointsThatServicesMayGive(t *testing.T) {
	w := device.Wanted{
		Services: []device.Service{{UUID: "main", Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: "1"}, {Endpoint: device.Rx, UUID: "2"}}}},
		Optional: []device.Endpoint{device.Rx, device.RxBLEBattery},
	}
	assert.False(t, w.Complete(having(device.Tx)))
	assert.True(t, w.Complete(having(device.Rx)), "no service has a battery")
}
