package catalog

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

const (
	uuid1 = "11111111-1111-4111-8111-111111111111"
	uuid2 = "22222222-2222-4222-8222-222222222222"
	uuid3 = "33333333-3333-4333-8333-333333333333"
	uuid4 = "44444444-4444-4444-8444-444444444444"
	fff0  = "0000fff0-0000-1000-8000-00805f9b34fb"
	fff1  = "0000fff1-0000-1000-8000-00805f9b34fb"
)

// baseFile is a base file with the protocols, userFile a user file with the members of
// user_configs. A ' stands for a quote and $1 to $4 for UUIDs.
func baseFile(protocols string) []byte {
	return file(`{'version':{'major':4,'minor':189},'protocols':{` + protocols + `}}`)
}
func userFile(configs string) []byte {
	return file(`{'version':{'major':4,'minor':0},'user_configs':{` + configs + `}}`)
}

func file(text string) []byte {
	return []byte(strings.NewReplacer("'", `"`, "$1", uuid1, "$2", uuid2, "$3", uuid3, "$4", uuid4, "$0", fff0, "$f", fff1).Replace(text))
}

func load(t *testing.T, base, user []byte) *Loaded {
	t.Helper()
	loaded, err := Builtin(all).Load(base, user)
	require.NoError(t, err)
	return loaded
}

// loadClean is load of files that nothing is wrong with.
func loadClean(t *testing.T, base, user []byte) *Loaded {
	t.Helper()
	loaded := load(t, base, user)
	require.Empty(t, loaded.Warnings)
	return loaded
}

func match(c *Catalog, name string) []string {
	return protocols(c.Match(&device.Advertisement{Name: name, Services: []string{}}))
}

func TestLoadFilesWithoutContent(t *testing.T) {
	version := file(`{'version':{'major':4,'minor':7}}`)
	for name, files := range map[string][2][]byte{
		"no files":           {nil, nil},
		"version only":       {version, version},
		"empty user configs": {nil, userFile("")},
		"null for objects":   {file(`{'version':{'major':4},'protocols':null}`), file(`{'version':{'major':4},'user_configs':null}`)},
		"null within":        {nil, userFile(`'protocols':null,'devices':null`)},
		"unknown keys":       {file(`{'version':{'major':4,'x':1},'x':[]}`), userFile(`'x':1`)},
	} {
		t.Run(name, func(t *testing.T) {
			loaded := loadClean(t, files[0], files[1])
			assert.Equal(t, []string{"lovense"}, match(loaded.Catalog, "LVS-Z01"))
			assert.Empty(t, entries(t, loaded.Settings))
			assert.Equal(t, Builtin(all).Filters(), loaded.Catalog.Filters())
		})
	}
}

