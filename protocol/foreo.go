package protocol

import (
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Foreo skin care brushes. The mode byte differs by model, which the name tells.
var Foreo = []Spec{{
	Name:     "foreo",
	Response: true,
	Command:  Func(foreo),
}}

func foreo(s *State, c Command) []byte { return []byte{0x01, foreoMode(s.Name), Magnitude(c.Value)} }

func foreoMode(name string) byte {
	name = ascii.ToLower(name)
	switch {
	case strings.Contains(name, "smart") && strings.Contains(name, "2"):
		return 3
	case strings.Contains(name, "fofo") || strings.Contains(name, "ufo"):
		return 1
	}
	return 0
}
