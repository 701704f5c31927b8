package protocol

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// block is a case for an encoder: a command to a toy whose features have levels.
type block struct {
	name    string
	encoder Encoder
	toy     []device.Feature
	levels  []int32
	command Command
	want    []byte
}

// whole stands for Spec.Packet.
var whole = Command{Feature: wholeToy}

// motors are features that vibrate, with the levels 1, 2, 3 and so on unless a case says else.
func motors(n int) (features []device.Feature) {
	for i := range n {
		features = append(features, feature(uint32(i), device.Vibrate))
	}
	return features
}

func feature(index uint32, t device.OutputType) device.Feature {
	return device.Feature{Index: index, Outputs: []device.Output{{Type: t, Range: device.Range{Max: 100}}}}
}

func (b block) state() *State {
	s := NewState(&device.Definition{Features: b.toy}, &device.Advertisement{}, nil)
	s.Count = 0x1FF
	for i, v := range b.levels {
		s.levels[uint32(i)] = v
	}
	return s
}

// run tries every block alone and behind other bytes, and requires that it allocates
// nothing but the packet, which may be in a place of its own.
func run(t *testing.T, blocks []block) {
	for _, b := range blocks {
		t.Run(b.name, func(t *testing.T) {
			assert.Equal(t, b.want, b.encoder.Append(nil, b.state(), b.command))
			if len(b.want) == 0 {
				return
			}
			s := b.state()
			assert.LessOrEqual(t, testing.AllocsPerRun(10, func() { b.encoder.Append(nil, s, b.command) }), 1.0)
		})
	}
}

func TestBlocks(t *testing.T) {
	two, four := motors(2), []device.Feature{feature(0, device.Vibrate), feature(1, device.Rotate), {Index: 2}}
	run(t, []block{
		{"text", Text("Hello;"), nil, nil, Command{}, []byte("Hello;")},
		{"join", Join{Text("M:"), Bytes{'0' + Level}, Text(";")}, nil, nil, Command{Value: 7}, []byte("M:7;")},
		{"join nothing", Join{}, nil, nil, Command{Value: 7}, []byte{}},
		{"each feature", EachFeature{Bytes{Index, Level}}, two, []int32{5, -6}, whole, []byte{0, 5, 1, 6}},
		{"each feature by its output", EachFeature{ByOutput{Rotate: Bytes{0xA0, Level}, Other: Bytes{Level}}}, four, []int32{5, 6}, whole, []byte{5, 0xA0, 6}},
		{"padded", Padded{5, Bytes{1, Level}}, nil, nil, Command{Value: 7}, []byte{1, 7, 0, 0, 0}},
		{"padded is long enough", Padded{1, Bytes{1, Level}}, nil, nil, Command{Value: 7}, []byte{1, 7}},
		{"at most, above", AtMost{4, Bytes{Level}}, nil, nil, Command{Value: 5}, []byte{4}},
		{"at most, below", AtMost{4, Bytes{Level}}, nil, nil, Command{Value: 3}, []byte{3}},
		{"at most, backward", AtMost{4, Bytes{Backward(0x80)}}, nil, nil, Command{Value: -9}, []byte{0x84}},
		{"func", Func(func(_ *State, c Command) []byte { return []byte{byte(c.Value)} }), nil, nil, Command{Value: 3}, []byte{3}},
		{"func with nothing to write", Func(func(*State, Command) []byte { return nil }), nil, nil, Command{}, nil},
	})
}

// Blocks within blocks stand behind what is there already.
func TestBlocksAppend(t *testing.T) {
	s := block{toy: motors(2), levels: []int32{1, 2}}.state()
	one := Func(func(*State, Command) []byte { return []byte{9} })
	for name, b := range map[string]Encoder{
		"text": Text("\t"), "bytes": Bytes{9}, "join": Join{Bytes{9}}, "padded": Padded{1, Bytes{9}}, "at most": AtMost{5, Bytes{9}},
		"by output": ByOutput{Other: Bytes{9}}, "by feature": ByFeature{Bytes{9}}, "off or on": OffOn{Bytes{9}, Bytes{9}},
		"by direction": ByDirection{Bytes{9}, Bytes{9}}, "by running": ByRunning{nil, nil, nil, Bytes{9}}, "func": one,
	} {
		assert.Equal(t, []byte{7, 9}, b.Append([]byte{7}, s, Command{Value: 1}), name)
	}
	assert.Equal(t, []byte{7, 9, 0}, Padded{2, Bytes{9}}.Append([]byte{7}, s, whole), "padded")
	assert.Equal(t, []byte{7, 1, 2}, EachFeature{Bytes{Level}}.Append([]byte{7}, s, whole), "each feature")
	require.Len(t, AES{"0123456789abcdef", Bytes{1}}.Append([]byte{7}, s, whole), 17, "AES")
}

