package catalog

import (
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Update replaces all devices by those of a user file, typically one of AppendFile that the user
// has edited. What the file says about protocols is kept for AppendFile, but counts only when it
// is loaded. New settings of a device count from its next connection on. The error is a
// *ConfigError; then nothing has changed. The function of OnChange is not called.
func (s *Settings) Update(user []byte) ([]Warning, error) {
	l := loader{file: UserFile, catalog: s.catalog}
	root, err := l.open(user)
	if err != nil {
		return nil, err
	}
	fresh := l.settings(root)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range fresh.devices {
		old := s.find(d.key)
		if old != nil {
			d.seen, d.guessed = old.seen, old.guessed
		}
	}
	s.devices, s.unusable, s.protocols = fresh.devices, fresh.unusable, fresh.protocols
	return l.warnings, nil
}

// settings reads the single devices of a user file; a base file has none.
func (l *loader) settings(root jsonx.Value) *Settings {
	s := newSettings(l.catalog)
	if l.file == BaseFile {
		return s
	}
	s.protocols = string(root.Get("protocols").Raw())
	n := 0
	each(root.Get("devices"), func(_ string, v jsonx.Value) {
		l.at = ".user_configs.devices." + strconv.Itoa(n)
		if n++; n <= maxDevices {
			l.entry(v, s)
			return
		}
		if n == maxDevices+1 {
			l.warn("", "is one too many; it and the rest are left out")
		}
		s.unusable = append(s.unusable, unusable{raw: string(v.Raw())})
	})
	return s
}

// entry reads one device. If it does not fit it is kept for writing and left out otherwise.
func (l *loader) entry(v jsonx.Value, s *Settings) {
	root := l.Root("", v)
	l.check(&root, &deviceRule)
	d := &known{}
	d.read(v)
	misfit, path := "", ""
	if l.Err != nil {
		path, misfit = l.Err.Path, problem(l.Err)
		l.Err = nil
	} else {
		misfit = l.device(v.Get("config"), d)
	}
	switch {
	case misfit != "":
		l.warn(path, misfit+"; the entry is left out")
		s.unusable = append(s.unusable, unusable{d.key, string(v.Raw())})
		return
	case s.find(d.key) != nil:
		l.warn("", "is for the same device as an earlier one; it is left out")
		return
	case s.hasIndex(d.index):
		d.index = s.lowestIndex()
		l.warn("", "has the index of another device; it gets "+strconv.FormatUint(uint64(d.index), 10))
	}
	s.devices = append(s.devices, d)
}

// read reads what does not depend on the model.
func (d *known) read(v jsonx.Value) {
	key, config := v.Get("identifier"), v.Get("config")
	user := config.Get("user_config")
	d.key = device.Key{Address: text(key, "address"), Protocol: text(key, "protocol"), Identifier: text(key, "identifier")}
	d.index = uint32(number(user, "index"))
	d.allow, d.deny = flag(user, "allow"), flag(user, "deny")
	d.displayName, d.gap = text(user, "display_name"), gap(user, 0)
	d.config, d.user = otherMembers(config, "user_config"), otherMembers(user, "index")
}

// device reads what the user set for the outputs. It tells why the entry does not fit the
// model; "" if it does.
func (l *loader) device(config jsonx.Value, d *known) (misfit string) {
	if !l.catalog.supported(d.key.Protocol) {
		return "is for the protocol " + jsonx.Quote(d.key.Protocol) + ", which is not supported"
	}
	base, exact := l.base(d, uuidText(config, "base_id"))
	if base == nil {
		return "is for a model that is not known"
	}
	features := config.Get("features")
	if n := features.Len(); n != len(base.Features) {
		return "has " + strconv.Itoa(n) + " features, the model has " + strconv.Itoa(len(base.Features))
	}
	ids := base.uuids()[uuidLength:]
	at := -1
	each(features, func(_ string, v jsonx.Value) {
		at++
		of := at
		if exact {
			// Ids may occur twice, so the feature at the same place goes first.
			id := uuidText(v, "base_id")
			for n := 0; ids[of*uuidLength:][:uuidLength] != id; n++ {
				if of = n; n == len(base.Features)-1 && ids[of*uuidLength:] != id {
					misfit = "has a feature whose base_id is not of the model"
					return
				}
			}
		}
		each(v.Get("output"), func(word string, v jsonx.Value) {
			set := outputSettings{feature: base.Features[of].Index, disabled: flag(v, "disabled"), limit: limit(v, "value")}
			set.kind, _ = table.OutputType(word)
			if set.kind.IsPosition() {
				set.reverse = flag(v, "reverse")
			}
			if set.kind == device.HwPositionWithDuration {
				set.duration = limit(v, "duration")
			}
			o, ok := base.Features[of].Output(set.kind)
			// Of a model with that id an unknown output is one that has changed. Otherwise
			// the features go by their order, so it must be another feature.
			if ok && !set.fits(o) || !ok && !exact && set.kind != 0 {
				misfit = "has settings of " + word + " that the model's feature " + strconv.FormatUint(uint64(set.feature), 10) + " can't have"
			}
			d.outputs = append(d.outputs, set)
		})
	})
	return misfit
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
		if m := find(t(), d.key.Protocol, d.key.Identifier, id); m != nil {
			d.base = m
			return m, true
		}
	}
	return base, false
}

func limit(of jsonx.Value, name string) *device.Range {
	if !isSet(of, name) {
		return nil
	}
	r := pair(of.Get(name))
	return &r
}

// AppendFile appends the text of the user file as it should be now. The protocols of the file
// that was read are in it as they were, and so is what was not understood of its entries.
// To save it safely, write a new file and rename it.
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
		`},"config":{` + d.config + `"user_config":{` + d.user + `"index":` + strconv.FormatUint(uint64(d.index), 10) + `}}}`
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
	each(object, func(name string, v jsonx.Value) {
		if name != but {
			text += quote(name) + ":" + string(v.Raw()) + ","
		}
	})
	return text
}

//go:noinline
func quote(s string) string { return string(jsonx.AppendString(nil, s)) }
