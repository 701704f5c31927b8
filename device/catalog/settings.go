package catalog

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Settings is what a user decided about single devices, and the indexes that devices keep: the
// devices of a user file. It is made by Catalog.Load and implements device.Settings. Its methods
// may be called from any goroutine.
//
// Its text is that of the user file: AppendFile gives it, and Update takes it back after somebody
// has changed it.
type Settings struct {
	mu          sync.Mutex
	catalog     *Catalog
	devices     []*known
	unusable    []unusable
	protocols   string // JSON of the user file, written back as it was
	followModel bool
	changed     func()
}

var _ device.Settings = (*Settings)(nil)

// newSettings returns settings without any device. Devices are saved with the model
// identities of the catalogue.
func newSettings(c *Catalog) *Settings { return &Settings{catalog: c} }

// known is a device with an entry in the user file.
type known struct {
	key         device.Key
	index       uint32
	allow, deny bool
	seen        bool   // since the settings were made
	guessed     bool   // it is a device of the model, but may be another one than before
	base        *model // nil if it is the one that the catalogue has for the key
	displayName string
	gap         time.Duration
	outputs     []outputSettings
	config      string // JSON members of the entry's config but user_config, a comma after each
	user        string // JSON members of its user_config but the index, a comma after each
}

// outputSettings are those of one output.
type outputSettings struct {
	feature  uint32
	kind     device.OutputType
	limit    *device.Range
	duration *device.Range // ms
	disabled bool
	reverse  bool
}

// unusable is an entry that does not fit. It stays in the file until the same device gets
// a new one.
type unusable struct {
	key device.Key
	raw string
}

// OnChange has f called after every change that is worth saving, in the goroutine that made it
// and without locks. It replaces an earlier f; nil ends it.
func (s *Settings) OnChange(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = f
}

// FollowModel is for platforms that give a device another address each time, as browsers
// do with each load of a page: a device with a new address takes over the entry of a
// device of the same model that was not seen since the settings were made. If that may be
// the wrong one of several, it is treated as those of addresses that do not tell devices
// apart are (see Apply).
func (s *Settings) FollowModel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.followModel = true
}

// Allowed implements device.Settings: an address that is denied is not, nor one that can't be
// told from it, and if any is allowed, only those are.
func (s *Settings) Allowed(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	restricted, listed := false, false
	for _, d := range s.devices {
		if d.deny && (identity(d.key.Address) == identity(address) || slices.ContainsFunc(s.devices, func(mine *known) bool {
			return mine.key.Address == address && mine.mayBe(d)
		})) {
			return false
		}
		restricted = restricted || d.allow
		listed = listed || d.allow && d.key.Address == address
	}
	return listed || !restricted
}

// Apply implements device.Settings. Of devices of one model that can't be told apart (see
// device.Advertisement.Address) each keeps to the limits of all of them, and has all their
// names: "Left or Right".
func (s *Settings) Apply(key device.Key, def *device.Definition) (index uint32) {
	s.mu.Lock()
	d := s.find(key)
	var changed func()
	if d == nil {
		changed = s.changed
		if d = s.unseen(key); d == nil {
			d = s.add(key, def)
		} else {
			d.guessed = true
		}
		d.key = key
	}
	d.seen = true
	d.apply(def)
	for _, other := range s.devices {
		if other != d && d.mayBe(other) {
			other.tighten(def)
		}
	}
	index = d.index
	s.mu.Unlock()
	if changed != nil {
		changed()
	}
	return index
}

//go:noinline
func (s *Settings) find(key device.Key) *known {
	for _, d := range s.devices {
		if d.key == key {
			return d
		}
	}
	return nil
}

// identity is the part of an address that tells devices apart.
func identity(address string) string {
	identity, _, _ := strings.Cut(address, "#")
	return identity
}

// mayBe reports whether a device that was seen may be the one of another entry.
func (d *known) mayBe(other *known) bool {
	return d.key.Protocol == other.key.Protocol && d.key.Identifier == other.key.Identifier &&
		(identity(d.key.Address) == identity(other.key.Address) || d.guessed && (other.guessed || !other.seen))
}

