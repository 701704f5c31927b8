package protocol

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
)

// BenchmarkEncode is what the worker calls: the writes of one command, for a protocol of
// each kind.
func BenchmarkEncode(b *testing.B) {
	for _, name := range []string{"lovense", "satisfyer", "svakom-v4", "magic-motion-4"} {
		spec, ok := All().Lookup(name)
		if !ok {
			b.Fatal(name)
		}
		b.Run(name, func(b *testing.B) {
			s := block{toy: motors(2)}.state()
			commands := []Command{{Type: device.Vibrate, Value: 7}}
			b.ReportAllocs()
			for b.Loop() {
				commands[0].Value ^= 1
				spec.Encode(s, commands)
			}
		})
	}
}
