package catalog

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// soloBase has a model with a rotator (5), a stroker (6) and a battery (7).
var soloBase = baseFile(`'aneros':{'configurations':[{'identifier':['Solo'],'name':'Solo','id':'$1','message_gap_ms':30,'features':[
	{'index':5,'id':'$2','output':{'rotate':{'value':[-20,20]}}},
	{'index':6,'id':'$3','output':{'hw_position_with_duration':{'value':[0,100],'duration':[0,5000]},'oscillate':{'value':[0,20]}}},
	{'index':7,'id':'$4','input':{'battery':{'value':[[0,100]],'command':['Read']}}}]}]}`)

var soloKey = device.Key{Address: "AA:BB", Protocol: "aneros", Identifier: "Solo"}

// soloEntry is an entry of the user file for a Solo, with the outputs of its features and
// the members of user_config.
func soloEntry(rotator, stroker, config string) string {
	return `{'identifier':{'protocol':'aneros','identifier':'Solo','address':'AA:BB'},'config':{'id':'$4','base_id':'$1','features':[
		{'id':'$1','base_id':'$2'` + rotator + `},{'id':'$2','base_id':'$3'` + stroker + `},{'id':'$3','base_id':'$4'}],
		'user_config':{` + config + `}}}`
}

func define(t *testing.T, loaded *Loaded, key device.Key) (*device.Definition, uint32) {
	t.Helper()
	def, ok := loaded.Catalog.Define(key.Protocol, key.Identifier)
	require.True(t, ok)
	return def, loaded.Settings.Apply(key, def)
}

func TestSettingsOfAUserFile(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry(
		`,'output':{'rotate':{'value':[5,15],'disabled':false}}`,
		`,'output':{'hw_position_with_duration':{'value':[20,80],'duration':[100,2000],'reverse':true},'oscillate':{'disabled':true}}`,
		`'index':2,'display_name':'Blue one','message_gap_ms':100,'x':0`)+`]`))
	def, index := define(t, loaded, soloKey)
	assert.Equal(t, uint32(2), index)
	assert.Equal(t, device.Definition{Protocol: "aneros", Identifier: "Solo", Name: "Solo", DisplayName: "Blue one", Gap: 100 * time.Millisecond,
		Features: []device.Feature{
			{Index: 5, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -20, Max: 20}, Limit: &device.Range{Min: 5, Max: 15}}}},
			{Index: 6, Outputs: []device.Output{
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 1900 * time.Millisecond},
					Limit: &device.Range{Min: 20, Max: 80}, Reverse: true},
				{Type: device.Oscillate, Range: device.Range{Max: 20}, Disabled: true}}},
			{Index: 7, Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: 1}}},
		}}, *def)

	var announced []device.OutputType
	for _, f := range def.Announced(0, 0).Features {
		for _, o := range f.Outputs {
			announced = append(announced, o.Type)
		}
	}
	assert.Equal(t, []device.OutputType{device.Rotate, device.HwPositionWithDuration}, announced, "a disabled output is not announced")

	other := soloKey
	other.Address = "CC:DD"
	def, index = define(t, loaded, other)
	assert.Zero(t, index, "the lowest free index")
	assert.Empty(t, def.DisplayName)
	assert.Equal(t, 30*time.Millisecond, def.Gap)
}

func TestSettingsWithoutAGapKeepThatOfTheModel(t *testing.T) {
	for config, want := range map[string]time.Duration{
		`'index':0`:                          30 * time.Millisecond,
		`'index':0,'message_gap_ms':null`:    30 * time.Millisecond,
		`'index':0,'message_gap_ms':0`:       device.NoGap,
		`'index':0,'message_gap_ms':200`:     200 * time.Millisecond,
		`'index':0.0,'message_gap_ms':2.0e2`: 200 * time.Millisecond,
	} {
		loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry("", "", config)+`]`))
		def, _ := define(t, loaded, soloKey)
		assert.Equal(t, want, def.Gap, config)
	}
}

