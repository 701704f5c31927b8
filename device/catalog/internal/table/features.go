package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// FeaturesText is the text of a TagFeatures field. Each feature is
//
//	@INDEX OUTPUT… INPUT… "DESCRIPTION\a
//
// without spaces. An OUTPUT is a letter from a on for the type, - if it has a direction,
// the greatest value, / and the longest duration in ms, ! if disabled, ~ if reversed. An
// INPUT is a letter from A on for the type, the number of its commands, and each range as
// ;LOW,HIGH.
func FeaturesText(features []device.Feature) (text string) {
	for i := range features {
		f := &features[i]
		text += "@" + strconv.FormatUint(uint64(f.Index), 10)
		for j := range f.Outputs {
			text += outputText(&f.Outputs[j])
		}
		for j := range f.Inputs {
			in := &f.Inputs[j]
			text += string([]byte{'A' + byte(in.Type) - 1, '0' + byte(in.Commands)})
			for _, r := range in.Ranges {
				text += ";" + strconv.Itoa(int(r.Min)) + "," + strconv.Itoa(int(r.Max))
			}
		}
		if f.Description != "" {
			text += "\"" + strings.ReplaceAll(f.Description, "\a", "") + "\a"
		}
	}
	return text
}

func outputText(o *device.Output) string {
	text := string([]byte{'a' + byte(o.Type) - 1})
	if o.Range.Min < 0 {
		text += "-"
	}
	text += strconv.Itoa(int(o.Range.Max))
	if o.Duration.Max > 0 {
		text += "/" + strconv.FormatInt(o.Duration.Max.Milliseconds(), 10)
	}
	if o.Disabled {
		text += "!"
	}
	if o.Reverse {
		text += "~"
	}
	return text
}

// Features decodes a text of FeaturesText.
func Features(text string) []device.Feature {
	var features []device.Feature
	r := reader(text)
	for r.take('@') {
		f := device.Feature{Index: uint32(r.number())}
		for len(r) > 0 && r[0] != '@' {
			switch c := r[0]; {
			case c >= 'a':
				f.Outputs = append(f.Outputs, r.output())
			case c >= 'A':
				f.Inputs = append(f.Inputs, r.input())
			default:
				end := strings.IndexByte(string(r), Bell)
				f.Description, r = string(r[1:end]), r[end+1:]
			}
		}
		features = append(features, f)
	}
	return features
}

// reader is what is left of a text.
type reader string

func (r *reader) take(c byte) bool {
	if len(*r) == 0 || (*r)[0] != c {
		return false
	}
	*r = (*r)[1:]
	return true
}

func (r *reader) number() int64 {
	negative := r.take('-')
	n := int64(0)
	for len(*r) > 0 && '0' <= (*r)[0] && (*r)[0] <= '9' {
		n = 10*n + int64((*r)[0]-'0')
		*r = (*r)[1:]
	}
	if negative {
		return -n
	}
	return n
}

func (r *reader) output() device.Output {
	o := device.Output{Type: device.OutputType((*r)[0] - 'a' + 1)}
	*r = (*r)[1:]
	if n := int32(r.number()); n < 0 {
		o.Range = device.Range{Min: n, Max: -n}
	} else {
		o.Range.Max = n
	}
	if r.take('/') {
		o.Duration.Max = time.Duration(r.number()) * time.Millisecond
	}
	o.Disabled = r.take('!')
	o.Reverse = r.take('~')
	return o
}

func (r *reader) input() device.Input {
	in := device.Input{Type: device.InputType((*r)[0] - 'A' + 1), Commands: device.InputCommands((*r)[1] - '0')}
	*r = (*r)[2:]
	for r.take(';') {
		low := int32(r.number())
		r.take(',')
		in.Ranges = append(in.Ranges, device.Range{Min: low, Max: int32(r.number())})
	}
	return in
}
