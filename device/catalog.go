package device

// Catalog knows which toy speaks which protocol. Its methods do not block, and may be called
// from any goroutine.
type Catalog interface {
	// Match lists the protocols that a peripheral with this advertisement may speak, the most
	// likely first; none if the peripheral is no known toy. The result must not be changed.
	Match(adv *Advertisement) []Match
	// Define gives the definition of a model. Unknown identifiers get the default definition
	// of the protocol; it reports false if there is none. The caller owns the result.
	Define(protocol, identifier string) (*Definition, bool)
}

// Match is a protocol that a peripheral may speak, with the services to look for.
type Match struct {
	Protocol string
	Services []Service
}

// Filter is a condition of a chooser, which shows the peripherals that meet any of its filters.
// Exactly one field is set.
type Filter struct {
	Name         string            // the whole name
	NamePrefix   string            // what the name begins with
	Service      string            // UUID of an advertised service
	Manufacturer *ManufacturerData // Data is what the data begins with
}