func TestSettingsEntriesThatDoNotFit(t *testing.T) {
	good := soloEntry("", "", `'index':0`)
	replace := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	tests := []struct {
		name, entry, path, want string
	}{
		{"no object", `7`, "", "is 7; it must be an object"},
		{"no address", replace(`,'address':'AA:BB'`, ``), ".identifier.address", "is missing"},
		{"no index", soloEntry("", "", `'allow':false`), ".config.user_config.index", "is missing"},
		{"index", soloEntry("", "", `'index':-1`), ".config.user_config.index", "is -1"},
		{"flag", soloEntry("", "", `'index':1,'deny':0`), ".config.user_config.deny", "true or false"},
		{"id", replace(`'id':'$4','base_id':'$1'`, `'id':'4','base_id':'$1'`), ".config.id", "a UUID"},
		{"unknown protocol", replace(`'aneros'`, `'x'`), "", `the protocol "x", which is not supported`},
		{"features", `{'identifier':{'protocol':'aneros','identifier':'Solo','address':'AA:BB'},
			'config':{'id':'$4','base_id':'$1','features':{},'user_config':{'index':0}}}`, ".config.features", "an array"},
		{"too few features", replace(`,{'id':'$3','base_id':'$4'}`, ``), "", "has 2 features, the model has 3"},
		{"another model's feature", replace(`'base_id':'$4'`, `'base_id':'ffffffff-1111-4111-8111-111111111111'`), "", "has a feature whose base_id is not of the model"},
		{"range beyond the toy's", soloEntry(`,'output':{'rotate':{'value':[0,21]}}`, ``, `'index':0`), "", "has settings of rotate that the model's feature 5 can't have"},
		{"range below 0", soloEntry(`,'output':{'rotate':{'value':[-5,5]}}`, ``, `'index':0`), ".config.features.0.output.rotate.value", "m at least 0"},
		{"range reversed", soloEntry(`,'output':{'rotate':{'value':[9,5]}}`, ``, `'index':0`), ".config.features.0.output.rotate.value", "m at least 0"},
		{"duration", soloEntry(``, `,'output':{'hw_position_with_duration':{'duration':[0,5001]}}`, `'index':0`),
			"", "has settings of hw_position_with_duration that the model's feature 6 can't have"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			supported := func(p string) bool { return p != "x" }
			second := strings.Replace(good, "AA:BB", "CC:DD", 1)
			loaded, err := Builtin(supported).Load(soloBase, userFile(`'devices':[`+test.entry+`,`+second+`]`))
			require.NoError(t, err)
			require.Len(t, loaded.Warnings, 1)
			assert.Equal(t, "user_configs.devices.0"+test.path, loaded.Warnings[0].Path)
			assert.Contains(t, loaded.Warnings[0].Problem, test.want)
			assert.Contains(t, loaded.Warnings[0].Problem, "the entry is left out")
			require.NotEmpty(t, entries(t, loaded.Settings), "the others stay")
			assert.Equal(t, "CC:DD", entries(t, loaded.Settings)[0].Identifier.Address)
			assert.Contains(t, string(loaded.Settings.AppendFile(nil)), string(file(test.entry)), "but it is not lost")
		})
	}
}

func TestSettingsEntryThatIsReplaced(t *testing.T) {
	loaded := load(t, soloBase, userFile(`'devices':[`+soloEntry(`,'output':{'rotate':{'value':[0,21]}}`, "", `'index':4`)+`]`))
	_, index := define(t, loaded, soloKey)
	assert.Zero(t, index, "a device whose entry was left out is new")
	assert.NotContains(t, string(loaded.Settings.AppendFile(nil)), `[0,21]`)
}

func TestSettingsOfAnotherModel(t *testing.T) {
	entry := strings.ReplaceAll(soloEntry(`,'output':{'rotate':{'value':[0,9]}}`, "", `'index':0`), "'Solo'", "'Perfect Solo'")
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+entry+`]`))
	def, _ := define(t, loaded, device.Key{Address: "AA:BB", Protocol: "aneros", Identifier: "Perfect Solo"})
	assert.Equal(t, "Solo", def.Name, "base_id counts")
	require.Len(t, def.Features, 3)
	assert.Equal(t, &device.Range{Max: 9}, def.Features[0].Outputs[0].Limit)
}