func TestChoices(t *testing.T) {
	byOutput := ByOutput{
		Vibrate: Bytes{1}, Rotate: Bytes{2}, Oscillate: Bytes{3}, Constrict: Bytes{4}, Spray: Bytes{5},
		Temperature: Bytes{6}, Led: Bytes{7}, Position: Bytes{8}, HwPositionWithDuration: Bytes{9}, Other: Bytes{0},
	}
	for _, output := range device.OutputTypes() {
		assert.Equal(t, []byte{byte(output)}, byOutput.Append(nil, nil, Command{Type: output}), "%s", output)
	}
	byFeature := ByFeature{Bytes{10}, nil, Bytes{12}}
	offOn := OffOn{Bytes{0}, Bytes{1, Level}}
	byDirection := ByDirection{Forward: Bytes{1, Level}, Backward: Bytes{2, Level}}
	byRunning := ByRunning{Bytes{0}, Bytes{1}, Bytes{2}, Bytes{3}}
	two := motors(2)
	run(t, []block{
		{"output without a packet", ByOutput{Rotate: Bytes{2}, Other: Bytes{9}}, nil, nil, Command{Type: device.Vibrate}, []byte{9}},
		{"output with nothing to write", ByOutput{Rotate: Bytes{2}}, nil, nil, Command{Type: device.Vibrate}, nil},
		{"first feature", byFeature, nil, nil, Command{Feature: 0}, []byte{10}},
		{"feature with nothing to write", byFeature, nil, nil, Command{Feature: 1}, nil},
		{"last feature", byFeature, nil, nil, Command{Feature: 2}, []byte{12}},
		{"feature behind the last", byFeature, nil, nil, Command{Feature: 7}, []byte{12}},
		{"off", offOn, nil, nil, Command{}, []byte{0}},
		{"on", offOn, nil, nil, Command{Value: 3}, []byte{1, 3}},
		{"on, backward", offOn, nil, nil, Command{Value: -3}, []byte{1, 3}},
		{"all off", offOn, two, nil, whole, []byte{0}},
		{"one on", offOn, two, []int32{0, -3}, whole, []byte{1, 3}},
		{"forward", byDirection, nil, nil, Command{Value: 3}, []byte{1, 3}},
		{"backward", byDirection, nil, nil, Command{Value: -3}, []byte{2, 3}},
		{"neither", byDirection, nil, nil, Command{}, []byte{1, 0}},
		{"none runs", byRunning, two, nil, whole, []byte{0}},
		{"the first runs", byRunning, two, []int32{4}, whole, []byte{1}},
		{"the second runs", byRunning, two, []int32{0, -4}, whole, []byte{2}},
		{"both run", byRunning, two, []int32{4, 4}, whole, []byte{3}},
	})
}

func TestTogether(t *testing.T) {
	s := block{toy: motors(3), levels: []int32{1, 2, 3}}.state()
	own, shared := ByFeature{nil, nil, Bytes{0xA0, Level}}, Bytes{Level0, Level1}
	for _, c := range []struct {
		commands []Command
		want     []Write
	}{
		{nil, nil},
		{[]Command{{Feature: 1, Value: 2}}, []Write{{Data: []byte{1, 2}}}},
		{[]Command{{Feature: 1, Value: 2}, {Feature: 2, Value: 3}, {Feature: 0, Value: 1}}, []Write{{Data: []byte{1, 2}}, {Data: []byte{0xA0, 3}}}},
		{[]Command{{Feature: 2, Value: 3}, {Feature: 0, Value: 1}}, []Write{{Data: []byte{0xA0, 3}}, {Data: []byte{1, 2}}}},
	} {
		assert.Equal(t, c.want, together(s, c.commands, own, shared))
	}
}

