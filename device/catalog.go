package device

// Catalog knows which toy speaks which protocol.
type Catalog interface {
	// Match lists the protocols that a peripheral with this advertisement may speak,
	// most specific first: exact name, then longest name prefix, then manufacturer
	// data, then advertised service.
	Match(adv *Advertisement) []Match
	// Define gives the definition of a model. Unknown identifiers get the protocol's
	// default definition; false if it has none. The caller owns the result.
	Define(protocol, identifier string) (*Definition, bool)
}

// Match is a protocol that a peripheral may speak, with the services to look for.
type Match struct {
	Protocol string
	Services []Service
}

// Filter is a condition of a chooser; a peripheral is shown when it meets any filter.
// Exactly one field is set.
type Filter struct {
	Name         string
	NamePrefix   string
	Service      string
	Manufacturer *ManufacturerData // Data is a prefix
}