// TestSettingsOfAnOfficialFile: it has ids that the built-in catalogue does not have.
func TestSettingsOfAnOfficialFile(t *testing.T) {
	entry := func(features string) []byte {
		return userFile(`'devices':[{'identifier':{'protocol':'lovense','identifier':'Z','address':'AA:BB'},'config':{'id':'$1','base_id':'$2',
			'features':[` + features + `],'user_config':{'index':3,'allow':false,'deny':false}}}]`)
	}
	key := device.Key{Address: "AA:BB", Protocol: "lovense", Identifier: "Z"}
	loaded := loadClean(t, nil, entry(`{'id':'$1','base_id':'$3','output':{'vibrate':{'value':[0,7]}}},{'id':'$2','base_id':'$4'}`))
	def, index := define(t, loaded, key)
	assert.Equal(t, uint32(3), index)
	assert.Equal(t, &device.Range{Max: 7}, def.Features[0].Outputs[0].Limit)

	loaded = load(t, nil, entry(`{'id':'$2','base_id':'$4'},{'id':'$1','base_id':'$3','output':{'vibrate':{'value':[0,7]}}}`))
	require.Len(t, loaded.Warnings, 1, "the features can't be told apart by their order")
	assert.Contains(t, loaded.Warnings[0].String(), "has settings of vibrate that the model's feature 1 can't have")
}

func TestSettingsIdentifierMayBeNullOrMissing(t *testing.T) {
	for _, identifier := range []string{`,'identifier':null`, ``} {
		loaded := loadClean(t, nil, userFile(`'devices':[{'identifier':{'protocol':'lovense','address':'AA:BB'`+identifier+`},'config':{'id':'$1','base_id':'$2',
			'features':[{'id':'$1','base_id':'$3'},{'id':'$2','base_id':'$4'}],'user_config':{'index':3}}}]`))
		_, index := define(t, loaded, device.Key{Address: "AA:BB", Protocol: "lovense"})
		assert.Equal(t, uint32(3), index)
		text := string(loaded.Settings.AppendFile(nil))
		assert.NotContains(t, text, "null")
		assert.Contains(t, text, `{"identifier":{"address":"AA:BB","protocol":"lovense"}`)
	}
}

func TestSettingsIndexes(t *testing.T) {
	second := strings.Replace(soloEntry("", "", `'index':1`), "AA:BB", "CC:DD", 1)
	third := strings.Replace(soloEntry("", "", `'index':1`), "AA:BB", "EE:FF", 1)
	loaded := load(t, soloBase, userFile(`'devices':[`+second+`,`+third+`,`+second+`]`))
	require.Len(t, loaded.Warnings, 2)
	assert.Contains(t, loaded.Warnings[0].String(), "devices.1 has the index of another device; it gets 0")
	assert.Contains(t, loaded.Warnings[1].String(), "devices.2 is for the same device as an earlier one")

	changes := 0
	loaded.Settings.OnChange(func() { changes++ })
	at := func(address string) uint32 {
		_, index := define(t, loaded, device.Key{Address: address, Protocol: "aneros", Identifier: "Solo"})
		return index
	}
	assert.Equal(t, uint32(0), at("EE:FF"))
	assert.Equal(t, uint32(1), at("CC:DD"))
	assert.Zero(t, changes, "known devices change nothing")
	assert.Equal(t, uint32(2), at("new"))
	assert.Equal(t, 1, changes)
	assert.Equal(t, uint32(2), at("new"))
	_, index := define(t, loaded, device.Key{Address: "new", Protocol: "lovense"})
	assert.Equal(t, uint32(3), index, "the protocol is part of the key")
}

