package device

import (
	"slices"
	"strconv"
)

// Wanted is what is looked for in a toy when it is connected.
type Wanted struct {
	// Services are where the endpoints are. If several have the same endpoint, the first of
	// them that the toy has counts.
	Services []Service
	// Needs are the endpoints without which the toy can't be driven.
	Needs Needs
	// Optional are endpoints that not every such toy has, but whose absence changes how
	// it is spoken to or what it can tell. They are worth waiting for.
	Optional []Endpoint
	// Others are the services of the other protocols that the toy may speak. A toy that has
	// one of them, and nothing of what is needed, is not waited for long.
	Others []Service
}

// Needs are sets of endpoints. A toy must have all endpoints of at least one set.
type Needs [][]Endpoint

// Missing are the endpoints that the toy lacks of the set of which it lacks the fewest; nil if
// it has all of a set. Has reports whether the toy has an endpoint, here and below.
func (n Needs) Missing(has func(Endpoint) bool) []Endpoint {
	var fewest []Endpoint
	for i, set := range n {
		var missing []Endpoint
		for _, e := range set {
			if !has(e) {
				missing = append(missing, e)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		if i == 0 || len(missing) < len(fewest) {
			fewest = missing
		}
	}
	return fewest
}

// Any reports whether the toy has at least one of the endpoints. If nothing is needed, it does.
func (n Needs) Any(has func(Endpoint) bool) bool {
	return len(n) == 0 || slices.ContainsFunc(n, func(set []Endpoint) bool { return slices.ContainsFunc(set, has) })
}

// Check returns a *MissingError if the toy lacks what it needs.
func (w *Wanted) Check(has func(Endpoint) bool) error {
	if missing := w.Needs.Missing(has); missing != nil {
		return &MissingError{Endpoints: missing, Services: w.Services}
	}
	return nil
}

// Complete reports whether the toy has all of the optional endpoints that are in Services.
func (w *Wanted) Complete(has func(Endpoint) bool) bool {
	return !slices.ContainsFunc(w.Optional, func(e Endpoint) bool { return !has(e) && gives(w.Services, e) })
}

func gives(services []Service, e Endpoint) bool {
	return slices.ContainsFunc(services, func(s Service) bool {
		return slices.ContainsFunc(s.Characteristics, func(c Characteristic) bool { return c.Endpoint == e })
	})
}

// MissingError tells which endpoints a toy lacks that it can't be driven without. It matches
// ErrNoEndpoint.
type MissingError struct {
	Endpoints []Endpoint
	Services  []Service // where they were looked for; may be nil
}

func (e *MissingError) Error() string {
	text := "the device lacks what it is driven with: "
	for i, endpoint := range e.Endpoints {
		if i > 0 {
			text += ", "
		}
		text += string(endpoint) + e.place(endpoint)
	}
	return text + ". Switch it off and on and connect it again. If that does not help, it may be another model than its name tells"
}

func (e *MissingError) Unwrap() error { return ErrNoEndpoint }

// place tells where an endpoint was looked for.
func (e *MissingError) place(endpoint Endpoint) (text string) {
	others := 0
	for _, s := range e.Services {
		for _, c := range s.Characteristics {
			switch {
			case c.Endpoint != endpoint:
			case text == "":
				text = " (characteristic " + c.UUID + " of service " + s.UUID
			default:
				others++
			}
		}
	}
	if others > 0 {
		text += ", or one of " + strconv.Itoa(others) + " elsewhere"
	}
	if text != "" {
		text += ")"
	}
	return text
}
