//go:build !js

package fakebluez

import "github.com/godbus/dbus/v5"

// UUIDs of the toys below.
const (
	LovenseService = "50300001-0024-4bd4-bbd5-a6920e4c5653"
	LovenseTx      = "50300002-0024-4bd4-bbd5-a6920e4c5653"
	LovenseRx      = "50300003-0024-4bd4-bbd5-a6920e4c5653"

	HismithService      = "0000ffe5-0000-1000-8000-00805f9b34fb"
	HismithTx           = "0000ffe9-0000-1000-8000-00805f9b34fb"
	HismithModelService = "0000ff90-0000-1000-8000-00805f9b34fb"
	HismithModel        = "0000ff96-0000-1000-8000-00805f9b34fb"
)

// Lovense is a Lovense toy that answers as real ones do: identity, for example
// "Z:11:0082059AD3BD;", to DeviceType;, 85 % to Battery; and OK; to everything else.
func Lovense(name, address, identity string) *Toy {
	return &Toy{
		Name: name, Address: address,
		Services: []Service{{UUID: LovenseService, Characteristics: []Characteristic{
			{UUID: LovenseTx, Flags: []string{"write", "write-without-response"}},
			{UUID: LovenseRx, Flags: []string{"notify"}},
		}}},
		Answer: func(w Write) ([]Notification, *dbus.Error) {
			text := "OK;"
			switch string(w.Data) {
			case "DeviceType;":
				text = identity
			case "Battery;":
				text = "85;"
			}
			return []Notification{{LovenseRx, []byte(text)}}, nil
		},
	}
}

// Hismith is a toy of the second generation of Hismith's: two services, of which the one
// that drives it is listed late.
func Hismith(name, address string, model ...byte) *Toy {
	return &Toy{
		Name: name, Address: address,
		Services: []Service{{UUID: HismithModelService, Characteristics: []Characteristic{
			{UUID: HismithModel, Flags: []string{"read"}},
		}}},
		LateServices: []Service{{UUID: HismithService, Characteristics: []Characteristic{
			{UUID: HismithTx, Flags: []string{"write-without-response"}},
		}}},
		Values: map[string][]byte{HismithModel: model},
	}
}
