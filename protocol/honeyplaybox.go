package protocol

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// HoneyPlayBox toys draw a random number when connected, with which every packet has to
// be signed.
var HoneyPlayBox = []Spec{{
	Name:     "honeyplaybox",
	Needs:    device.Needs{{device.Tx, device.Rx}},
	Response: true,
	Start:    honeyPlayBoxTalk,
	Packet:   Func(honeyPlayBoxPacket),
	Repeat:   5 * time.Second,
	Tick:     &Tick{Every: 100 * time.Millisecond, Make: honeyPlayBoxTick},
}}

const (
	honeyPlayBoxAsks    = 8 // how often a toy that answers nonsense is asked
	honeyPlayBoxRefresh = 500 * time.Millisecond
)

// honeyPlayBox is what is remembered of a toy.
type honeyPlayBox struct {
	random  []byte
	sent    time.Time // when the last packet of levels was made, at first when the toy was ready
	ticking bool
}

var (
	honeyPlayBoxStart  = []byte{0x02, 0xA5, 0x5A, 0x55, 0xAA, 0xF0}
	honeyPlayBoxSecret = []byte{0x8B, 0xE3, 0xFD, 0x04, 0x68, 0x35, 0x09, 0x86, 0x12, 0x1A, 0xBF, 0x03, 0x30, 0xE9, 0xE3, 0xC5}
)

func honeyPlayBoxTalk(ctx context.Context, c *Conversation) error {
	toy := MemoryOf[honeyPlayBox](c.State)
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	var buffer []byte
	wait := time.Second
	for range honeyPlayBoxAsks {
		if err := c.WriteWithResponse(ctx, device.Tx, honeyPlayBoxFrame(c.State.Count, 0x01, []byte{0x00, 0x10})); err != nil {
			return err
		}
		c.State.Count++
		for range 3 { // the answer comes in pieces
			n, err := c.Next(ctx, wait)
			if errors.Is(err, device.ErrTimeout) && wait < 4*time.Second {
				wait += time.Second
				continue
			}
			if err != nil {
				return err
			}
			var random []byte
			if random, buffer, err = honeyPlayBoxReply(append(buffer, n.Data...)); err != nil {
				return err
			}
			if random != nil {
				toy.random, toy.sent = random, time.Now()
				return nil
			}
		}
	}
	return ErrUnexpectedReply
}

// honeyPlayBoxPacket: a packet runs the motors for six seconds. New ones are made all the
// time, also of zeros, from half a second after connecting on: Repeat is there to begin
// with that, by zeros that are not written yet.
func honeyPlayBoxPacket(s *State, _ Command) []byte {
	toy := MemoryOf[honeyPlayBox](s)
	first := !toy.ticking
	toy.ticking = true
	if first && len(bytes.Trim(s.levelBytes(), "\x00")) == 0 {
		return nil
	}
	return honeyPlayBoxMotors(s)
}

func honeyPlayBoxTick(s *State) ([]Write, bool) {
	if time.Since(MemoryOf[honeyPlayBox](s).sent) < honeyPlayBoxRefresh {
		return nil, true
	}
	return []Write{{Data: honeyPlayBoxMotors(s), Response: true}}, true
}

// honeyPlayBoxFrame wraps data: start, counter, type, command, length, data, end, checksum.
func honeyPlayBoxFrame(count uint32, command byte, data []byte) []byte {
	body := append(honeyPlayBoxHead(command, len(data)), data...)
	frame := append(append(bytes.Clone(honeyPlayBoxStart), byte(count)), body...)
	return binary.BigEndian.AppendUint16(append(frame, 0x03), crc16Modbus(body))
}

func honeyPlayBoxHead(command byte, length int) []byte {
	return []byte{0xB1, command, byte(length >> 8), byte(length)}
}

// honeyPlayBoxMotors makes the next packet of levels. The signature does not cover the counter.
func honeyPlayBoxMotors(s *State) []byte {
	toy := MemoryOf[honeyPlayBox](s)
	toy.sent = time.Now()
	var groups []byte
	for i, level := range s.levelBytes() {
		groups = append(groups, byte(i)<<4|0x01, 0x00, 0x05, 0x00, 60, 0x00, 0x00, level) // 60 times 100 ms
	}
	signed := append(honeyPlayBoxHead(0x03, len(groups)+8), groups...)
	digest := md5(append(append(signed, honeyPlayBoxSecret...), toy.random...))
	s.Count++
	return honeyPlayBoxFrame(s.Count, 0x03, append(groups, digest[:8]...))
}

// honeyPlayBoxReply looks for the random number in what has arrived; rest is the beginning
// of an answer that is not complete yet. The checksum of answers is not looked at.
func honeyPlayBoxReply(buffer []byte) (random, rest []byte, err error) {
	for {
		start := bytes.Index(buffer, honeyPlayBoxStart)
		if start < 0 {
			return nil, buffer[max(0, len(buffer)-len(honeyPlayBoxStart)+1):], nil
		}
		buffer = buffer[start:]
		if len(buffer) < 11 {
			return nil, buffer, nil
		}
		end := 11 + int(binary.BigEndian.Uint16(buffer[9:]))
		if len(buffer) < end+3 {
			return nil, buffer, nil
		}
		if buffer[end] != 0x03 {
			buffer = buffer[1:]
			continue
		}
		data := buffer[11:end]
		buffer = buffer[end+3:]
		switch {
		case len(data) < 2:
		case data[0] != 0x90 || data[1] != 0x00:
			return nil, nil, ErrUnexpectedReply
		case len(data) >= 18:
			return data[2:18], nil, nil
		}
	}
}
