package webbluetooth

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

func asIs(data []byte) any { return data }

func TestRequestOptions(t *testing.T) {
	options, err := requestOptions([]device.Filter{
		{Name: "Aogu SCB"},
		{NamePrefix: "LVS-"},
		{NamePrefix: "LVS-"}, // again
		{Name: "LVS-"},       // not the same thing
		{Service: "0000FFF0-0000-1000-8000-00805F9B34FB"},
		{Manufacturer: &device.ManufacturerData{Company: 620, Data: []byte{0xff, 0x21}}},
		{Manufacturer: &device.ManufacturerData{Company: 93}},
	}, []string{"0000180F-0000-1000-8000-00805f9b34fb", "0000180f-0000-1000-8000-00805f9b34fb", "180f"}, false, asIs)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"filters": []any{
			map[string]any{"name": "Aogu SCB"},
			map[string]any{"namePrefix": "LVS-"},
			map[string]any{"name": "LVS-"},
			map[string]any{"services": []any{"0000fff0-0000-1000-8000-00805f9b34fb"}},
			map[string]any{"manufacturerData": []any{map[string]any{"companyIdentifier": 620, "dataPrefix": []byte{0xff, 0x21}}}},
			map[string]any{"manufacturerData": []any{map[string]any{"companyIdentifier": 93}}},
		},
		"optionalServices": []any{"0000180f-0000-1000-8000-00805f9b34fb"},
	}, options)
}

func TestRequestOptionsForAllDevices(t *testing.T) {
	options, err := requestOptions([]device.Filter{{Name: "x"}}, nil, true, asIs)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"acceptAllDevices": true, "optionalServices": []any{}}, options)
}

func TestFiltersThatBrowsersRefuseAreLeftOut(t *testing.T) {
	bad := []device.Filter{{}, {Name: strings.Repeat("é", 125)}, {NamePrefix: strings.Repeat("x", 249)}, {Service: "fff0"},
		{Service: "0000fff0-0000-1000-8000-00805f9b34fg"}, {Service: "0000fff0+0000-1000-8000-00805f9b34fb"}}
	_, err := requestOptions(bad, nil, false, asIs)
	assert.ErrorIs(t, err, errNoFilters)

	options, err := requestOptions(append(bad, device.Filter{Name: strings.Repeat("é", 124)}), nil, false, asIs)
	require.NoError(t, err)
	assert.Len(t, options["filters"], 1)
}
