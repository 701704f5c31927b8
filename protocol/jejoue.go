package protocol

// JeJoue makes the Nuo, which has one level for its two motors, and patterns that say which of
// them run: 1 both, 2 the large one, 3 the small one. When both are wanted the large one's
// level counts; the official server then leaves the small one off.
var JeJoue = []Spec{{
	Name:   "jejoue",
	Packet: ByRunning{Bytes{1, 0}, Bytes{2, Level0}, Bytes{3, Level1}, Bytes{1, Level0}},
}}
