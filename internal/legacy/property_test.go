package legacy

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Every list of devices becomes a valid old one, and everything that an old client is
// told it may send is accepted and becomes valid.
func TestAnyDeviceList(t *testing.T) {
	for version := range uint32(Newest + 1) {
		random := rand.New(rand.NewPCG(1, uint64(version)))
		for range 300 {
			devices := randomDevices(random)
			tr := New(version)
			frames := tr.Append(nil, &message.DeviceList{Header: message.Header{ID: 5}, Devices: devices})
			require.Len(t, frames, 1)
			shown := checkDeviceList(t, version, frames[0])
			require.Len(t, shown, len(devices))
			assert.Empty(t, tr.Append(nil, &message.DeviceList{Devices: devices}), "known from the list")

			fresh := New(version)
			announced := fresh.Append(nil, &message.DeviceList{Devices: devices})
			require.Len(t, announced, len(devices))
			for i, frame := range announced {
				require.Equal(t, shown[i], checkDeviceAdded(t, version, frame))
			}
			for _, d := range shown {
				for _, frame := range announcedCommands(version, d, func() float64 { return randomFraction(random) }) {
					requireAccepted(t, tr, frame, devices)
				}
			}
		}
	}
}

// Every change of devices is told: the client ends up with the set that the server has.
func TestAnyChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		tr := New(1)
		known := map[float64]bool{}
		first := randomDevices(random)
		tr.Snapshot(first)
		for _, d := range first {
			known[float64(d.Index)] = true
		}
		for range 5 {
			devices := randomDevices(random)
			added := false
			for _, frame := range tr.Append(nil, &message.DeviceList{Devices: devices}) {
				name, fields := frameOf(t, frame)
				index := fields["DeviceIndex"].(float64)
				require.Equal(t, name == "DeviceRemoved", known[index], "%s", frame)
				require.False(t, added && name == "DeviceRemoved", "removals come first")
				added = added || name == "DeviceAdded"
				known[index] = name == "DeviceAdded"
			}
			for _, d := range devices {
				require.True(t, known[float64(d.Index)])
				delete(known, float64(d.Index))
			}
			for _, still := range known {
				require.False(t, still)
			}
			clear(known)
			for _, d := range devices {
				known[float64(d.Index)] = true
			}
		}
	}
}

func requireAccepted(t *testing.T, tr *Translator, frame string, devices []*device.Definition) {
	t.Helper()
	for el, err := range message.Elements([]byte(frame), message.Limits{}) {
		require.Nil(t, err)
		ms, err := tr.Decode(el, devices)
		require.Nil(t, err, "%s", frame)
		requireValid(t, el, ms, devices)
		for _, m := range ms { // let the request end
			if _, ok := m.(*message.InputCmd); ok {
				require.Len(t, tr.Append(nil, &message.InputReading{Header: message.Header{ID: el.ID}, Type: device.Battery, Value: 5}), 1)
			}
		}
	}
}

// requireValid checks that a server of version 4 can carry out what a command became.
func requireValid(t *testing.T, el message.Element, ms []message.Message, devices []*device.Definition) {
	t.Helper()
	require.NotEmpty(t, ms)
	lastFeature := uint32(0)
	for _, m := range ms {
		require.Equal(t, el.ID, m.MessageID())
		switch m := m.(type) {
		case *message.OutputCmd:
			require.Equal(t, ms[0].(*message.OutputCmd).DeviceIndex, m.DeviceIndex)
			require.GreaterOrEqual(t, m.FeatureIndex, lastFeature)
			lastFeature = m.FeatureIndex
			f := featureOf(devices, m.DeviceIndex, m.FeatureIndex)
			require.NotNil(t, f)
			o, _ := f.Output(m.Type)
			require.NotNil(t, o)
			require.True(t, o.Range.Contains(m.Value), "%d is not within %v", m.Value, o.Range)
			if m.Type == device.HwPositionWithDuration && o.Duration.Max > 0 {
				require.LessOrEqual(t, m.Duration, o.Duration.Max)
			}
			continue
		case *message.InputCmd:
			f := featureOf(devices, m.DeviceIndex, m.FeatureIndex)
			require.NotNil(t, f)
			require.True(t, f.Inputs[0].Type == m.Type && f.Inputs[0].Commands.Has(m.Command))
		case *message.StopCmd:
			if m.DeviceIndex != nil {
				require.NotNil(t, deviceOf(devices, *m.DeviceIndex))
			}
		}
		require.Len(t, ms, 1, "only outputs come together")
	}
}

func deviceOf(devices []*device.Definition, index uint32) *device.Definition {
	for i := range devices {
		if devices[i].Index == index {
			return devices[i]
		}
	}
	return nil
}

func featureOf(devices []*device.Definition, device, feature uint32) *device.Feature {
	if d := deviceOf(devices, device); d != nil {
		for i := range d.Features {
			if d.Features[i].Index == feature {
				return &d.Features[i]
			}
		}
	}
	return nil
}

func randomFraction(random *rand.Rand) float64 {
	switch random.IntN(6) {
	case 0:
		return 0
	case 1:
		return 1
	case 2:
		return math.SmallestNonzeroFloat64
	case 3:
		return math.Nextafter(1, 0)
	}
	return random.Float64()
}

// randomDevices makes devices as package device would announce them.
func randomDevices(random *rand.Rand) []*device.Definition {
	devices := make([]*device.Definition, 0, 4)
	index := uint32(random.IntN(3))
	for range random.IntN(5) {
		d := &device.Definition{Index: index, Name: "Toy \"é\" \x01", Gap: time.Duration(random.IntN(200)) * time.Millisecond}
		if random.IntN(2) == 0 {
			d.DisplayName = "Mine\xff"
		}
		feature := uint32(random.IntN(2))
		for range random.IntN(6) {
			d.Features = append(d.Features, randomFeature(random, feature))
			feature += 1 + uint32(random.IntN(3))
		}
		devices = append(devices, d)
		index += 1 + uint32(random.IntN(3))
	}
	if len(devices) > 0 && random.IntN(10) == 0 {
		devices[len(devices)-1].Index = math.MaxUint32
	}
	return devices
}

func randomFeature(random *rand.Rand, index uint32) device.Feature {
	f := device.Feature{Index: index, Description: "<d>"}
	types := device.OutputTypes()
	random.Shuffle(len(types), func(i, j int) { types[i], types[j] = types[j], types[i] })
	for _, t := range types[:random.IntN(4)] {
		steps := []int32{0, 1, 20, 99, 100, 65535, math.MaxInt32}[random.IntN(7)]
		o := device.Output{Type: t, Range: device.Range{Max: steps}}
		if (t == device.Rotate || t == device.Temperature) && random.IntN(2) == 0 {
			o.Range.Min = -steps
		}
		if t == device.HwPositionWithDuration {
			o.Duration = device.Durations{Max: []time.Duration{0, time.Second, 100 * time.Second}[random.IntN(3)]}
		}
		f.Outputs = append(f.Outputs, o)
	}
	if random.IntN(3) == 0 {
		inputs := device.InputTypes()
		f.Inputs = []device.Input{{
			Type: inputs[random.IntN(len(inputs))], Ranges: []device.Range{{Min: -10, Max: 100}},
			Commands: device.InputCommands(random.IntN(4)),
		}}
	}
	return f
}
