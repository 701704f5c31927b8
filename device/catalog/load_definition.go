package catalog

import (
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// definition reads a definition; what it leaves out is as in fallback.
func (l *loader) definition(f *jsonx.Field, fallback *model) *model {
	m := &model{ids: l.uuid(f, "id")}
	m.Name = l.text(f, "name")
	m.Variant = l.optional(f, "protocol_variant", fallback.Variant)
	m.Gap = l.gap(f, fallback.Gap)
	if l.has(f, "features") {
		l.list(f, "features", func(i int, f *jsonx.Field) { l.feature(i, f, m) })
	} else if fallback.Features != nil {
		m.Features = fallback.Features
		m.ids += fallback.uuids()[uuidLength:]
	}
	return m
}

// gap is a time between writes; 0 is that none is wanted.
func (l *loader) gap(f *jsonx.Field, otherwise time.Duration) time.Duration {
	if !l.has(f, "message_gap_ms") {
		return otherwise
	}
	if ms := l.number(f, "message_gap_ms", maxGap); ms > 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return device.NoGap
}

// feature reads feature i of m and its id and puts it where its index belongs.
func (l *loader) feature(i int, f *jsonx.Field, m *model) {
	made := device.Feature{Index: uint32(l.number(f, "index", 1<<32-1)), Description: l.optional(f, "description", "")}
	id := l.uuid(f, "id")
	if strings.IndexByte(made.Description, table.Bell) >= 0 {
		l.fail(f, "description", "without control characters")
	}
	l.object(f, "output", func(word string, f *jsonx.Field) { l.output(word, f, &made) })
	l.object(f, "input", func(word string, f *jsonx.Field) { l.input(word, f, &made) })
	at := i
	for at > 0 && m.Features[at-1].Index > made.Index {
		at--
	}
	if i == maxFeatures {
		f.FailAs("one too many", "one of at most 64")
	}
	if at > 0 && m.Features[at-1].Index == made.Index {
		l.fail(f, "index", "a number that no other feature has")
	}
	m.Features = append(m.Features, made)
	copy(m.Features[at+1:], m.Features[at:])
	m.Features[at] = made
	if l.Err == nil {
		cut := (at + 1) * uuidLength
		m.ids = m.ids[:cut] + id + m.ids[cut:]
	}
}

func (l *loader) output(word string, f *jsonx.Field, feature *device.Feature) {
	t, ok := table.OutputType(word)
	if !ok {
		l.warn(f.Path(), "is an unknown output; it is left out")
		return
	}
	o := device.Output{Type: t, Disabled: l.flag(f, "disabled"), Range: l.pair(f, "value")}
	if lo, hi := o.Range.Min, o.Range.Max; hi < 1 || hi > maxRange || lo != 0 && (lo != -hi || t.IsPosition()) {
		l.fail(f, "value", "a range from 0, or from the negative of its end for a direction, to at most 1048576")
	}
	if t.IsPosition() {
		o.Reverse = l.flag(f, "reverse_position")
	}
	if t == message.HwPositionWithDuration {
		o.Duration.Max = table.MaxDuration
		if l.has(f, "duration") {
			if o.Duration = l.pair(f, "duration"); o.Duration.Min != 0 || o.Duration.Max < 1 {
				l.fail(f, "duration", "a range of ms from 0 on")
			}
		}
	}
	if _, twice := feature.Output(t); !twice {
		feature.Outputs = append(feature.Outputs, o)
	}
}

func (l *loader) input(word string, f *jsonx.Field, feature *device.Feature) {
	t, ok := message.ParseInputType(word)
	if !ok {
		l.warn(f.Path(), "is an unknown input; it is left out")
		return
	}
	in := device.Input{Type: t}
	l.list(f, "value", func(_ int, f *jsonx.Field) {
		r := l.asPair(f)
		if r.Min > r.Max {
			f.Fail("a range, the lower end first")
		}
		in.Ranges = append(in.Ranges, r)
	})
	if n := len(in.Ranges); n < 1 || n > 8 {
		l.fail(f, "value", "an array of 1 to 8 ranges")
	}
	l.list(f, "command", func(_ int, f *jsonx.Field) {
		c, ok := message.ParseInputCommand(f.Text())
		if !ok || c == message.Unsubscribe {
			f.Fail(`"Read" or "Subscribe"`)
		}
		in.Commands |= message.InputCommands(c)
	})
	if _, twice := feature.Input(t); !twice {
		feature.Inputs = append(feature.Inputs, in)
	}
}
