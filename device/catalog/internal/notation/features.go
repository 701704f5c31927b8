// Package notation reads toys.txt, the catalogue as people write it. Only the generators
// need it. The notation is explained at the top of that file.
package notation

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// Features reads the features of a model.
func Features(text string) ([]device.Feature, error) {
	if text == "none" {
		return nil, nil
	}
	var features []device.Feature
	next := uint32(0)
	for rest, more := text, true; more; {
		var item string
		item, rest, more = cut(rest, ",")
		f, err := feature(strings.TrimSpace(item), next)
		if err == nil && f.Index < next {
			err = fmt.Errorf("index %d is not above the one before", f.Index)
		}
		if err != nil {
			return nil, fmt.Errorf("feature %s: %w", strings.TrimSpace(item), err)
		}
		features = append(features, f)
		next = f.Index + 1
	}
	return features, nil
}

func feature(text string, index uint32) (f device.Feature, err error) {
	f.Index = index
	parts, description, found := strings.Cut(text, `"`)
	if found {
		var after string
		if f.Description, after, found = strings.Cut(description, `"`); !found || after != "" || !table.IsText(f.Description) {
			return f, fmt.Errorf("the description must be last, in quotes")
		}
	}
	if number, after, found := strings.Cut(parts, ":"); found {
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return f, fmt.Errorf("%q is no index", number)
		}
		f.Index, parts = uint32(n), after
	}
	if parts = strings.TrimSpace(parts); parts == "-" {
		return f, nil
	}
	for part := range strings.SplitSeq(parts, " + ") {
		if err := addPart(&f, strings.Fields(part)); err != nil {
			return f, err
		}
	}
	return f, nil
}

// addPart adds an output or input, split into words.
func addPart(f *device.Feature, words []string) error {
	if len(words) == 0 {
		return fmt.Errorf("output or input missing")
	}
	if t, ok := table.OutputType(words[0]); ok {
		return addOutput(f, t, words[1:])
	}
	if t, ok := device.ParseInputType(words[0]); ok {
		return addInput(f, t, words[1:])
	}
	return fmt.Errorf("unknown output or input %q", words[0])
}

func addOutput(f *device.Feature, t device.OutputType, words []string) error {
	if len(words) != 1 {
		return fmt.Errorf("an output needs its greatest value and nothing else")
	}
	if _, twice := f.Output(t); twice {
		return fmt.Errorf("%s twice", t)
	}
	o := device.Output{Type: t}
	value, signed := strings.CutPrefix(words[0], "+-")
	value, duration, timed := strings.Cut(value, "/")
	var err error
	if o.Range.Max, err = number(value); err != nil {
		return err
	}
	if signed {
		o.Range.Min = -o.Range.Max
	}
	if t == device.HwPositionWithDuration {
		o.Duration.Max = table.MaxDuration
		if timed {
			ms, err := number(duration)
			if err != nil {
				return err
			}
			o.Duration.Max = time.Duration(ms) * time.Millisecond
		}
	} else if timed {
		return fmt.Errorf("%s has no duration", t)
	}
	if signed && t.IsPosition() {
		return fmt.Errorf("%s has no direction", t)
	}
	f.Outputs = append(f.Outputs, o)
	return nil
}

func addInput(f *device.Feature, t device.InputType, words []string) error {
	if _, twice := f.Input(t); twice {
		return fmt.Errorf("%s twice", t)
	}
	in := device.Input{Type: t, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}
	if len(words) > 0 {
		limit, err := number(words[0])
		if err != nil {
			return err
		}
		in.Ranges[0].Max, in.Commands = limit, 0
		for _, word := range words[1:] {
			c, ok := device.ParseInputCommand(word)
			if !ok || c == device.Unsubscribe {
				return fmt.Errorf("an input can be read or subscribed to, not %q", word)
			}
			in.Commands |= device.InputCommands(c)
		}
		if in.Commands == 0 {
			return fmt.Errorf("an input with a range needs read or subscribe")
		}
	}
	f.Inputs = append(f.Inputs, in)
	return nil
}

// number reads a greatest value.
func number(s string) (int32, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is not a whole number above 0", s)
	}
	return int32(n), nil
}
