package protocol

// TwerkingButt toys want to be bound before they obey. Speeds end at 7, for 8 would start
// a pattern. Made from public notes.
var TwerkingButt = []Spec{{
	Name:    "twerkingbutt",
	Init:    []Write{{Data: []byte{0xA6, 0x61, 0x07, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}},
	Command: AtMost{7, Padded{16, OffOn{Bytes{0xA6, 0x61, 0x10, 2}, Bytes{0xA6, 0x61, 0x11, Level, Level}}}},
}}
