package catalog

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// TestLoadSurvivesAnyValueAnywhere puts wrong values in every place of good files, one at
// a time, and leaves every place out.
func TestLoadSurvivesAnyValueAnywhere(t *testing.T) {
	user := userFile(`'protocols':{'aneros':{'communication':[{'btle':{'names':['Both*'],'services':{'$0':{'tx':'$f'}}}}],
		'configurations':[{'identifier':['D'],'name':'DIY','id':'$1'}]}},'devices':[` + soloEntry(`,'output':{'rotate':{'value':[5,15]}}`,
		`,'output':{'hw_position_with_duration':{'reverse':true,'duration':[0,9]}}`, `'index':2,'message_gap_ms':5,'allow':true`) + `]`)
	base := baseFile(`'lovense':{'communication':[{'btle':{'names':['*'],'manufacturer_data':[{'company':7,'data':[1]}],'advertised_services':['$0']}}],
		'defaults':{'name':'X','id':'$1','message_gap_ms':1,'protocol_variant':'v','features':[{'index':0,'id':'$2','description':'d',
			'output':{'vibrate':{'value':[0,5],'disabled':true}},'input':{'battery':{'value':[[0,100]],'command':['Read']}}}]}}`)
	wrong := []any{nil, true, -1, 0, 7.5, 1e300, 4294967295, "", "x", uuid1, "*", []any{}, []any{nil}, []any{5, 1}, map[string]any{}, map[string]any{"x": nil}}
	n := 0
	try := func(base, user []byte, at string) {
		n++
		loaded, err := Builtin(all).Load(base, user)
		if err != nil {
			require.NotEmpty(t, err.Error(), at)
			return
		}
		loaded.Catalog.Filters()
		loaded.Catalog.ServiceUUIDs()
		for _, protocol := range []string{"aneros", "lovense"} {
			def, ok := loaded.Catalog.Define(protocol, "Solo")
			require.True(t, ok, at)
			loaded.Settings.Apply(device.Key{Address: "AA:BB", Protocol: protocol, Identifier: "Solo"}, def)
			def.Announced(0, 0)
		}
		loaded.Catalog.Match(&device.Advertisement{Name: "Both1"})
		_, err = Builtin(all).Load(base, loaded.Settings.AppendFile(nil))
		require.NoError(t, err, at)
	}
	mutate(t, user, wrong, func(data []byte, at string) { try(soloBase, data, "user"+at) })
	mutate(t, base, wrong, func(data []byte, at string) { try(data, user, "base"+at) })
	mutate(t, soloBase, wrong, func(data []byte, at string) { try(data, user, "solo"+at) })
	require.Greater(t, n, 2000)
}

// mutate calls try with data in which one place is left out or has one of the values.
func mutate(t *testing.T, data []byte, values []any, try func(data []byte, at string)) {
	t.Helper()
	var root any
	require.NoError(t, json.Unmarshal(data, &root))
	show := func(at string) {
		text, err := json.Marshal(root)
		require.NoError(t, err)
		try(text, at)
	}
	var walk func(v any, at string)
	visit := func(old any, at string, set func(any), remove func()) {
		for _, value := range values {
			set(value)
			show(fmt.Sprintf("%s = %v", at, value))
		}
		if remove != nil {
			remove()
			show(at + " left out")
		}
		set(old)
		walk(old, at)
	}
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			for key, old := range v {
				visit(old, at+"."+key, func(x any) { v[key] = x }, func() { delete(v, key) })
			}
		case []any:
			for i, old := range v {
				visit(old, fmt.Sprintf("%s.%d", at, i), func(x any) { v[i] = x }, nil)
			}
		}
	}
	walk(root, "")
}