func TestLoadRefusesMalformedFiles(t *testing.T) {
	inFeature := func(members string) []byte {
		return baseFile(`'lovense':{'configurations':[{'identifier':['X'],'name':'X','id':'$1','features':[{'index':0,'id':'$2',` + members + `}]}]}`)
	}
	btle := func(members string) []byte {
		return baseFile(`'lovense':{'communication':[{'btle':{` + members + `}}]}`)
	}
	const at, in = "protocols.lovense.configurations.0.", "protocols.lovense.communication.0."
	tests := []struct {
		name string
		base []byte
		path string
		want string // part of the problem
	}{
		{"version 1", file(`{'version':{'major':1,'minor':0}}`), "version.major", "is 1; it must be 4 or 5"},
		{"version 999", file(`{'version':{'major':999,'minor':0}}`), "version.major", "is 999; it must be 4 or 5"},
		{"version as text", file(`{'version':{'major':'4'}}`), "version.major", `is "4"; it must be 4 or 5`},
		{"no version", file(`{}`), "version", "is missing"},
		{"no object", file(`[]`), "", "is an array; it must be an object"},
		{"protocols", file(`{'version':{'major':4},'protocols':[]}`), "protocols", "is an array; it must be an object"},
		{"protocol", baseFile(`'lovense':7`), "protocols.lovense", "is 7; it must be an object"},
		{"communication", baseFile(`'lovense':{'communication':{}}`), "protocols.lovense.communication", "it must be an array"},
		{"a WebSocket without a name", baseFile(`'lovense':{'communication':[{'websocket':{}}]}`), "protocols.lovense.communication.0.websocket.name", "must be"},
		{"two kinds at once", baseFile(`'lovense':{'communication':[{'btle':{},'usb':{}}]}`), "protocols.lovense.communication.0", "exactly one"},
		{"names", btle(`'names':'LVS-*'`), in + "btle.names", "it must be an array"},
		{"name", btle(`'names':['A',3],'services':{}`), in + "btle.names.1", "is 3; it must be a string"},
		{"long name", btle(`'names':['` + strings.Repeat("x", 1025) + `'],'services':{}`), in + "btle.names.0", "1024 bytes"},
		{"no names", btle(`'services':{}`), in + "btle.names", "is missing; it must be an array of names, if nothing else"},
		{"company", btle(`'manufacturer_data':[{'company':65536}]`), in + "btle.manufacturer_data.0.company", "0 to 65535"},
		{"manufacturer byte", btle(`'manufacturer_data':[{'company':1,'data':[256]}]`), in + "btle.manufacturer_data.0.data.0", "0 to 255"},
		{"advertised service", btle(`'advertised_services':['fff0']`), in + "btle.advertised_services.0", "must be a UUID"},
		{"service", btle(`'names':['A'],'services':{'fff0':{}}`), in + "btle.services.fff0", "no UUID"},
		{"characteristic", btle(`'names':['A'],'services':{'$0':{'tx':'fff1'}}`), in + "btle.services." + fff0 + ".tx", "must be a UUID"},
		{"no identifier", baseFile(`'lovense':{'configurations':[{'name':'X','id':'$1'}]}`), at + "identifier", "is missing"},
		{"empty identifiers", baseFile(`'lovense':{'configurations':[{'identifier':[],'name':'X','id':'$1'}]}`), at + "identifier", "at least 1"},
		{"no name", baseFile(`'lovense':{'configurations':[{'identifier':['X'],'id':'$1'}]}`), at + "name", "is missing"},
		{"id", baseFile(`'lovense':{'configurations':[{'identifier':['X'],'name':'X','id':'1'}]}`), at + "id", `is "1"; it must be a UUID`},
		{"gap", baseFile(`'lovense':{'defaults':{'name':'X','id':'$1','message_gap_ms':-1}}`), "protocols.lovense.defaults.message_gap_ms", "0 to 60000"},
		{"feature without an id", baseFile(`'lovense':{'defaults':{'name':'X','id':'$1','features':[{'index':0}]}}`), "protocols.lovense.defaults.features.0.id", "is missing"},
		{"feature index", baseFile(`'lovense':{'defaults':{'name':'X','id':'$1','features':[{'id':'$2','index':-1}]}}`), "protocols.lovense.defaults.features.0.index", "is -1"},
		{"feature index twice", baseFile(`'lovense':{'defaults':{'name':'X','id':'$1','features':[{'id':'$2','index':1},{'id':'$3','index':1}]}}`),
			"protocols.lovense.defaults.features.1.index", "no other feature"},
		{"description", inFeature(`'description':1`), at + "features.0.description", "a string"},
		{"output", inFeature(`'output':['vibrate']`), at + "features.0.output", "an object"},
		{"no range", inFeature(`'output':{'vibrate':{}}`), at + "features.0.output.vibrate.value", "is missing"},
		{"short range", inFeature(`'output':{'vibrate':{'value':[0]}}`), at + "features.0.output.vibrate.value", "[0, n]"},
		{"long range", inFeature(`'output':{'vibrate':{'value':[0,1,2]}}`), at + "features.0.output.vibrate.value", "[0, n]"},
		{"range from 1", inFeature(`'output':{'vibrate':{'value':[1,20]}}`), at + "features.0.output.vibrate.value", "[0, n]"},
		{"range that is not even", inFeature(`'output':{'rotate':{'value':[-10,20]}}`), at + "features.0.output.rotate.value", "[0, n]"},
		{"range without steps", inFeature(`'output':{'vibrate':{'value':[0,0]}}`), at + "features.0.output.vibrate.value", "[0, n]"},
		{"huge range", inFeature(`'output':{'vibrate':{'value':[0,2000000]}}`), at + "features.0.output.vibrate.value", "n from 1 to 1048576"},
		{"position with a direction", inFeature(`'output':{'position':{'value':[-9,9]}}`), at + "features.0.output.position.value", "[0, n]"},
		{"fraction", inFeature(`'output':{'vibrate':{'value':[0,1.5]}}`), at + "features.0.output.vibrate.value", "is [0,1.5]; it must be [0, n]"},
		{"duration", inFeature(`'output':{'hw_position_with_duration':{'value':[0,9],'duration':[5,9]}}`), at + "features.0.output.hw_position_with_duration.duration", "is [5,9]; it must be [0, n]"},
		{"disabled", inFeature(`'output':{'vibrate':{'value':[0,1],'disabled':1}}`), at + "features.0.output.vibrate.disabled", "true or false"},
		{"input range", inFeature(`'input':{'battery':{'value':[0,100],'command':[]}}`), at + "features.0.input.battery.value.0", "is 0; it must be [m, n]"},
		{"input range reversed", inFeature(`'input':{'battery':{'value':[[9,0]],'command':[]}}`), at + "features.0.input.battery.value.0", "m at most n"},
		{"no input range", inFeature(`'input':{'battery':{'value':[],'command':[]}}`), at + "features.0.input.battery.value", "at least 1"},
		{"input command", inFeature(`'input':{'battery':{'value':[[0,100]],'command':['Unsubscribe']}}`), at + "features.0.input.battery.command.0", `"Read" or "Subscribe"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			loaded, err := Builtin(all).Load(test.base, nil)
			assert.Nil(t, loaded)
			var fault *ConfigError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, BaseFile, fault.File)
			assert.Equal(t, test.path, fault.Path)
			assert.Contains(t, fault.Problem, test.want)
			assert.Equal(t, "device configuration: "+Warning{fault.File, fault.Path, fault.Problem}.String(), err.Error())
			var field *jsonx.FieldError
			assert.ErrorAs(t, err, &field)
		})
	}
}

func TestLoadRefusesMalformedUserFiles(t *testing.T) {
	tests := []struct {
		name       string
		user       []byte
		path, want string
	}{
		{"version", file(`{'version':{'major':1,'minor':0},'user_configs':{}}`), "version.major", "is 1"},
		{"user_configs", file(`{'version':{'major':4},'user_configs':[]}`), "user_configs", "an object"},
		{"devices", userFile(`'devices':{}`), "user_configs.devices", "an array"},
		{"protocols", userFile(`'protocols':[]`), "user_configs.protocols", "an object"},
		{"within a protocol", userFile(`'protocols':{'lovense':{'configurations':[{'identifier':['X'],'name':5,'id':'$1'}]}}`),
			"user_configs.protocols.lovense.configurations.0.name", "is 5; it must be a string"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			loaded, err := Builtin(all).Load(nil, test.user)
			assert.Nil(t, loaded)
			var fault *ConfigError
			require.ErrorAs(t, err, &fault)
			assert.Equal(t, UserFile, fault.File)
			assert.Equal(t, test.path, fault.Path)
			assert.Contains(t, fault.Problem, test.want)
		})
	}
}

func TestLoadRefusesWhatIsNotJSON(t *testing.T) {
	for _, text := range []string{"", "{", "nonsense", `{"version":{"major":4}} x`, "\xff"} {
		for _, files := range [][2][]byte{{[]byte(text), nil}, {nil, []byte(text)}} {
			_, err := Builtin(all).Load(files[0], files[1])
			var syntax *jsonx.SyntaxError
			assert.ErrorAs(t, err, &syntax, text)
			var fault *ConfigError
			require.ErrorAs(t, err, &fault, text)
			assert.Empty(t, fault.Path)
		}
	}
}

func TestLoadIsBounded(t *testing.T) {
	for name, text := range map[string]string{
		"bytes":   `{"version":{"major":4}}` + strings.Repeat(" ", maxFile),
		"values":  `{"version":{"major":4},"x":[` + strings.Repeat("0,", maxNodes) + `0]}`,
		"nesting": strings.Repeat("[", 100) + strings.Repeat("]", 100),
	} {
		_, err := Builtin(all).Load([]byte(text), nil)
		var limit *jsonx.LimitError
		assert.ErrorAs(t, err, &limit, name)
	}
	many := ""
	for i := range 65 {
		many += `{'id':'$1','index':` + strconv.Itoa(i) + `},`
	}
	_, err := Builtin(all).Load(baseFile(`'lovense':{'defaults':{'name':'X','id':'$1','features':[`+many+`{}]}}`), nil)
	assert.ErrorContains(t, err, "features is too long; it must be an array with at most 64 elements")
}

func TestLoadLeavesTheBuiltInCatalogueAlone(t *testing.T) {
	builtin := Builtin(all)
	loaded, err := builtin.Load(baseFile(`'lovense':{'communication':[{'btle':{'names':['Mine']}}],
		'configurations':[{'identifier':['Z'],'name':'Other','id':'$1'}]}`), nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"lovense"}, match(loaded.Catalog, "Mine"))
	assert.Empty(t, match(builtin, "Mine"))
	def, _ := builtin.Define("lovense", "Z")
	assert.Equal(t, "Lovense Hush", def.Name)
}

func TestLoadSkipsUnknownProtocolsWithAWarning(t *testing.T) {
	supported := func(p string) bool { return p == "lovense" }
	loaded, err := Builtin(supported).Load(baseFile(`'new-proto':{'communication':[{'btle':{'names':['New']}}]},
		'lovense':{'communication':[{'btle':{'names':['Mine']}}]}`), nil)
	require.NoError(t, err)
	require.Len(t, loaded.Warnings, 1)
	assert.Equal(t, "base file: protocols.new-proto is not a protocol that is supported; it is left out", loaded.Warnings[0].String())
	assert.Empty(t, match(loaded.Catalog, "New"))
	assert.Equal(t, []string{"lovense"}, match(loaded.Catalog, "Mine"))
}

func TestLoadSkipsProtocolsWithImpossibleNames(t *testing.T) {
	loaded := load(t, baseFile(`'\u0000lovense':{'communication':[{'btle':{'names':['New']}}]}`), nil)
	assert.Len(t, loaded.Warnings, 1)
	assert.Equal(t, Builtin(all).Filters(), loaded.Catalog.Filters())
}

func TestLoadWarnsOfWhatItDoesNotKnow(t *testing.T) {
	loaded := load(t, baseFile(`'lovense':{
		'communication':[{'serial':{'port':'COM3'}},{'telepathy':{}},
			{'btle':{'names':['Mine'],'services':{'$0':{'tx':'$f','shout':'$f'}}}}],
		'configuration':[{'identifier':['dead']}],
		'configurations':[{'identifier':['X'],'name':'X','id':'$1','features':[{'index':0,'id':'$2',
			'output':{'vibrate':{'value':[0,5]},'dance':{}},'input':{'depth':{},'battery':{'value':[[0,100]],'command':['Read']}}}]}]}`), nil)
	var paths []string
	for _, w := range loaded.Warnings {
		paths = append(paths, w.Path)
	}
	assert.Equal(t, []string{"protocols.lovense.communication.1.telepathy", "protocols.lovense.communication.2.btle.services." + fff0 + ".shout",
		"protocols.lovense.configurations.0.features.0.output.dance", "protocols.lovense.configurations.0.features.0.input.depth"}, paths)
	def, _ := loaded.Catalog.Define("lovense", "X")
	assert.Equal(t, []device.Feature{{Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 5}}},
		Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: 1}}}}, def.Features)
	assert.Equal(t, []device.Service{{UUID: fff0, Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: fff1}}}},
		loaded.Catalog.Match(&device.Advertisement{Name: "Mine"})[0].Services)
}

func TestLoadFindsDevicesThatConnectByWebSocket(t *testing.T) {
	loaded := loadClean(t, nil, userFile(`'protocols':{'tcode-v03':{'communication':[{'websocket':{'name':'My OSR2'}}]}}`))
	assert.Equal(t, []string{"tcode-v03"}, match(loaded.Catalog, "My OSR2"))
	assert.Empty(t, match(loaded.Catalog, "My OSR2b"), "no wildcard")
}

func TestLoadMatching(t *testing.T) {
	loaded := loadClean(t, baseFile(`
		'lovense':{'communication':[{'btle':{'names':['Base','Both*','Placeholder one'],'advertised_services':['$0']}}]},
		'joyhub':{'communication':[{'btle':{'names':['Base*'],'manufacturer_data':[{'company':7,'data':[1,2]}]}}]}`),
		userFile(`'protocols':{'aneros':{'communication':[
			{'btle':{'names':['Both*'],'services':{'$0':{'tx':'$f'}}}}, {'btle':{'names':['LVS-*']}}]}}`))
	c := loaded.Catalog
	assert.Equal(t, []string{"lovense", "joyhub"}, match(c, "Base"), "an exact name first")
	assert.Equal(t, []string{"joyhub"}, match(c, "Base2"))
	assert.Equal(t, []string{"aneros", "lovense"}, match(c, "Both1"), "the user's first")
	assert.Equal(t, []string{"aneros", "lovense"}, match(c, "LVS-Z01"), "also before what is built in")
	assert.Equal(t, []string{"joyhub"}, match(c, "J-Rainbow"), "what is built in stays")
	assert.Equal(t, []string{"lovense"}, protocols(c.Match(&device.Advertisement{Services: []string{fff0}})))
	assert.Equal(t, []string{"joyhub"}, protocols(c.Match(&device.Advertisement{ManufacturerData: []device.ManufacturerData{{Company: 7, Data: []byte{0, 1, 2}}}})))

	matches := c.Match(&device.Advertisement{Name: "Both1"})
	assert.Equal(t, []device.Service{{UUID: fff0, Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: fff1}}}}, matches[0].Services)
	assert.Len(t, matches[1].Services, 41, "those of the protocol where the file has none")

	filters := c.Filters()
	assert.Equal(t, []device.Filter{{NamePrefix: "Both"}, {NamePrefix: "LVS-"},
		{Name: "Base"}, {Service: fff0},
		{NamePrefix: "Base"}, {Manufacturer: &device.ManufacturerData{Company: 7, Data: []byte{1, 2}}}}, filters[:6], "in front, none twice, no placeholder")
	assert.Len(t, filters, 830+5)
	assert.Contains(t, c.ServiceUUIDs(), fff0)
}

func TestLoadStarMatchesEverythingButIsNoFilter(t *testing.T) {
	loaded := loadClean(t, nil, userFile(`'protocols':{'aneros':{'communication':[{'btle':{'names':['*']}}]}}`))
	assert.Equal(t, []string{"aneros"}, match(loaded.Catalog, "anything"))
	assert.Equal(t, []string{"aneros"}, match(loaded.Catalog, ""))
	assert.Equal(t, []string{"aneros", "joyhub"}, match(loaded.Catalog, "J-Rainbow"))
	assert.Len(t, loaded.Catalog.Filters(), 830)
}

func TestLoadProtocolWithoutServices(t *testing.T) {
	loaded := load(t, nil, userFile(`'protocols':{'motors':{'communication':[{'btle':{'names':['OSR2']}}]}}`))
	require.Len(t, loaded.Warnings, 1)
	assert.Equal(t, "user_configs.protocols.motors", loaded.Warnings[0].Path)
	loaded = loadClean(t, nil, userFile(`'protocols':{'motors':{'communication':[{'btle':{'names':['OSR2'],'services':{'$0':{'tx':'$f'}}}}]}}`))
	assert.Equal(t, []string{"motors"}, match(loaded.Catalog, "OSR2"))
}

func TestLoadDefinitions(t *testing.T) {
	vibrate := func(index uint32, most int32) device.Feature {
		return device.Feature{Index: index, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: most}}}}
	}
	base := baseFile(`
		'aneros':{
			'defaults':{'name':'New default','id':'$1','protocol_variant':'v','message_gap_ms':80,'features':[{'index':0,'id':'$2','output':{'vibrate':{'value':[0,9]}}}]},
			'configurations':[
				{'identifier':['A','B'],'name':'Heir','id':'$3'},
				{'identifier':['C'],'name':'Own','id':'$4','protocol_variant':'w','features':[
					{'index':5,'id':'$3','output':{'vibrate':{'value':[0,5]}}},
					{'index':2,'id':'$4','output':{'vibrate':{'value':[0,2]}}}]},
				{'identifier':['A'],'name':'Later','id':'$3','message_gap_ms':0,'features':[]}]},
		'thehandy':{'configurations':[{'identifier':['The Handy'],'name':'Mine','id':'$1'}]}`)
	user := userFile(`'protocols':{'aneros':{'defaults':{'name':5},'configurations':[{'identifier':['C','D'],'name':'DIY','id':'$1'}]}}`)
	c := loadClean(t, base, user).Catalog
	tests := []struct {
		protocol, identifier string
		want                 device.Definition
	}{
		{"aneros", "", device.Definition{Name: "New default", Variant: "v", Gap: 80 * time.Millisecond, Features: []device.Feature{vibrate(0, 9)}}},
		{"aneros", "?", device.Definition{Name: "New default", Variant: "v", Gap: 80 * time.Millisecond, Features: []device.Feature{vibrate(0, 9)}}},
		{"aneros", "B", device.Definition{Identifier: "B", Name: "Heir", Variant: "v", Gap: 80 * time.Millisecond, Features: []device.Feature{vibrate(0, 9)}}},
		{"aneros", "A", device.Definition{Identifier: "A", Name: "Later", Variant: "v", Gap: device.NoGap}},
		{"aneros", "C", device.Definition{Identifier: "C", Name: "DIY"}},
		{"aneros", "D", device.Definition{Identifier: "D", Name: "DIY"}},
		{"thehandy", "The Handy", device.Definition{Identifier: "The Handy", Name: "Mine", Gap: 50 * time.Millisecond,
			Features: []device.Feature{{Outputs: []device.Output{{Type: device.HwPositionWithDuration,
				Range: device.Range{Max: 100}, Duration: device.Durations{Max: 100 * time.Second}}}}}}},
	}
	for _, test := range tests {
		t.Run(test.protocol+" "+test.identifier, func(t *testing.T) {
			got, ok := c.Define(test.protocol, test.identifier)
			require.True(t, ok)
			test.want.Protocol = test.protocol
			assert.Equal(t, test.want, *got)
		})
	}
	alone := loadClean(t, base, nil).Catalog
	def, _ := alone.Define("aneros", "C")
	assert.Equal(t, []device.Feature{vibrate(2, 2), vibrate(5, 5)}, def.Features, "in the order of their indexes")
}

func TestLoadedDefaultsDoNotHideBuiltInModels(t *testing.T) {
	c := loadClean(t, baseFile(`'lovense':{'defaults':{'name':'D','id':'$1','features':[]}}`), nil).Catalog
	def, _ := c.Define("lovense", "Z")
	assert.Equal(t, "Lovense Hush", def.Name)
	def, _ = c.Define("lovense", "?")
	assert.Equal(t, "D", def.Name)
}

func TestLoadDisabledOutputsOfABaseFile(t *testing.T) {
	c := loadClean(t, baseFile(`'aneros':{'defaults':{'name':'X','id':'$1','features':[
		{'index':0,'id':'$2','output':{'vibrate':{'value':[0,9],'disabled':true}}},
		{'index':1,'id':'$3','output':{'position':{'value':[0,9],'reverse_position':true}}}]}}`), nil).Catalog
	def, _ := c.Define("aneros", "")
	assert.True(t, def.Features[0].Outputs[0].Disabled)
	assert.True(t, def.Features[1].Outputs[0].Reverse)
	info := def.Announced(0, 0)
	require.Len(t, info.Features, 1)
	assert.Equal(t, uint32(1), info.Features[0].Index)
}

func TestLoadOnTopOfLoaded(t *testing.T) {
	first := loadClean(t, nil, userFile(`'protocols':{'aneros':{'communication':[{'btle':{'names':['One']}}]}}`))
	second, err := first.Catalog.Load(nil, userFile(`'protocols':{'aneros':{'communication':[{'btle':{'names':['Two']}}]}}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"aneros"}, match(second.Catalog, "One"))
	assert.Equal(t, []string{"aneros"}, match(second.Catalog, "Two"))
	assert.Empty(t, match(first.Catalog, "Two"))
}

