package catalog_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// What a toy can do is known by what it advertises.
func Example() {
	known := catalog.Builtin(protocol.All().Has)
	for _, match := range known.Match(&device.Advertisement{Name: "LVS-Hush"}) {
		def, ok := known.Define(match.Protocol, "Z") // as a Lovense Hush answers when it is asked
		fmt.Println(match.Protocol, ok, def.Name)
		for _, f := range def.Features {
			for _, o := range f.Outputs {
				fmt.Println(f.Index, o.Type, o.Announced())
			}
		}
	}
	// Output:
	// lovense true Lovense Hush
	// 0 Vibrate {0 20}
}

// A shop sells a Lovense toy under its own name; a user's file tells so.
func ExampleCatalog_Load() {
	known := catalog.Builtin(protocol.All().Has)
	loaded, err := known.Load(nil, []byte(`{
		"version": {"major": 4, "minor": 0},
		"user_configs": {"protocols": {"lovense": {
			"communication": [{"btle": {"names": ["Shop-Wand*"]}}],
			"configurations": [{
				"identifier": ["SW"], "name": "Shop Wand", "id": "88888888-8888-4888-8888-888888888888",
				"features": [{"index": 0, "id": "99999999-9999-4999-8999-999999999999", "output": {"vibrate": {"value": [0, 20]}}}]
			}]}}}}`))
	if err != nil {
		fmt.Println(err) // names the field that is wrong; known stays in force
		return
	}
	for _, warning := range loaded.Warnings {
		fmt.Println(warning)
	}
	adv := device.Advertisement{Name: "Shop-Wand 7"}
	fmt.Println(loaded.Catalog.Match(&adv)[0].Protocol)
	def, _ := loaded.Catalog.Define("lovense", "SW")
	fmt.Println(def.Name, def.Features[0].Outputs[0].Range)
	// Output:
	// lovense
	// Shop Wand {0 20}
}
