package protocol

import "strings"

var _ = add(foreoSpecs)

// Foreo skin care brushes. The mode byte differs by model, which the name tells.
var foreoSpecs = []Spec{{
	Name:     "foreo",
	Response: true,
	Command: func(s *State, c Command) []byte {
		mode, name := byte(0), strings.ToLower(s.Name)
		switch {
		case strings.Contains(name, "smart") && strings.Contains(name, "2"):
			mode = 3
		case strings.Contains(name, "fofo") || strings.Contains(name, "ufo"):
			mode = 1
		}
		return []byte{0x01, mode, Magnitude(c.Value)}
	},
}}
