package device

// Key tells one user's device from all others: two toys of one model differ in the
// address, one toy that can be driven in two ways in the protocol. See Advertisement.Address
// for those that can't be told apart.
type Key struct {
	Address    string // Advertisement.Address
	Protocol   string
	Identifier string // as the protocol found it, also when the catalogue has no such model; "" if it found none
}

// Settings is what users decided about single devices of theirs. Implementations are
// safe for concurrent use; package catalog has one.
type Settings interface {
	// Allowed reports whether a peripheral with this address may be used at all. It is
	// asked before anything is sent to the peripheral, and again after Apply.
	Allowed(address string) bool
	// Apply puts the user's settings for the device into def, which the caller got from
	// Catalog.Define and owns, and returns the device's index. A device that was never
	// seen before gets the lowest index that no known device has, and keeps it.
	Apply(key Key, def *Definition) (index uint32)
}
