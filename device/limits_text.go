package device

import (
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Bounds on limits as text.
const (
	maxText = 1 << 18 // bytes
	maxToys = 1024
	maxName = 256 // bytes
)

// Load replaces all rules by those of a JSON text and applies them:
//
//	{
//	  "all": {"top": 0.8, "ramp": 0.5},
//	  "toys": {"Lovense Hush": {"top": 0.5, "floor": 0.1, "stroke": [0.1, 0.9], "off": ["Constrict"]}}
//	}
//
// Everything may be left out; see Rule for what the members mean. The text may have 256 KiB and
// name 1024 toys. The error is a *LimitError; then nothing has changed.
func (l *Limits) Load(text []byte) error {
	v, err := jsonx.Parse(text, jsonx.Limits{Size: maxText})
	if err != nil {
		return &LimitError{Problem: "can't be read: " + err.Error(), Err: err}
	}
	var r jsonx.Reader
	root := r.Root("limits", v)
	all, toys := Unlimited(), map[string]Rule{}
	for name, field := range root.Members() {
		switch name {
		case "all":
			all = readRule(&field)
		case "toys":
			for toy, f := range field.Members() {
				if toy == "" || len(toy) > maxName || len(toys) == maxToys {
					f.FailAs("a toy too many, or has a name of a wrong length", "one of at most 1024, with a name of 1 to 256 bytes")
					break
				}
				toys[toy] = readRule(&f)
			}
		default:
			field.FailAs("not known", `"all" or "toys"`)
		}
	}
	if r.Err != nil {
		path := strings.TrimPrefix(r.Err.Path, "limits.")
		return &LimitError{Path: path, Problem: "is " + r.Err.Found + "; it must be " + r.Err.Allowed, Err: r.Err}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.toys = all, toys
	l.apply()
	return nil
}

func readRule(f *jsonx.Field) Rule {
	rule := Unlimited()
	for name, v := range f.Members() {
		switch name {
		case "top":
			rule.Top = v.Float(0, 1)
		case "floor":
			rule.Floor = v.Float(0, 1)
		case "ramp":
			rule.Ramp = v.Float(0, MaxRamp)
		case "stroke":
			for i, end := range v.Items() {
				x := end.Float(0, 1)
				if i == 0 {
					rule.Low = x
				} else {
					rule.High = x
				}
			}
			if v.Len() != 2 || rule.Low > rule.High {
				v.Fail("two numbers from 0 to 1, the lower one first")
			}
		case "off":
			for _, item := range v.Items() {
				t, ok := ParseOutputType(item.Text())
				if !ok {
					item.Fail(`an output type such as "Constrict"`)
				}
				rule.Off = rule.Off.With(t)
			}
		default:
			v.FailAs("not known", `"top", "floor", "ramp", "stroke" or "off"`)
		}
	}
	return rule
}
