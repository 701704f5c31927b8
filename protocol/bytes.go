package protocol

import "context"

// Helpers that several protocols share: checksums and value shapes.

// Magnitude is the absolute value of a level as a byte, at most 255.
func Magnitude(v int32) byte {
	if v < 0 {
		v = -v
	}
	return byte(min(v, 255))
}

// abs is the absolute value.
func abs(v int32) int32 { return max(v, -v) }

// flag is 1 if v is not 0.
func flag(v int32) byte {
	if v == 0 {
		return 0
	}
	return 1
}

// sum is the sum of data modulo 256.
func sum(data []byte) (total byte) {
	for _, b := range data {
		total += b
	}
	return total
}

// xor is the exclusive or of data.
func xor(data []byte) (total byte) {
	for _, b := range data {
		total ^= b
	}
	return total
}

// withSum appends the sum of data modulo 256.
func withSum(data ...byte) []byte { return append(data, sum(data)) }

// crc16Modbus is CRC-16/MODBUS: polynomial 0x8005 reflected, initial value 0xFFFF.
func crc16Modbus(data []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, b := range data {
		crc ^= uint16(b)
		for range 8 {
			if crc&1 != 0 {
				crc = crc>>1 ^ 0xA001
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}

// crc16XModem is CRC-16/XMODEM: polynomial 0x1021, initial value 0.
func crc16XModem(data []byte) uint16 {
	var crc uint16
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// text makes an ASCII command.
func text(s string) []byte { return []byte(s) }

// oneModel makes an Identify for toys whose names go on in any way but mean one model.
func oneModel(identifier string) func(context.Context, *Conversation) (string, error) {
	return func(context.Context, *Conversation) (string, error) { return identifier, nil }
}
