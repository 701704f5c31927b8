package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
)

const solo = `'lovense':{'configurations':[{'identifier':['Z','ZY','ZZ'],'name':'Lovense New','id':'$1'}]},
	'nobody':{'defaults':{'name':'New','id':'$2','features':[]}}`

// TestAdded: Z is a Hush, the others are new; nobody is a protocol without an entry so far.
func TestAdded(t *testing.T) {
	assert.Equal(t, []Added{{"lovense", "ZY", "Lovense New"}, {"lovense", "ZZ", "Lovense New"}, {"nobody", "", "New"}},
		load(t, baseFile(solo), nil).Added)
	known := func(protocol string) bool { return protocol != "nobody" }
	loaded, err := Builtin(known).Load(baseFile(solo), userFile(`'protocols':{`+solo+`}`))
	assert.NoError(t, err)
	assert.Len(t, loaded.Added, 2, "those of the user file are in the base file too")
	assert.Empty(t, load(t, asBaseFile(), nil).Added)
}

// TestHeaterWithoutAZeroIsLeftOut: nothing would switch it off. Files of version 5 have one.
func TestHeaterWithoutAZeroIsLeftOut(t *testing.T) {
	loaded := load(t, file(`{'version':{'major':5,'minor':57},'protocols':{'umove':{'defaults':{'name':'Warm','id':'$1','features':[
		{'index':0,'id':'$2','output':{'vibrate':{'value':[0,9]},'temperature':{'value':[37,42]}}}]}}}}`), nil)
	def, ok := loaded.Catalog.Define("umove", "")
	assert.True(t, ok)
	assert.Equal(t, []device.Feature{{Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 9}}}}}, def.Features)
	assert.Equal(t, []Warning{
		{BaseFile, "protocols.umove.defaults.features.0.output.temperature", "is a heater whose range has no 0 to switch it off with; it is left out"},
	}, loaded.Warnings)
}