func TestAES(t *testing.T) {
	s := block{}.state()
	// FIPS 197, appendix B. The padding of a whole block is a block of its own.
	plain := Bytes{0x32, 0x43, 0xF6, 0xA8, 0x88, 0x5A, 0x30, 0x8D, 0x31, 0x31, 0x98, 0xA2, 0xE0, 0x37, 0x07, 0x34}
	key := "\x2B\x7E\x15\x16\x28\xAE\xD2\xA6\xAB\xF7\x15\x88\x09\xCF\x4F\x3C"
	packet := AES{key, plain}.Append(nil, s, Command{})
	require.Len(t, packet, 32)
	assert.Equal(t, []byte{0x39, 0x25, 0x84, 0x1D, 0x02, 0xDC, 0x09, 0xFB, 0xDC, 0x11, 0x85, 0x97, 0x19, 0x6A, 0x0B, 0x32}, packet[:16])
	cipher := aesOf(s, key)
	assert.Same(t, cipher, aesOf(s, key), "the key is expanded once")
	back, err := cipher.DecryptECB(AES{key, Bytes{1, Level}}.Append(nil, s, Command{Value: 5}))
	require.NoError(t, err)
	assert.Equal(t, []byte{1, 5}, back)
}

func TestChecksums(t *testing.T) {
	check := []byte("123456789") // that of the catalogues of CRCs
	assert.Equal(t, uint16(0x4B37), crc16Modbus(check))
	assert.Equal(t, uint16(0x31C3), crc16XModem(check))
	assert.Equal(t, byte(0xDD), sum(check))
	assert.Equal(t, byte(0x31), xor(check))
}

func TestMemoryOf(t *testing.T) {
	type memory struct{ n int }
	s := block{}.state()
	assert.Equal(t, memory{}, *MemoryOf[memory](s), "zero at first")
	MemoryOf[memory](s).n = 7
	assert.Equal(t, memory{7}, *MemoryOf[memory](s))
	assert.Same(t, MemoryOf[memory](s), s.Memory)
}

func BenchmarkBlocks(b *testing.B) {
	four := motors(4)
	for _, c := range []block{
		{"Bytes", Bytes{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Level, 0xFF}, four, nil, Command{Value: 7}, nil},
		{"Bytes of levels", Bytes{0xA0, 0x03, Level0, Level1, Level2, Level3, 0xAA}, four, []int32{1, 2, 3, 4}, whole, nil},
		{"Bytes with a sum", Bytes{0x66, 0x3A, 0, 6, 0, 6, 1, 2, 0, 2, 4, Level, Sum}, four, nil, Command{Value: 7}, nil},
		{"ByOutput", ByOutput{Rotate: Bytes{0xA0, 0x0F, 0, 0, 0x64, Level}}, four, nil, Command{Type: device.Rotate, Value: 7}, nil},
		{"OffOn", OffOn{Bytes{0}, Bytes{0x01, 0x01, Level}}, four, nil, Command{Value: 7}, nil},
		{"OffOn of levels", OffOn{Bytes{0}, Bytes{0x01, 0x01, Level0, Level1}}, four, []int32{1, 2, 3, 4}, whole, nil},
		{"Join", Join{Text("MotorValue:"), Bytes{TwoDigits, ';'}}, four, nil, Command{Value: 7}, nil},
		{"EachFeature", EachFeature{Bytes{Level, Level, Level, Level}}, four, []int32{1, 2, 3, 4}, whole, nil},
		{"Padded", Padded{20, Bytes{0x03, 0x12, Level}}, four, nil, Command{Value: 7}, nil},
		{"AES", AES{"0123456789abcdef", Bytes{0x82, 0x0F, 0x05, 0, Level0, Level1, 0, 0}}, four, []int32{1, 2}, whole, nil},
		{"Func, for comparison", Func(func(_ *State, c Command) []byte {
			return []byte{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Magnitude(c.Value), 0xFF}
		}), four, nil, Command{Value: 7}, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := c.state()
			b.ReportAllocs()
			for b.Loop() {
				c.encoder.Append(nil, s, c.command)
			}
		})
	}
}
