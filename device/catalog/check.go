package catalog

import (
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// check compares a value with its rule. The first thing that is wrong is in l.Err; what
// is unknown but no mistake is warned of. Afterwards the readers need no checks.
func (l *loader) check(f *jsonx.Field, r *rule) {
	switch r.kind {
	case aText:
		// Texts end up in a table.
		if s := f.Text(); len(s) > maxText || !table.IsText(s) {
			f.Fail("a text of at most 1024 bytes without control characters")
		}
	case aUUID:
		if _, ok := table.ParseUUID(f.Text()); !ok {
			f.Fail("a UUID like 0000ffe0-0000-1000-8000-00805f9b34fb")
		}
	case aNumber:
		f.Int(0, r.hi)
	case aFlag:
		f.Bool()
	case aVersion:
		if n, ok := f.Value.Int(); !ok || n != 4 && n != 5 {
			f.Fail("4 or 5, the versions of the format that are understood")
		}
	case aCommand:
		if c, ok := device.ParseInputCommand(f.Text()); !ok || c == device.Unsubscribe {
			f.Fail(`"Read" or "Subscribe"`)
		}
	case sameAs:
		for _, same := range r.of {
			l.check(f, same)
		}
	case aDirection, aRange, aLimit, aPair:
		l.checkPair(f, r.kind)
	case aList, featureList:
		l.checkList(f, r)
	default:
		l.checkMembers(f, r)
	}
}

// ranges tells what the ranges must be.
var ranges = [...]string{
	aDirection: "[0, n], or [-n, n] for a direction, n from 1 to 1048576",
	aRange:     "[0, n], n from 1 to 1048576",
	aLimit:     "[m, n], m at least 0 and at most n",
	aPair:      "[m, n], m at most n",
}

func (l *loader) checkPair(f *jsonx.Field, k kind) {
	n := 0
	var ends [2]int32
	for end := range f.Value.Items() {
		if x, ok := end.Int(); ok && n < 2 && int64(int32(x)) == x {
			ends[n] = int32(x)
			n++
		}
	}
	lo, hi := ends[0], ends[1]
	ok := lo <= hi
	switch k {
	case aDirection:
		ok = hi >= 1 && hi <= maxRange && (lo == 0 || lo == -hi)
	case aRange:
		ok = hi >= 1 && hi <= maxRange && lo == 0
	case aLimit:
		ok = ok && lo >= 0
	}
	if n != 2 || f.Len() != 2 || !ok {
		found := f.Describe()
		if f.Kind() == jsonx.Array {
			found = jsonx.Shorten(string(f.Raw()), 40)
		}
		f.FailAs(found, ranges[k])
	}
}

func (l *loader) checkList(f *jsonx.Field, r *rule) {
	n := int64(0)
	for _, item := range f.Items() {
		if n++; l.Err != nil || n > r.hi && r.hi > 0 {
			break
		}
		for i := range r.of {
			l.check(&item, r.of[i])
		}
		if r.kind == featureList {
			index, _ := item.Get("index").Int()
			for other := range f.Value.Items() {
				if other == item.Value {
					break
				}
				if i, _ := other.Get("index").Int(); i == index {
					item.Field("index").Fail("a number that no other feature has")
				}
			}
		}
	}
	if n < int64(r.lo) {
		f.FailAs("too short", "an array with at least "+strconv.Itoa(r.lo)+" elements")
	}
	if n > r.hi && r.hi > 0 {
		f.FailAs("too long", "an array with at most "+strconv.Itoa(int(r.hi))+" elements")
	}
}

// checkMembers checks objects and maps.
func (l *loader) checkMembers(f *jsonx.Field, r *rule) {
	if r.kind == busMap {
		f.Only()
	}
	if r.kind != anObject {
		for name, item := range f.Members() {
			if l.Err != nil {
				break
			}
			if rule := l.ruleFor(name, &item, r); rule != nil {
				l.check(&item, rule)
			}
		}
		return
	}
	if f.Kind() != jsonx.Object {
		f.Fail("an object")
		return
	}
	some := r.lo == 0
	for i := range r.of {
		m := f.Field(r.of[i].name)
		if r.of[i].must || !m.Unset() {
			l.check(&m, r.of[i])
			some = some || i < r.lo
		}
	}
	if !some {
		f.Field(r.of[0].name).Fail("an array of names, if nothing else tells the devices")
	}
}

// knows reports whether there is anything to read about a protocol.
func (l *loader) knows(protocol string) bool {
	return l.catalog.supported(protocol) && table.IsText(protocol)
}

// ruleFor finds the rule for a member of a map; nil if it is not to be checked.
func (l *loader) ruleFor(name string, f *jsonx.Field, r *rule) *rule {
	known, what := true, "unknown"
	switch r.kind {
	case protocolMap:
		known, what = l.knows(name), "not a protocol that is supported"
	case busMap:
		switch name {
		case "btle":
		case "websocket":
			return r.of[1]
		default:
			known = strings.Contains(" serial usb hid xinput sdl-gamepad simulated lovense_connect_service ", " "+name+" ")
			r = nil
		}
	case serviceMap:
		if _, ok := table.ParseUUID(name); !ok {
			f.FailAs("under a name that is no UUID", "under a UUID")
		}
	case endpointMap:
		known = table.IsEndpoint(name)
	case inputMap:
		_, known = device.ParseInputType(name)
	case outputMap:
		var t device.OutputType
		switch t, known = table.OutputType(name); {
		case r.of[0].of[0].kind == aDirection && staysWarm(t, f.Value):
			known, what = false, "a heater whose range has no 0 to switch it off with"
		case t.IsPosition():
			return r.of[1]
		}
	}
	if !known {
		l.warn(f.Path(), "is "+what+"; it is left out")
	}
	if !known || r == nil {
		return nil
	}
	return r.of[0]
}