func TestLoadWarnsOfABaseFileForAUserFile(t *testing.T) {
	loaded := load(t, nil, baseFile(`'aneros':{}`))
	require.Len(t, loaded.Warnings, 1)
	assert.Contains(t, loaded.Warnings[0].String(), "user file: protocols is not looked at: this is a base file")
}

func TestWithModels(t *testing.T) {
	models := []device.Definition{{Protocol: "pretend", Identifier: "P", Name: "Pretend toy", Features: []device.Feature{{Index: 3}}}}
	made := 0
	c := Builtin(func(p string) bool { return p == "lovense" }).WithModels(func() []device.Definition { made++; return models })
	_, err := c.Load(nil, nil)
	require.NoError(t, err)
	assert.Zero(t, made, "nobody has looked for a toy")
	_, ok := c.Define("pretend", "P")
	require.True(t, ok)
	models[0].Features[0].Index = 9
	def, ok := c.Define("pretend", "P")
	assert.Equal(t, 1, made)
	require.True(t, ok)
	assert.Equal(t, device.Definition{Protocol: "pretend", Identifier: "P", Name: "Pretend toy", Features: []device.Feature{{Index: 3}}}, *def)
	_, ok = c.Define("pretend", "Q")
	assert.False(t, ok)
	_, ok = c.Define("lovense", "Z")
	assert.True(t, ok)
	_, ok = c.Define("joyhub", "")
	assert.False(t, ok)
	assert.Empty(t, c.Match(&device.Advertisement{Name: "P", Services: []string{}}))
}

func TestErrorsOfBothFilesAreTold(t *testing.T) {
	bad := []byte("{")
	_, err := Builtin(all).Load(bad, bad)
	var fault *ConfigError
	require.True(t, errors.As(err, &fault))
	assert.Equal(t, BaseFile, fault.File, "the first that is wrong")
}
