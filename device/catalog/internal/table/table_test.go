package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
)

func TestFields(t *testing.T) {
	table := string(Append(Append(Append(nil, TagProtocol, "one"), TagName, "\aBell"), TagModel, ""))
	table += "\x00two"
	protocol, block, rest := NextBlock(table)
	assert.Equal(t, []string{"one", "\x01\aBell\x04", "\x00two"}, []string{protocol, block, rest})
	tag, text, block := Next(block)
	assert.Equal(t, TagName, tag)
	assert.Equal(t, "\aBell", text)
	tag, text, block = Next(block)
	assert.Equal(t, TagModel, tag)
	assert.Empty(t, text)
	assert.Empty(t, block)
	protocol, block, rest = NextBlock(rest)
	assert.Equal(t, []string{"two", "", ""}, []string{protocol, block, rest})
}

func TestIsText(t *testing.T) {
	assert.True(t, IsText("\aBell 火"))
	for tag := range Tag(' ') {
		assert.Equal(t, tag == Bell, IsText("a"+string(rune(tag))), tag)
	}
}

func TestFeaturesRoundTrip(t *testing.T) {
	for text, features := range map[string][]device.Feature{
		"":   nil,
		"@0": {{}},
		"@0a20@4294967295b-99/5!~": {{Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
			{Index: 4294967295, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -99, Max: 99},
				Duration: device.Durations{Max: 5 * time.Millisecond}, Disabled: true, Reverse: true}}}},
		"@2i9/100000c7A1;0,100D3;-5,5;-2147483648,2147483647\"It's \"so\" @a1\a@3\"x\a": {
			{Index: 2, Description: `It's "so" @a1`,
				Outputs: []device.Output{{Type: device.HwPositionWithDuration, Range: device.Range{Max: 9}, Duration: device.Durations{Max: 100 * time.Second}},
					{Type: device.Oscillate, Range: device.Range{Max: 7}}},
				Inputs: []device.Input{{Type: device.Battery, Commands: 1, Ranges: []device.Range{{Max: 100}}},
					{Type: device.Button, Commands: 3, Ranges: []device.Range{{Min: -5, Max: 5}, {Min: -2147483648, Max: 2147483647}}}}},
			{Index: 3, Description: "x"}},
	} {
		assert.Equal(t, text, FeaturesText(features))
		assert.Equal(t, features, Features(text))
	}
	assert.Equal(t, "@0\"ab\a", FeaturesText([]device.Feature{{Description: "a\ab"}}), "a bell would end the description")
}

func TestServicesRoundTrip(t *testing.T) {
	const long = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
	for text, s := range map[string]device.Service{
		"ffe0": {UUID: "0000ffe0-0000-1000-8000-00805f9b34fb"},
		"ffe0,tx ffe1,rx " + long: {UUID: "0000ffe0-0000-1000-8000-00805f9b34fb", Characteristics: []device.Characteristic{
			{Endpoint: device.Tx, UUID: "0000ffe1-0000-1000-8000-00805f9b34fb"}, {Endpoint: device.Rx, UUID: long}}},
		long + ",tx 6e400002~,rx ffe1": {UUID: long, Characteristics: []device.Characteristic{
			{Endpoint: device.Tx, UUID: "6e400002-b5a3-f393-e0a9-e50e24dcca9e"}, {Endpoint: device.Rx, UUID: "0000ffe1-0000-1000-8000-00805f9b34fb"}}},
	} {
		assert.Equal(t, text, ServiceText(&s))
		assert.Equal(t, s, Service(text))
	}
}

func TestManufacturerRoundTrip(t *testing.T) {
	for text, m := range map[string]device.ManufacturerData{
		"684a":     {Company: 0x684a},
		"005d00ff": {Company: 93, Data: []byte{0, 0xff}},
	} {
		assert.Equal(t, text, ManufacturerText(m))
		assert.Equal(t, m, Manufacturer(text))
	}
}

func TestUUIDs(t *testing.T) {
	const short, long = "fff0", "0000fff0-0000-1000-8000-00805f9b34fb"
	assert.Equal(t, long, LongUUID(short))
	assert.Equal(t, short, ShortUUID(long))
	for _, other := range []string{"1234fff0-0000-1000-8000-00805f9b34fb", "0000fff0-0000-1000-8000-00805f9b34fc", ""} {
		assert.Equal(t, other, LongUUID(other))
		assert.Equal(t, other, ShortUUID(other))
	}
	uuid, ok := ParseUUID("0000FFF0-0000-1000-8000-00805F9B34FB")
	assert.True(t, ok)
	assert.Equal(t, long, uuid)
	for _, bad := range []string{"", "fff0", long + "0", "0000fff0-0000-1000-8000000805f9b34fb-", "0000ggg0-0000-1000-8000-00805f9b34fb", "0000fff0:0000-1000-8000-00805f9b34fb"} {
		_, ok := ParseUUID(bad)
		assert.False(t, ok, bad)
	}
}

func TestIsEndpoint(t *testing.T) {
	for _, name := range []string{"tx", "txmode", "rxblebattery", "whitelist", "generic0", "generic31"} {
		assert.True(t, IsEndpoint(name), name)
	}
	for _, name := range []string{"", " ", "Tx", "t", "tx rx", "generic", "generic32", "generic-1", "generic1x", "generic01", "generic+1"} {
		assert.False(t, IsEndpoint(name), name)
	}
}

func TestOutputTypesHaveWords(t *testing.T) {
	seen := map[device.OutputType]bool{}
	for _, word := range outputWords[1:] {
		found, ok := OutputType(word)
		assert.True(t, ok && !seen[found], word)
		seen[found] = true
	}
	for _, all := range device.OutputTypes() {
		assert.True(t, seen[all], all)
	}
	_, ok := OutputType("")
	assert.False(t, ok)
	_, ok = OutputType("Vibrate")
	assert.False(t, ok)
}

// FuzzFeatures: what can be written can be read.
func FuzzFeatures(f *testing.F) {
	f.Add(uint32(1), "text \" @", uint8(1), int32(20), true, int32(5), uint8(1), int32(-9))
	f.Fuzz(func(t *testing.T, index uint32, description string, output uint8, most int32, signed bool, duration int32, input uint8, low int32) {
		if !IsText(description) {
			return
		}
		o := device.Output{Type: device.OutputType(output%9 + 1), Range: device.Range{Max: max(most, 1)}, Duration: device.Milliseconds(device.Range{Max: max(duration, 0)}), Disabled: signed}
		if signed {
			o.Range.Min = -o.Range.Max
		}
		want := []device.Feature{{Index: index, Outputs: []device.Output{o}, Inputs: []device.Input{
			{Type: device.InputType(input%4 + 1), Commands: device.InputCommands(input % 4), Ranges: []device.Range{{Min: low, Max: most}}}}}}
		got := Features(FeaturesText(append(want, device.Feature{Description: description})))
		assert.Equal(t, want[0], got[0])
		assert.Len(t, got, 2)
	})
}
