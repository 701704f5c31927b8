package protocol

import (
	"context"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/smallcrypto"
)

// Prime gives a state what the conversation at connect would leave in it.
func Prime(spec *Spec, s *State) {
	c := &Conversation{State: s}
	switch spec.Name {
	case "lovense":
		s.Memory = &lovense{model: s.Name}
		_ = spec.Start(context.Background(), c) // chooses the dialect, talks to nobody
	case "vorze-sa":
		_ = spec.Start(context.Background(), c)
	case "fluffer", "vibcrafter":
		s.Memory = smallcrypto.NewAES128([16]byte{})
	case "fredorch-rotary":
		s.Memory = new(int32)
	case "honeyplaybox":
		s.Memory = &honeyPlayBox{}
	case "sensee-v2":
		s.Memory = byte(0x65)
	}
}

// Coarse tells of outputs whose toys know fewer levels than the catalogue offers, or that
// cannot be told apart by one packet.
func Coarse(name string, t device.OutputType) bool {
	for _, known := range []string{"joyhub Led", "joyhub Temperature", "joyhub Spray"} {
		if protocolName, output, _ := strings.Cut(known, " "); protocolName == name && output == t.String() {
			return true
		}
	}
	return false
}
