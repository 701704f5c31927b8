package protocol

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
