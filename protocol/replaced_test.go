package protocol_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packets is what passes to the toy for a command and in the first ticks after it; the toy
// takes it or it does not.
func packets(spec *protocol.Spec, s *protocol.State, taken bool, c device.Command) string {
	var all strings.Builder
	pass := func(writes []protocol.Write) {
		for _, w := range writes {
			fmt.Fprintf(&all, "%s %x|", w.To, w.Data)
			if taken {
				took(w)
			}
		}
	}
	pass(spec.Encode(s, []device.Command{c}))
	again := taken && spec.Tick != nil
	for tick := 0; again && tick < 30; tick++ {
		var writes []protocol.Write
		writes, again = spec.Tick.Make(s)
		pass(writes)
	}
	return all.String()
}

// TestWritesThatFailedLeaveNoTrace: a command that took the place of one whose writes have
// failed gives the packets that it would have given without that one. In all models, from a
// toy that runs, for the greatest and the least value of each output.
func TestWritesThatFailedLeaveNoTrace(t *testing.T) {
	// The toy is told to stop what may run all the same.
	pessimists := map[string]bool{"svakom-iker": true}
	compared := 0
	for m := range catalog.Builtin(protocol.All().Has).Models() {
		spec, model, ok := newState(t, m.Protocol, m.Identifier)
		require.True(t, ok, "%s %s", m.Protocol, m.Identifier)
		for _, f := range model.Def.Features {
			for _, o := range f.Outputs {
				command := func(value int32) device.Command {
					c := device.Command{Feature: f.Index, Type: o.Type, Value: value}
					if o.Type == device.HwPositionWithDuration {
						c.Duration = 500 * time.Millisecond
					}
					return c
				}
				third := o.Range.Max - (o.Range.Max-o.Range.Min)/3
				for _, values := range [][2]int32{{o.Range.Max, o.Range.Min}, {o.Range.Min, o.Range.Max}, {0, o.Range.Max}, {o.Range.Max, 0}} {
					var got [2]string
					for i := range got {
						s := stateOf(model.Def)
						packets(spec, s, true, command(third))
						count := s.Count
						if i == 1 && !pessimists[m.Protocol] {
							packets(spec, s, false, command(values[0]))
						}
						s.Count = count // the one thing that goes on
						got[i] = packets(spec, s, true, command(values[1]))
					}
					compared++
					assert.Equal(t, got[0], got[1], "%s (%s): feature %d %s: %d after %d", m.Name, m.Protocol, f.Index, o.Type, values[1], values[0])
				}
			}
		}
	}
	assert.Greater(t, compared, 4000)
}
