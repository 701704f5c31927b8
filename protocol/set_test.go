package protocol_test

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ring is a protocol of a program's own.
var ring = protocol.Spec{Name: "ring", Command: protocol.Bytes{0x01, protocol.Level}}

func TestSet(t *testing.T) {
	set, err := protocol.NewSet(ring, protocol.Hgod[0])
	require.NoError(t, err)
	assert.Equal(t, []string{"hgod", "ring"}, set.Names())
	spec, ok := set.Lookup("ring")
	require.True(t, ok)
	assert.Equal(t, "ring", spec.Name)
	assert.True(t, set.Has("hgod"))
	_, ok = set.Lookup("lovense")
	assert.False(t, ok)
	assert.False(t, set.Has("lovense"))
}

func TestSetWithMore(t *testing.T) {
	all := protocol.All()
	more, err := all.With(ring)
	require.NoError(t, err)
	assert.Len(t, more.Names(), len(all.Names())+1)
	assert.True(t, more.Has("ring"))
	assert.True(t, more.Has("lovense"))
	assert.False(t, all.Has("ring"), "the set itself does not change")
}

func TestSetKeepsItsSpecs(t *testing.T) {
	specs := []protocol.Spec{ring}
	set, err := protocol.NewSet(specs...)
	require.NoError(t, err)
	specs[0].Response = true
	spec, _ := set.Lookup("ring")
	assert.False(t, spec.Response)
}

func TestSetRefuses(t *testing.T) {
	bytes := protocol.Bytes{protocol.Level}
	writes := func(*protocol.State, []device.Command) []protocol.Write { return nil }
	for name, c := range map[string]struct {
		spec protocol.Spec
		want error
	}{
		"no name":         {protocol.Spec{Command: bytes}, protocol.ErrNoName},
		"twice":           {ring, protocol.ErrTwice},
		"nothing":         {protocol.Spec{Name: "x", Response: true}, protocol.ErrIncomplete},
		"two packets":     {protocol.Spec{Name: "x", Packet: bytes, Command: bytes}, protocol.ErrAmbiguous},
		"command, writes": {protocol.Spec{Name: "x", Command: bytes, Writes: writes}, protocol.ErrAmbiguous},
		"no tick":         {protocol.Spec{Name: "x", Tick: &protocol.Tick{}}, protocol.ErrNoMake},
		"no parser":       {protocol.Spec{Name: "x", Notify: &protocol.Notify{Endpoint: "rx"}}, protocol.ErrNoParse},
		"no endpoint":     {protocol.Spec{Name: "x", Command: bytes, Notify: &protocol.Notify{Parse: parse}}, protocol.ErrNoParse},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := protocol.NewSet(ring, c.spec)
			assert.Nil(t, set)
			require.ErrorIs(t, err, c.want)
			var refused *protocol.SpecError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, 1, refused.Index)
			assert.Equal(t, c.spec.Name, refused.Name)
		})
	}
}

func parse(*protocol.State, []byte) []protocol.Reading { return nil }

// All that is wrong is told at once, each with its name.
func TestSetNamesAllThatItRefuses(t *testing.T) {
	_, err := protocol.All().With(protocol.Spec{Name: "empty"}, ring, protocol.Lovense[0])
	require.ErrorIs(t, err, protocol.ErrIncomplete)
	require.ErrorIs(t, err, protocol.ErrTwice)
	assert.ErrorContains(t, err, `protocol "empty" (argument 0): `)
	assert.ErrorContains(t, err, `protocol "lovense" (argument 2): `)
	assert.NotContains(t, err.Error(), "ring")
}
