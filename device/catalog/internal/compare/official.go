package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// configuration is an official file of version 4 or 5. It is read by its own code, not by
// that of package catalog, so that a mistake there shows up here.
type configuration struct {
	Version   struct{ Major, Minor int }
	Protocols map[string]struct {
		Communication  []map[string]json.RawMessage
		Defaults       *definition
		Configurations []definition
	}
}

type bluetooth struct {
	Names            []string
	ManufacturerData []struct {
		Company uint16
		Data    []int
	} `json:"manufacturer_data"`
	AdvertisedServices []string `json:"advertised_services"`
	Services           map[string]map[string]string
}

type definition struct {
	Name       string
	Identifier []string
	Variant    string `json:"protocol_variant"`
	Gap        *int   `json:"message_gap_ms"`
	Features   *[]feature
}

type feature struct {
	Index       uint32
	Description string
	Output      map[string]struct{ Value, Duration []int32 }
	Input       map[string]struct {
		Value   [][]int32
		Command []string
	}
}

// official reads the facts of an official file.
func official(file []byte) (all facts, version string, err error) {
	var c configuration
	if err := json.NewDecoder(bytes.NewReader(file)).Decode(&c); err != nil {
		return nil, "", fmt.Errorf("no device configuration: %w", err)
	}
	if c.Version.Major != 4 && c.Version.Major != 5 || len(c.Protocols) == 0 {
		return nil, "", fmt.Errorf("no device configuration of version 4 or 5, or one without protocols")
	}
	all = facts{}
	for protocol, p := range c.Protocols {
		for _, way := range p.Communication {
			for bus, details := range way {
				if err := addWay(all, protocol, bus, details); err != nil {
					return nil, "", fmt.Errorf("%s: %s: %w", protocol, bus, err)
				}
			}
		}
		otherwise := definition{Features: &[]feature{}}
		if p.Defaults != nil {
			otherwise = *p.Defaults
			if err := p.Defaults.addTo(all, protocol, &definition{Features: &[]feature{}}); err != nil {
				return nil, "", err
			}
		}
		for i := range p.Configurations {
			if err := p.Configurations[i].addTo(all, protocol, &otherwise); err != nil {
				return nil, "", err
			}
		}
	}
	return all, fmt.Sprintf("%d.%d", c.Version.Major, c.Version.Minor), nil
}

// addWay adds how toys are found: all of it for Bluetooth LE, just that there is one for others.
func addWay(all facts, protocol, bus string, details json.RawMessage) error {
	if bus != "btle" {
		all.add(protocol, "over "+bus)
		return nil
	}
	var b bluetooth
	if err := json.Unmarshal(details, &b); err != nil {
		return err
	}
	for _, name := range b.Names {
		if prefix, open := strings.CutSuffix(name, "*"); open {
			all.add(protocol, "prefix "+quoted(prefix))
		} else if !strings.HasPrefix(name, "Placeholder ") {
			all.add(protocol, "name "+quoted(name))
		}
	}
	for _, m := range b.ManufacturerData {
		data := device.ManufacturerData{Company: m.Company}
		for _, n := range m.Data {
			data.Data = append(data.Data, byte(n))
		}
		all.add(protocol, manufacturer(data))
	}
	for _, uuid := range b.AdvertisedServices {
		all.add(protocol, "advertised "+table.ShortUUID(uuid))
	}
	for uuid, endpoints := range b.Services {
		s := device.Service{UUID: uuid}
		for endpoint, id := range endpoints {
			s.Characteristics = append(s.Characteristics, device.Characteristic{Endpoint: device.Endpoint(endpoint), UUID: id})
		}
		addService(all, protocol, s)
	}
	return nil
}

// addTo adds a model. What it leaves out is as in otherwise.
func (d *definition) addTo(all facts, protocol string, otherwise *definition) error {
	m := model{name: d.Name, variant: cmp.Or(d.Variant, otherwise.Variant)}
	if gap := cmp.Or(d.Gap, otherwise.Gap); gap != nil {
		m.gap = *gap
	}
	for _, f := range *cmp.Or(d.Features, otherwise.Features) {
		read, err := f.read()
		if err != nil {
			return fmt.Errorf("%s: %s: feature %d: %w", protocol, d.Name, f.Index, err)
		}
		m.features = append(m.features, read)
	}
	slices.SortFunc(m.features, func(a, b device.Feature) int { return cmp.Compare(a.Index, b.Index) })
	m.addTo(all, protocol, d.Identifier)
	return nil
}

func (f *feature) read() (device.Feature, error) {
	out := device.Feature{Index: f.Index, Description: f.Description}
	for word, o := range f.Output {
		t, ok := table.OutputType(word)
		if !ok || len(o.Value) != 2 {
			return out, fmt.Errorf("output %s is unknown or has no range", strconv.Quote(word))
		}
		output := device.Output{Type: t, Range: device.Range{Min: o.Value[0], Max: o.Value[1]}}
		if len(o.Duration) == 2 {
			output.Duration.Max = time.Duration(o.Duration[1]) * time.Millisecond
		}
		out.Outputs = append(out.Outputs, output)
	}
	for word, in := range f.Input {
		t, ok := device.ParseInputType(word)
		if !ok {
			return out, fmt.Errorf("input %s is unknown", strconv.Quote(word))
		}
		input := device.Input{Type: t}
		for _, pair := range in.Value {
			if len(pair) != 2 {
				return out, fmt.Errorf("input %s has no range", word)
			}
			input.Ranges = append(input.Ranges, device.Range{Min: pair[0], Max: pair[1]})
		}
		for _, command := range in.Command {
			c, _ := device.ParseInputCommand(command)
			input.Commands |= device.InputCommands(c)
		}
		out.Inputs = append(out.Inputs, input)
	}
	return out, nil
}