func TestAllowed(t *testing.T) {
	entry := func(address, config string) string {
		return strings.Replace(soloEntry("", "", `'index':0,`+config), "AA:BB", address, 1)
	}
	tests := []struct {
		name    string
		entries []string
		allowed []string
	}{
		{"no lists", nil, []string{"A", "B", "C"}},
		{"a denied one", []string{entry("A", `'deny':true`), entry("B", `'deny':false`)}, []string{"B", "C"}},
		{"an allowed one", []string{entry("A", `'allow':true`), entry("B", `'allow':false`)}, []string{"A"}},
		{"both on one", []string{entry("A", `'allow':true,'deny':true`), entry("B", `'allow':true`)}, []string{"B"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			loaded := load(t, soloBase, userFile(`'devices':[`+strings.Join(test.entries, ",")+`]`))
			var allowed []string
			for _, address := range []string{"A", "B", "C"} {
				if loaded.Settings.Allowed(address) {
					allowed = append(allowed, address)
				}
			}
			assert.Equal(t, test.allowed, allowed)
		})
	}
}

func TestFollowModel(t *testing.T) {
	user := userFile(`'devices':[` + soloEntry("", "", `'index':7,'display_name':'Mine'`) + `]`)
	key := soloKey
	key.Address = "another one"

	loaded := loadClean(t, soloBase, user)
	_, index := define(t, loaded, key)
	assert.Equal(t, uint32(0), index, "an address is an address")

	loaded = loadClean(t, soloBase, user)
	loaded.Settings.FollowModel()
	changes := 0
	loaded.Settings.OnChange(func() { changes++ })
	def, index := define(t, loaded, key)
	assert.Equal(t, uint32(7), index)
	assert.Equal(t, "Mine", def.DisplayName)
	assert.Equal(t, 1, changes)
	assert.Equal(t, "another one", entries(t, loaded.Settings)[0].Identifier.Address)

	second := soloKey
	second.Address = "a second toy"
	def, index = define(t, loaded, second)
	assert.Zero(t, index)
	assert.Empty(t, def.DisplayName)
	_, index = define(t, loaded, key)
	assert.Equal(t, uint32(7), index, "seen again")
}

func TestUpdate(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry("", "", `'index':1`)+`]`))
	define(t, loaded, soloKey)
	define(t, loaded, device.Key{Address: "CC", Protocol: "lovense"})
	changes := 0
	loaded.Settings.OnChange(func() { changes++ })

	// What a page does: take the file, change the JSON, give it back.
	text := string(loaded.Settings.AppendFile(nil))
	require.Contains(t, text, `"index":1`)
	text = strings.Replace(text, `"index":1`, `"index":5,"display_name":"\"Blue\" <one>","new in version 5":[1]`, 1)
	text = strings.Replace(text, `"base_id":"`+uuid2+`"`, `"base_id":"`+uuid2+`","output":{"rotate":{"value":[1,9]}}`, 1)
	warnings, err := loaded.Settings.Update([]byte(text))
	require.NoError(t, err)
	assert.Empty(t, warnings)
	assert.Zero(t, changes, "who made the change knows of it")

	def, index := define(t, loaded, soloKey)
	assert.Equal(t, uint32(5), index)
	assert.Equal(t, `"Blue" <one>`, def.DisplayName)
	assert.Equal(t, &device.Range{Min: 1, Max: 9}, def.Features[0].Outputs[0].Limit)
	_, index = define(t, loaded, device.Key{Address: "CC", Protocol: "lovense"})
	assert.Equal(t, uint32(0), index, "the others stay as they were")

	again := loadClean(t, soloBase, loaded.Settings.AppendFile(nil))
	assert.Equal(t, entries(t, loaded.Settings), entries(t, again.Settings), "all of it survives the file")
	assert.Contains(t, string(again.Settings.AppendFile(nil)), `"new in version 5":[1]`)
}

func TestUpdateForgetsDevicesThatAreGone(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry("", "", `'index':0`)+`]`))
	_, err := loaded.Settings.Update(userFile(``))
	require.NoError(t, err)
	assert.Empty(t, entries(t, loaded.Settings))
}

