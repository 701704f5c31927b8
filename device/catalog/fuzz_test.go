package catalog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// FuzzLoad: whatever the files hold, they are refused with an error or give a catalogue
// that works and settings whose file can be read again.
func FuzzLoad(f *testing.F) {
	user := userFile(`'protocols':{'aneros':{'communication':[{'btle':{'names':['Both*'],'services':{'$0':{'tx':'$f'}}}}],
		'configurations':[{'identifier':['D'],'name':'DIY','id':'$1'}]}},
		'devices':[` + soloEntry(`,'output':{'rotate':{'value':[5,15],'disabled':true}}`,
		`,'output':{'hw_position_with_duration':{'reverse':true,'duration':[0,9]}}`, `'index':2,'message_gap_ms':5,'allow':true`) + `]`)
	f.Add(soloBase, user, "Both1", "D")
	f.Add([]byte(nil), user, "", "Solo")
	f.Add(baseFile(`'lovense':{'communication':[{'btle':{'names':['*'],'manufacturer_data':[{'company':7,'data':[1]}],'advertised_services':['$0']}}],
		'defaults':{'name':'X','id':'$1','features':[{'index':0,'id':'$2','output':{'vibrate':{'value':[0,5],'disabled':true}}}]}}`), []byte(nil), "x", "")
	f.Fuzz(func(t *testing.T, base, user []byte, name, identifier string) {
		loaded, err := Builtin(all).Load(base, user)
		if err != nil {
			require.Nil(t, loaded)
			require.NotEmpty(t, err.Error())
			return
		}
		c := loaded.Catalog
		c.Filters()
		c.ServiceUUIDs()
		for _, m := range c.Match(&device.Advertisement{Name: name}) {
			require.NotEmpty(t, m.Services)
			if def, ok := c.Define(m.Protocol, identifier); ok {
				loaded.Settings.Apply(device.Key{Address: name, Protocol: m.Protocol, Identifier: identifier}, def)
				def.Announced(0, 0)
			}
		}
		text := loaded.Settings.AppendFile(nil)
		again, err := Builtin(all).Load(base, text)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again.Settings.AppendFile(nil)))
		_, err = loaded.Settings.Update(text)
		require.NoError(t, err)
	})
}
