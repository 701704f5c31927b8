package protocol

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Fredorch machines: a linear one that takes Modbus-like packets, and a rotary one that
// only knows faster, slower and stop.
var Fredorch = []Spec{
	{
		Name:   "fredorch",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  fredorchStart,
		Writes: fredorchWrites,
	},

	// The rotary machine is stepped towards the level that was asked for. Nothing is
	// repeated: the official server repeats its stop, which halts a running machine.
	{
		Name:   "fredorch-rotary",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  rotaryStart,
		Writes: rotaryWrites,
		Tick:   &Tick{Make: rotaryTick},
	},
}

func fredorchStart(ctx context.Context, c *Conversation) error {
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	// The machine may wake up with a notification; it need not.
	if _, err := c.Next(ctx, fredorchReply); err != nil && !errors.Is(err, device.ErrTimeout) {
		return err
	}
	for _, packet := range [][]byte{
		{0x01, 0x06, 0x00, 0x64, 0x00, 0x01}, // program mode
		{0x01, 0x06, 0x00, 0x69, 0x00, 0x00}, // record a program
		fredorchMove(5, 0, 0),                // to position 0
		{0x01, 0x06, 0x00, 0x69, 0x00, 0x01}, // run it
		{0x01, 0x06, 0x00, 0x6A, 0x00, 0x01}, // again and again
	} {
		if err := c.Write(ctx, device.Tx, fredorchCRC(packet)); err != nil {
			return err
		}
		if _, err := c.Next(ctx, fredorchReply); err != nil {
			return err
		}
	}
	return nil
}

func fredorchWrites(s *State, commands []Command) []Write {
	c := commands[len(commands)-1]
	if c.Type == device.Oscillate {
		top := byte(0xE1)
		if c.Value == 0 {
			top = 0
		}
		return []Write{{Data: fredorchCRC(fredorchMove(Magnitude(c.Value), 0, top))}}
	}
	place := byte(c.Value) * 10
	speed := fredorchSpeed(min(15, abs(s.Position(c.Feature)-c.Value)), c.Duration)
	return []Write{{Data: fredorchCRC(fredorchMove(speed, place, place))}}
}

const fredorchReply = 500 * time.Millisecond

// fredorchCRC appends the checksum, low byte first.
func fredorchCRC(packet []byte) []byte {
	crc := crc16Modbus(packet)
	return append(packet, byte(crc), byte(crc>>8))
}

// fredorchMove writes five registers: speed twice, two ends of the stroke, go.
func fredorchMove(speed, from, to byte) []byte {
	return []byte{0x01, 0x10, 0x00, 0x6B, 0x00, 0x05, 0x0A, 0, speed, 0, speed, 0, from, 0, to, 0, 1}
}

// fredorchTimes is how many ms the machine takes for a distance of 1 to 15 (row) at speed
// 1 to 19 (column). Speed 20 is what is left.
var fredorchTimes = [15][19]uint16{
	{1000, 800, 400, 235, 200, 172, 155, 92, 60, 45, 38, 34, 32, 28, 27, 26, 25, 24, 23},
	{1500, 1000, 800, 680, 600, 515, 425, 265, 165, 115, 80, 70, 50, 48, 45, 35, 34, 33, 32},
	{2500, 2310, 1135, 925, 792, 695, 565, 380, 218, 155, 105, 82, 70, 68, 65, 60, 48, 45, 43},
	{3000, 2800, 1500, 1155, 965, 810, 690, 465, 260, 195, 140, 110, 85, 75, 74, 73, 70, 65, 60},
	{3400, 3232, 2305, 1380, 1200, 1165, 972, 565, 328, 235, 162, 132, 98, 78, 75, 74, 73, 72, 71},
	{3500, 3350, 2500, 1640, 1250, 1210, 1010, 645, 385, 275, 175, 160, 115, 95, 91, 90, 85, 80, 77},
	{3600, 3472, 2980, 2060, 1560, 1275, 1132, 738, 430, 310, 230, 170, 128, 122, 110, 108, 105, 103, 101},
	{3800, 3500, 3055, 2105, 1740, 1370, 1290, 830, 490, 355, 235, 195, 150, 140, 135, 132, 130, 125, 120},
	{3900, 3518, 3190, 2315, 2045, 1510, 1442, 1045, 552, 392, 280, 225, 172, 145, 140, 138, 135, 134, 132},
	{6000, 5755, 3240, 2530, 2135, 1605, 1500, 1200, 595, 425, 285, 245, 175, 170, 160, 155, 150, 145, 142},
	{6428, 5872, 3335, 2780, 2270, 1782, 1590, 1310, 648, 470, 315, 255, 182, 180, 175, 172, 170, 162, 160},
	{6730, 5950, 3490, 2995, 2395, 1890, 1650, 1350, 700, 500, 350, 290, 220, 190, 185, 180, 175, 170, 165},
	{6962, 6122, 3880, 3205, 2465, 1900, 1700, 1400, 835, 545, 375, 310, 228, 195, 190, 185, 182, 181, 180},
	{7945, 6365, 4130, 3470, 2505, 1910, 1755, 1510, 855, 580, 400, 330, 235, 210, 205, 200, 195, 190, 185},
	{8048, 7068, 4442, 3708, 2668, 1930, 1800, 1520, 878, 618, 428, 365, 260, 255, 250, 240, 230, 220, 210},
}

// fredorchSpeed is the slowest speed, 1 to 20, that covers a distance in less than a time.
func fredorchSpeed(distance int32, in time.Duration) byte {
	if distance == 0 {
		return 0
	}
	for i, t := range fredorchTimes[distance-1] {
		if time.Duration(t)*time.Millisecond < in {
			return byte(i) + 1
		}
	}
	return 20
}

// rotary is what is remembered of a rotary machine: the level that it is at.
type rotary struct{ level int32 }

func rotaryStart(ctx context.Context, c *Conversation) error {
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	for _, data := range [][]byte{{0x99}, {0x21, 0, 0, 0, 0, 0, 0}, {0x1F}, {0x24}} { // log in, password, power, stop
		if err := c.Write(ctx, device.Tx, fredorchFrame(data...)); err != nil {
			return err
		}
		if _, err := c.Next(ctx, 100*time.Millisecond); err != nil && !errors.Is(err, device.ErrTimeout) {
			return err
		}
	}
	return nil
}

func rotaryWrites(s *State, _ []Command) []Write {
	if s.Level(0) != 0 {
		return nil
	}
	return []Write{MemoryOf[rotary](s).write(0x24, 0)}
}

// write is what brings the machine to a level.
func (r *rotary) write(command byte, level int32) Write {
	return Write{Data: fredorchFrame(command), Taken: func() { r.level = level }}
}

// rotaryTick takes one step at a time, so that a stop comes in between.
func rotaryTick(s *State) ([]Write, bool) {
	machine, command := MemoryOf[rotary](s), byte(0x01)
	level := machine.level + 1
	switch {
	case machine.level == s.Level(0):
		return nil, false
	case machine.level > s.Level(0):
		level, command = machine.level-1, 0x02
	}
	return []Write{machine.write(command, level)}, level != s.Level(0)
}

// fredorchFrame wraps data of the rotary machine.
func fredorchFrame(data ...byte) []byte {
	n := byte(len(data) + 2)
	return append(append([]byte{0x55, n}, data...), n+sum(data), 0xAA)
}
