package catalog

import (
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// Update replaces all devices by those of a user file, typically one of AppendFile that
// the user has edited. What it says about protocols is kept for AppendFile but counts only
// for Load. New settings of a device count from its next connection on. An error is a
// *ConfigError and changes nothing. OnChange's function is not called.
func (s *Settings) Update(user []byte) ([]Warning, error) {
	l := loader{file: UserFile, catalog: s.catalog}
	configs := l.userConfigs(user)
	fresh := l.settings(&configs)
	if l.Err != nil {
		return nil, l.fault()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range fresh.devices {
		old := s.find(d.key)
		d.seen = old != nil && old.seen
	}
	s.devices, s.unusable, s.protocols = fresh.devices, fresh.unusable, fresh.protocols
	return l.warnings, nil
}

// settings reads the single devices of a user file.
func (l *loader) settings(configs *jsonx.Field) *Settings {
	s := NewSettings(l.catalog)
	s.protocols = string(configs.Get("protocols").Raw())
	l.list(configs, "devices", func(i int, f *jsonx.Field) {
		if i < maxDevices {
			l.entry(f, s)
		} else if i == maxDevices {
			l.warn(f.Path(), "is one too many; it and the rest are left out")
		}
	})
	return s
}

// entry reads one device. If it does not fit it is kept for writing and left out otherwise.
func (l *loader) entry(f *jsonx.Field, s *Settings) {
	d := &known{}
	misfit := l.device(f, d)
	path := f.Path()
	if l.Err != nil {
		path, misfit = l.Err.Path, problem(l.Err)
		l.Err = nil
	}
	switch {
	case misfit != "":
		l.warn(path, misfit+"; the entry is left out")
		s.unusable = append(s.unusable, unusable{d.key, string(f.Raw())})
		return
	case s.find(d.key) != nil:
		l.warn(path, "is for the same device as an earlier one; it is left out")
		return
	case s.hasIndex(d.index):
		d.index = s.lowestIndex()
		l.warn(path, "has the index of another device; it gets "+strconv.Itoa(int(d.index)))
	}
	s.devices = append(s.devices, d)
}

// device reads an entry. What is wrong with a single field is in l.Err, what is wrong with
// the whole is the result.
func (l *loader) device(f *jsonx.Field, d *known) (misfit string) {
	key, config := f.Field("identifier"), f.Field("config")
	user := config.Field("user_config")
	d.key = device.Key{Address: l.text(&key, "address"), Protocol: l.text(&key, "protocol"), Identifier: l.optional(&key, "identifier", "")}
	d.index = uint32(l.number(&user, "index", 1<<32-1))
	d.allow, d.deny = l.flag(&user, "allow"), l.flag(&user, "deny")
	d.displayName = l.optional(&user, "display_name", "")
	d.gap = l.gap(&user, 0)
	d.config, d.user = otherMembers(config.Value, "user_config"), otherMembers(user.Value, "index")
	l.uuid(&config, "id")
	id := l.uuid(&config, "base_id")
	if l.Err != nil {
		return ""
	}
	if !l.catalog.supported(d.key.Protocol) {
		return "is for the protocol " + jsonx.Quote(d.key.Protocol) + ", which is not supported"
	}
	base, exact := l.base(d, id)
	if base == nil {
		return "is for a model that is not known"
	}
	if n := config.Get("features").Len(); n != len(base.Features) {
		return "has " + strconv.Itoa(n) + " features, the model has " + strconv.Itoa(len(base.Features))
	}
	ids := base.uuids()[uuidLength:]
	l.list(&config, "features", func(i int, f *jsonx.Field) {
		l.uuid(f, "id")
		id := l.uuid(f, "base_id")
		// Ids may occur twice, so the feature at the same place goes first.
		for n := 0; exact && ids[i*uuidLength:][:uuidLength] != id; n++ {
			if i = n; n == len(base.Features) {
				l.fail(f, "base_id", "the id of a feature of the model")
				return
			}
		}
		l.object(f, "output", func(word string, f *jsonx.Field) {
			l.outputSettings(word, f, d, &base.Features[i], exact)
		})
	})
	return ""
}

// base finds the model that an entry is for: the one with the id or, for a file whose ids
// are not known here (exact is false then), by protocol and identifier. An official file
// has ids that the built-in catalogue does not have.
func (l *loader) base(d *known, id string) (base *model, exact bool) {
	base = l.catalog.define(d.key.Protocol, d.key.Identifier)
	if base != nil && strings.HasPrefix(base.uuids(), id) {
		return base, true
	}
	for _, t := range l.catalog.tables {
		if m := find(t, d.key.Protocol, d.key.Identifier, id); m != nil {
			d.base = m
			return m, true
		}
	}
	return base, false
}

// outputSettings reads the settings of an output of the model's feature.
func (l *loader) outputSettings(word string, f *jsonx.Field, d *known, of *device.Feature, exact bool) {
	t, _ := table.OutputType(word)
	o, ok := of.Output(t)
	if !ok {
		// Of a model with that id it is one that has changed. Otherwise the features go by
		// their order, so this must be another feature.
		if !exact {
			f.FailAs("an output that the model's feature does not have", "one of the model's")
		}
		return
	}
	set := outputSettings{feature: of.Index, kind: t, disabled: l.flag(f, "disabled"), limit: l.userRange(f, "value")}
	if t.IsPosition() {
		set.reverse = l.flag(f, "reverse")
	}
	if t == message.HwPositionWithDuration {
		set.duration = l.userRange(f, "duration")
	}
	if allowed := set.misfit(o); allowed != "" {
		f.FailAs(string(f.Raw()), allowed)
	}
	d.outputs = append(d.outputs, set)
}

func (l *loader) userRange(f *jsonx.Field, name string) *message.Range {
	if !l.has(f, name) {
		return nil
	}
	r := l.pair(f, name)
	return &r
}

// AppendFile appends the user file with what is known now. The protocols that it was
// read with are in it as they were, and so is what was not understood of its entries.
// Whoever writes it to a disk should write a new file and rename it.
func (s *Settings) AppendFile(dst []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := `{"version":{"major":4,"minor":0},"user_configs":{`
	if s.protocols != "" {
		text += `"protocols":` + s.protocols + ","
	}
	dst = append(dst, text+`"devices":[`...)
	comma := ""
	for _, d := range s.devices {
		dst = append(dst, comma+d.json()...)
		comma = ","
	}
	for _, u := range s.unusable {
		if s.find(u.key) == nil {
			dst = append(dst, comma+u.raw...)
			comma = ","
		}
	}
	return append(dst, "]}}\n"...)
}

func (d *known) json() string {
	identifier := ""
	if d.key.Identifier != "" {
		identifier = `,"identifier":` + quote(d.key.Identifier)
	}
	return `{"identifier":{"address":` + quote(d.key.Address) + `,"protocol":` + quote(d.key.Protocol) + identifier +
		`},"config":{` + d.config + `"user_config":{` + d.user + `"index":` + strconv.Itoa(int(d.index)) + `}}}`
}

// newConfig is the config of a device without settings, as known.config has it.
func newConfig(key device.Key, base *model) string {
	id := deriveID(key.Protocol, key.Identifier+"\x00"+key.Address)
	of := base.uuids()
	text := `"id":"` + id + `","base_id":"` + of[:uuidLength] + `","features":[`
	comma := ""
	for i := range base.Features {
		of = of[uuidLength:]
		text += comma + `{"id":"` + deriveFeatureID(id, base.Features[i].Index) + `","base_id":"` + of[:uuidLength] + `"}`
		comma = ","
	}
	return text + "],"
}

// otherMembers are the members of an object but one, as JSON with a comma after each.
func otherMembers(object jsonx.Value, but string) (text string) {
	for name, v := range object.Members() {
		if name != but {
			text += quote(name) + ":" + string(v.Raw()) + ","
		}
	}
	return text
}

//go:noinline
func quote(s string) string { return string(jsonx.AppendString(nil, s)) }