func TestUpdateWithBadFiles(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry("", "", `'index':3`)+`]`))
	for _, text := range []string{"", "{", `{"version":{"major":3}}`, `{"version":{"major":4},"user_configs":{"devices":7}}`} {
		_, err := loaded.Settings.Update([]byte(text))
		var fault *ConfigError
		require.ErrorAs(t, err, &fault, text)
		assert.Equal(t, UserFile, fault.File)
		assert.Equal(t, []uint32{3}, indexes(t, loaded.Settings), "nothing changed")
	}
	warnings, err := loaded.Settings.Update(userFile(`'devices':[{}]`))
	require.NoError(t, err)
	require.Len(t, warnings, 1)
	assert.Equal(t, "user_configs.devices.0.identifier", warnings[0].Path)
}

func TestUpdateRemembersWhoWasSeen(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry("", "", `'index':3`)+`]`))
	loaded.Settings.FollowModel()
	define(t, loaded, soloKey)
	_, err := loaded.Settings.Update(loaded.Settings.AppendFile(nil))
	require.NoError(t, err)
	other := soloKey
	other.Address = "CC"
	_, index := define(t, loaded, other)
	assert.Equal(t, uint32(0), index, "its entry is not up for grabs")
}

// entry is a device of a user file.
type entry struct {
	Identifier struct{ Address, Protocol, Identifier string }
	Config     struct {
		ID         string
		UserConfig map[string]any `json:"user_config"`
		Features   []map[string]any
	}
}

// entries reads what the settings would be saved as.
func entries(t *testing.T, s *Settings) []entry {
	t.Helper()
	var file struct {
		UserConfigs struct{ Devices []json.RawMessage } `json:"user_configs"`
	}
	require.NoError(t, json.Unmarshal(s.AppendFile(nil), &file))
	var all []entry
	for _, text := range file.UserConfigs.Devices {
		var e entry
		if json.Unmarshal(text, &e) == nil {
			all = append(all, e)
		}
	}
	return all
}

func indexes(t *testing.T, s *Settings) (all []uint32) {
	t.Helper()
	for _, e := range entries(t, s) {
		all = append(all, uint32(e.Config.UserConfig["index"].(float64)))
	}
	return all
}

func TestSettingsOfModelsFromElsewhere(t *testing.T) {
	model := device.Definition{Protocol: "pretend", Identifier: "P", Name: "Toy", Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}}}}
	c := Builtin(func(string) bool { return false }).WithModels(func() []device.Definition { return []device.Definition{model} })
	key := device.Key{Address: "sim-0", Protocol: "pretend", Identifier: "P"}
	settings := newSettings(c)
	def, _ := c.Define("pretend", "P")
	assert.Zero(t, settings.Apply(key, def))
	text := strings.Replace(string(settings.AppendFile(nil)), `"index":0`, `"index":3`, 1)
	text = strings.Replace(text, `"}],"user_config"`, `","output":{"vibrate":{"value":[0,4]}}}],"user_config"`, 1)
	loaded, err := c.Load(nil, []byte(text))
	require.NoError(t, err)
	assert.Empty(t, loaded.Warnings)
	def, index := define(t, loaded, key)
	assert.Equal(t, uint32(3), index)
	assert.Equal(t, &device.Range{Max: 4}, def.Features[0].Outputs[0].Limit)
}

// TestApplyToAnotherDefinition: the catalogue may have changed since the file was written.
func TestApplyToAnotherDefinition(t *testing.T) {
	loaded := loadClean(t, soloBase, userFile(`'devices':[`+soloEntry(`,'output':{'rotate':{'value':[5,15]}}`, "", `'index':0`)+`]`))
	def := &device.Definition{Features: []device.Feature{{Index: 5, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -9, Max: 9}}}}}}
	assert.Zero(t, loaded.Settings.Apply(soloKey, def))
	assert.Nil(t, def.Features[0].Outputs[0].Limit, "a limit that does not fit is left out")
}

func TestAppendFileKeepsProtocols(t *testing.T) {
	protocols := `{"aneros": {"communication": [{"btle": {"names": ["Mine"]}}], "x": 1}, "lovense": {"configurations": []}}`
	user := []byte(`{"version":{"major":4,"minor":0},"user_configs":{"protocols":` + protocols + `}}`)
	loaded := loadClean(t, nil, user)
	assert.Equal(t, `{"version":{"major":4,"minor":0},"user_configs":{"protocols":`+protocols+`,"devices":[]}}`+"\n",
		string(loaded.Settings.AppendFile(nil)))
}

