package protocol

var _ = add(twerkingbuttSpecs)

// The Twerking Butt wants to be bound before it obeys. Speeds end at 7, for 8 would start
// a pattern. Made from public notes.
var twerkingbuttSpecs = []Spec{{
	Name: "twerkingbutt",
	Init: []Write{{Data: twerkingButt(0x07, 0x01)}},
	Command: func(_ *State, c Command) []byte {
		speed := min(Magnitude(c.Value), 7)
		if speed == 0 {
			return twerkingButt(0x10, 0x02)
		}
		return twerkingButt(0x11, speed, speed)
	},
}}

// twerkingButt is a packet, filled up to 16 bytes.
func twerkingButt(command ...byte) []byte {
	packet := append(make([]byte, 0, 16), 0xA6, 0x61)
	return append(packet, command...)[:16]
}
