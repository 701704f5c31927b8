package lab

// GATT UUIDs of today's Lovense toys.
const (
	LovenseService = "50300001-0024-4bd4-bbd5-a6920e4c5653"
	LovenseTx      = "50300002-0024-4bd4-bbd5-a6920e4c5653"
	LovenseRx      = "50300003-0024-4bd4-bbd5-a6920e4c5653"
)

// Lovense is a Lovense toy that answers as real ones do: identity, for example
// "Z:11:0082059AD3BD;", to DeviceType;, 85 % to Battery; and OK; to everything else.
func Lovense(name, address, identity string) Peripheral {
	return Peripheral{
		Name: name, Address: address,
		Services: []Service{{UUID: LovenseService, Characteristics: []Characteristic{
			{UUID: LovenseTx, Write: true, WriteWithoutResponse: true},
			{UUID: LovenseRx, Read: true, Notify: true},
		}}},
		Answer: LovenseAnswer(identity),
	}
}

// A Lovense Hush: one motor of 20 steps.
const (
	HushName     = "Lovense Hush" // that the server gives it
	HushAddress  = "09:09:09:09:09:09"
	HushIdentity = "Z:11:0082059AD3BD;"
)

// AddHush puts a Lovense Hush in reach.
func (c *Case) AddHush() *Toy { return c.Add(Lovense("LVS-Z001", HushAddress, HushIdentity)) }

// LovenseAnswer is the Answer of a Lovense toy, for scripts that only change some of it.
func LovenseAnswer(identity string) func(Operation) Reply {
	return func(op Operation) Reply {
		if op.Kind != Write {
			return Reply{}
		}
		text := "OK;"
		switch string(op.Data) {
		case "DeviceType;":
			text = identity
		case "Battery;":
			text = "85;"
		}
		return Reply{Notifications: []Notification{{LovenseRx, []byte(text)}}}
	}
}