func TestAppendFileOfNothing(t *testing.T) {
	text := newSettings(Builtin(all)).AppendFile([]byte("x"))
	assert.Equal(t, `x{"version":{"major":4,"minor":0},"user_configs":{"devices":[]}}`+"\n", string(text))
}

func TestAppendFile(t *testing.T) {
	loaded := loadClean(t, nil, nil)
	define(t, loaded, device.Key{Address: "A\"A", Protocol: "lovense", Identifier: "Z"})
	id, base := deriveID("lovense", "Z\x00A\"A"), deriveID("lovense", "Z")
	assert.JSONEq(t, `{"version":{"major":4,"minor":0},"user_configs":{"devices":[{
		"identifier":{"address":"A\"A","protocol":"lovense","identifier":"Z"},
		"config":{"id":"`+id+`","base_id":"`+base+`","features":[
			{"id":"`+deriveFeatureID(id, 0)+`","base_id":"`+deriveFeatureID(base, 0)+`"},
			{"id":"`+deriveFeatureID(id, 1)+`","base_id":"`+deriveFeatureID(base, 1)+`"}],
		"user_config":{"allow":false,"deny":false,"index":0}}}]}}`,
		string(loaded.Settings.AppendFile(nil)))
}

func TestAppendFileOfLoadedModels(t *testing.T) {
	loaded := loadClean(t, soloBase, nil)
	define(t, loaded, soloKey)
	text := string(loaded.Settings.AppendFile(nil))
	for _, id := range []string{uuid1, uuid2, uuid3, uuid4} {
		assert.Contains(t, text, `"base_id":"`+id+`"`)
	}
}

func TestSettingsAreSafeForConcurrentUse(t *testing.T) {
	loaded := loadClean(t, soloBase, nil)
	var saved sync.Map
	loaded.Settings.OnChange(func() { saved.Store(string(loaded.Settings.AppendFile(nil)), true) })
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			key := soloKey
			key.Address = string(rune('a' + i%4))
			define(t, loaded, key)
			_ = loaded.Settings.Allowed(key.Address)
			_, err := loaded.Settings.Update(loaded.Settings.AppendFile(nil))
			assert.NoError(t, err)
			loaded.Catalog.Filters()
		})
	}
	wait.Wait()
	assert.NotEmpty(t, entries(t, loaded.Settings))
}

// at is an entry for another address.
func at(address, entry string) string { return strings.Replace(entry, "AA:BB", address, 1) }

