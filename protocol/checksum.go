package protocol

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
