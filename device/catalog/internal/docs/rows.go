package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// row is what the list says of a model.
type row struct {
	name            string // as clients see it
	brand, model    string
	protocol        string
	outputs, inputs string
	other           bool // stands for all models of the protocol that have no row
	supported       bool
	confirmed       string // what owners have found to work; "" for no report
}

// rows lists all models by brand and model. Models that differ in nothing that a reader
// sees are one row.
func rows() ([]row, error) {
	var all []row
	for m := range catalog.Builtin(func(string) bool { return true }).Models() {
		r := row{name: m.Name, protocol: m.Protocol, supported: protocol.All().Has(m.Protocol)}
		r.brand, r.model = brand(m.Name)
		r.outputs, r.inputs = outputs(&m.Definition), inputs(&m.Definition)
		r.other = len(m.Identifiers) == 0
		all = append(all, r)
	}
	models := map[string]int{}
	for _, r := range all {
		models[r.protocol]++
	}
	for i := range all {
		all[i].other = all[i].other && models[all[i].protocol] > 1
	}
	slices.SortStableFunc(all, func(a, b row) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.brand), strings.ToLower(b.brand)),
			strings.Compare(strings.ToLower(a.model), strings.ToLower(b.model)),
			strings.Compare(a.protocol, b.protocol), strings.Compare(a.outputs, b.outputs))
	})
	all = slices.Compact(all)
	said, err := confirmations(confirmedText)
	if err != nil {
		return nil, err
	}
	return all, confirm(all, said)
}

// outputs names the outputs of a model: "Vibrate ×2, Rotate ±".
func outputs(def *device.Definition) string {
	var list counted
	for _, f := range def.Features {
		for _, o := range f.Outputs {
			name := o.Type.String()
			switch {
			case o.Type == device.HwPositionWithDuration:
				name = "Move"
			case o.Range.Min < 0:
				name += " ±"
			}
			list.add(name)
		}
	}
	return list.String()
}

func inputs(def *device.Definition) string {
	var list counted
	for _, f := range def.Features {
		for _, in := range f.Inputs {
			list.add(in.Type.String())
		}
	}
	return list.String()
}

// counted counts words in the order of their first appearance.
type counted struct {
	words  []string
	counts map[string]int
}

func (c *counted) add(word string) {
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	if c.counts[word]++; c.counts[word] == 1 {
		c.words = append(c.words, word)
	}
}

func (c *counted) String() string {
	var parts []string
	for _, word := range c.words {
		if n := c.counts[word]; n > 1 {
			word += " ×" + strconv.Itoa(n)
		}
		parts = append(parts, word)
	}
	return strings.Join(parts, ", ")
}

// brands are those with more than one word, and other spellings of brands.
var brands = map[string]string{
	"Adrien Lastic": "", "Adult Festa": "", "Amorelie Joy": "", "Coleur Dor": "", "Dream Lover": "", "Fantasy Cup": "",
	"Fleshy Thrust": "", "G Vibe": "", "Honey Play Box": "", "Hot Octopuss": "", "Je Joue": "", "Love Distance": "",
	"Mizz Zee": "", "Nobra's": "", "Pink Punch": "", "Pretty Love": "", "Secret Lover": "", "Tracy's Dog": "",
	"The Cowgirl": "", "The Unicorn": "", "The Handy": "", "The Oh!": "", "Twerking Butt": "", "Sayber X-Ring": "SayberX",
	"LiBo": "Libo", "Magic Motion": "MagicMotion", "MotorBunny": "Motorbunny", "Mysteryvibe": "MysteryVibe",
}

// brand splits the name of a model into brand and model. The model is the whole name
// where there is nothing else to it.
func brand(name string) (brand, model string) {
	brand, model, _ = strings.Cut(name, " ")
	for known, spelling := range brands {
		if rest, ok := strings.CutPrefix(name+" ", known+" "); ok {
			brand, model = cmp.Or(spelling, known), strings.TrimSpace(rest)
			if spelling == "SayberX" {
				model = "X-Ring"
			}
		}
	}
	return brand, cmp.Or(model, name)
}