// Of devices that can't be told apart each may be any: it keeps to the limits of all.
func TestDevicesThatCannotBeToldApart(t *testing.T) {
	left := soloEntry(`,'output':{'rotate':{'value':[5,15]}}`,
		`,'output':{'hw_position_with_duration':{'value':[0,60]},'oscillate':{'disabled':true}}`, `'index':1,'display_name':'Left'`)
	right := soloEntry(`,'output':{'rotate':{'value':[0,10]}}`,
		`,'output':{'hw_position_with_duration':{'value':[20,100],'reverse':true}}`, `'index':2,'display_name':'Right','message_gap_ms':200`)
	third := soloEntry("", `,'output':{'hw_position_with_duration':{'value':[70,100]}}`, `'index':3`)
	key := func(address string) device.Key {
		return device.Key{Address: address, Protocol: "aneros", Identifier: "Solo"}
	}
	check := func(def *device.Definition, reverse bool) {
		t.Helper()
		rotator, stroker := def.Features[0].Outputs[0], def.Features[1].Outputs[0]
		assert.Equal(t, &device.Range{Min: 0, Max: 10}, rotator.Limit)
		assert.Equal(t, &device.Range{Min: 20, Max: 60}, stroker.Limit)
		assert.Equal(t, reverse, stroker.Reverse, "its own, as far as that is known")
		assert.False(t, stroker.Disabled)
		assert.True(t, def.Features[1].Outputs[1].Disabled)
		assert.Equal(t, 200*time.Millisecond, def.Gap)
	}
	numbered := func(more ...string) *Loaded {
		return loadClean(t, soloBase, userFile(`'devices':[`+strings.Join(append(more, at("serial:1#0", left), at("serial:1#1", right)), ",")+`]`))
	}

	loaded := numbered()
	for i, address := range []string{"serial:1#0", "serial:1#1"} {
		def, index := define(t, loaded, key(address))
		assert.Equal(t, uint32(i+1), index)
		assert.Equal(t, []string{"Left or Right", "Right or Left"}[i], def.DisplayName)
		check(def, i == 1)
	}
	fresh, index := define(t, loaded, key("serial:1#2"))
	assert.Zero(t, index)
	assert.Equal(t, "Left or Right", fresh.DisplayName, "a third one may be one of the two")
	check(fresh, false)
	another, _ := define(t, loaded, key("serial:2#0"))
	assert.Nil(t, another.Features[0].Outputs[0].Limit, "it is of another kind")
	assert.Empty(t, another.DisplayName)
	saved := entries(t, loaded.Settings)
	assert.Equal(t, "Left", saved[0].Config.UserConfig["display_name"], "each keeps its own entry")
	assert.Equal(t, "Right", saved[1].Config.UserConfig["display_name"])

	loaded = numbered(at("serial:1#2", third))
	def, _ := define(t, loaded, key("serial:1#0"))
	assert.True(t, def.Features[1].Outputs[0].Disabled, "no place is one that all may go to")

	loaded = numbered(at("serial:1#2", strings.Replace(third, "'index':3", "'index':3,'deny':true", 1)))
	for _, address := range []string{"serial:1#0", "serial:1#1", "serial:1#2", "serial:1#3"} {
		assert.False(t, loaded.Settings.Allowed(address), address)
	}
	assert.True(t, loaded.Settings.Allowed("serial:2#0"))
}

// A device with a new address may be any of its model that has not been seen yet.
func TestFollowModelAmongSeveral(t *testing.T) {
	left := soloEntry(`,'output':{'rotate':{'value':[0,15]}}`, "", `'index':1,'display_name':'Left'`)
	right := soloEntry(`,'output':{'rotate':{'value':[0,10]}}`, "", `'index':2,'display_name':'Right'`)
	key := func(address string) device.Key {
		return device.Key{Address: address, Protocol: "aneros", Identifier: "Solo"}
	}
	load := func() *Loaded {
		loaded := loadClean(t, soloBase, userFile(`'devices':[`+at("old 1", left)+`,`+at("old 2", right)+`]`))
		loaded.Settings.FollowModel()
		return loaded
	}
	limit := func(def *device.Definition) int32 { return def.Features[0].Outputs[0].Limit.Max }

	loaded := load()
	for round := range 2 {
		for i, address := range []string{"new 1", "new 2"} {
			def, index := define(t, loaded, key(address))
			assert.Equal(t, uint32(i+1), index)
			assert.Equal(t, int32(10), limit(def), "%s, round %d", address, round)
			assert.Equal(t, []string{"Left or Right", "Right or Left"}[i], def.DisplayName)
		}
		_, err := loaded.Settings.Update(loaded.Settings.AppendFile(nil))
		require.NoError(t, err)
	}

	loaded = loadClean(t, soloBase, userFile(`'devices':[`+at("old 1", left)+`,`+at("old 2", strings.Replace(right, "'index'", "'deny':true,'index'", 1))+`]`))
	loaded.Settings.FollowModel()
	assert.True(t, loaded.Settings.Allowed("new 1"), "which model it is nobody knows yet")
	define(t, loaded, key("new 1"))
	assert.False(t, loaded.Settings.Allowed("new 1"), "it may be the one that is not")

	loaded = load()
	def, _ := define(t, loaded, key("old 2"))
	assert.Equal(t, "Right", def.DisplayName, "an address is an address")
	def, index := define(t, loaded, key("new 1"))
	assert.Equal(t, uint32(1), index)
	assert.Equal(t, int32(15), limit(def), "only one is left that it may be")
	assert.Equal(t, "Left", def.DisplayName)
}