// tighten adds the settings of an entry that a device may be of to those that it has got.
func (d *known) tighten(def *device.Definition) {
	if name := d.displayName; name != "" && name != def.DisplayName {
		if def.DisplayName != "" {
			name = def.DisplayName + " or " + name
		}
		def.DisplayName = name
	}
	if d.gap != 0 {
		def.Gap = max(def.Gap, d.gap)
	}
	d.each(def, (*outputSettings).tighten)
}

// each calls do with the settings for each output of a device that it has, and that output.
func (d *known) each(def *device.Definition, do func(*outputSettings, *device.Output)) {
	for i := range d.outputs {
		set := &d.outputs[i]
		if f, ok := def.Feature(set.feature); ok {
			if o, ok := f.Output(set.kind); ok && set.fits(o) {
				do(set, o)
			}
		}
	}
}

// tighten keeps an output to what these settings allow, too. Places that only one of two
// devices may go to are for none; if no others are left, the output does not run.
func (set *outputSettings) tighten(o *device.Output) {
	o.Disabled = o.Disabled || set.disabled
	if set.limit == nil {
		return
	}
	limit := device.Range{Max: o.Range.Max}
	if o.Limit != nil {
		limit = *o.Limit
	}
	limit.Max = min(limit.Max, set.limit.Max)
	if set.kind.IsPosition() {
		limit.Min = max(limit.Min, set.limit.Min)
	} else {
		limit.Min = min(limit.Min, set.limit.Min)
	}
	if limit.Min >= limit.Max {
		o.Disabled = true
		return
	}
	o.Limit = &limit
}

// unseen finds the entry with the lowest index that a device with a new address may take
// over.
func (s *Settings) unseen(key device.Key) (found *known) {
	for _, d := range s.devices {
		if s.followModel && !d.seen && d.key.Protocol == key.Protocol && d.key.Identifier == key.Identifier &&
			(found == nil || d.index < found.index) {
			found = d
		}
	}
	return found
}

// add makes an entry for a device that was never seen before.
func (s *Settings) add(key device.Key, def *device.Definition) *known {
	base := s.catalog.define(key.Protocol, key.Identifier)
	if base == nil || len(base.Features) != len(def.Features) {
		base = &model{Definition: *def}
	}
	d := &known{key: key, index: s.lowestIndex(), config: newConfig(key, base), user: `"allow":false,"deny":false,`}
	s.devices = append(s.devices, d)
	return d
}

// lowestIndex is the lowest index that no entry has.
//
//go:noinline
func (s *Settings) lowestIndex() uint32 {
	used := make([]bool, len(s.devices)+1)
	for _, d := range s.devices {
		if d.index < uint32(len(used)) {
			used[d.index] = true
		}
	}
	index := uint32(0)
	for used[index] {
		index++
	}
	return index
}

//go:noinline
func (s *Settings) hasIndex(index uint32) bool {
	for _, d := range s.devices {
		if d.index == index {
			return true
		}
	}
	return false
}

// apply puts the settings into a definition. What does not fit it is left out.
func (d *known) apply(def *device.Definition) {
	if d.base != nil {
		*def = d.base.copy()
	}
	def.DisplayName = d.displayName
	if d.gap != 0 {
		def.Gap = d.gap
	}
	d.each(def, (*outputSettings).apply)
}

func (set *outputSettings) apply(to *device.Output) {
	if set.limit != nil {
		limit := *set.limit
		to.Limit = &limit
	}
	if set.duration != nil {
		to.Duration = device.Milliseconds(device.Range{Max: set.duration.Max - set.duration.Min})
	}
	to.Disabled, to.Reverse = set.disabled, set.reverse
}

// fits reports whether an output can have the settings.
func (set *outputSettings) fits(o *device.Output) bool {
	return within(set.limit, o.Range.Max) && within(set.duration, int32(o.Duration.Max.Milliseconds()))
}

func within(r *device.Range, most int32) bool { return r == nil || r.Max <= most }
