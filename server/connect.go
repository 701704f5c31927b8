package server

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/internal/worker"
)

// Bounds on what a scanner can make the server do.
const (
	maxConnecting = 64  // toys being connected at a time
	maxToys       = 256 // toys connected at a time
	maxTold       = 256 // addresses in one scan whose failures are told
)

// connectStagger is the longest that a toy waits for the one found before it.
const connectStagger = time.Second

// Errors of connecting a toy.
var (
	errUnknownToy   = errors.New("no known device answers to this name and data")
	errUnknownModel = errors.New("no such model is known")
	errTooMany      = errors.New("too many devices are connected or being connected; disconnect some and scan again")
)

// found takes a peripheral from a scanner.
func (v *Server) found(run *scanRun, p device.Peripheral) {
	adv := p.Advertisement()
	if !v.wants(run, adv.Address) || !v.options.Settings.Allowed(adv.Address) {
		return
	}
	matches := v.matches(&adv)
	if len(matches) == 0 {
		v.refused(run, &adv, errUnknownToy)
		return
	}
	v.mu.Lock()
	if v.at(adv.Address) {
		v.mu.Unlock()
		return
	}
	if len(v.connecting) >= maxConnecting || len(v.toys)+len(v.connecting) >= maxToys {
		v.mu.Unlock()
		v.refused(run, &adv, errTooMany)
		return
	}
	before, mine := run.turn, make(chan struct{})
	started := v.start(func() {
		defer close(mine)
		v.await(before)
		v.connect(run, p, adv, matches)
	})
	if started {
		v.connecting[adv.Address] = struct{}{}
		run.connecting++
		run.turn = mine
	}
	v.mu.Unlock()
}

// matches are the protocols that a peripheral may speak.
func (v *Server) matches(adv *device.Advertisement) (all []device.Match) {
	if v.options.Catalog == nil {
		return nil
	}
	if adv.Protocols == nil {
		return v.options.Catalog.Match(adv)
	}
	for _, name := range adv.Protocols {
		all = append(all, device.Match{Protocol: name})
	}
	return all
}

// wants tells whether a peripheral with the address is of interest.
func (v *Server) wants(run *scanRun, address string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.scanning.run == run && v.scanning.phase != stopping && !v.at(address)
}

// await waits for the toy that was found before this one, but not for long: so toys get
// their indexes in the order in which they were found, a radio is not asked for many
// connections at once, and a toy that does not answer holds up the others for a moment only.
func (v *Server) await(before <-chan struct{}) {
	if before == nil {
		return
	}
	timer := time.NewTimer(connectStagger)
	defer timer.Stop()
	select {
	case <-before:
	case <-timer.C:
	case <-v.ctx.Done():
	}
}

// connect connects a peripheral, trying the protocols it may speak one after the other.
func (v *Server) connect(run *scanRun, p device.Peripheral, adv device.Advertisement, matches []device.Match) {
	var failures []error
	for i, match := range matches {
		again, err := v.try(p, adv, match, matches[i+1:])
		if failures = append(failures, err); !again {
			break
		}
	}
	if last := failures[len(failures)-1]; last != nil && v.ctx.Err() == nil {
		v.refused(run, &adv, telling(failures))
	}
	v.mu.Lock()
	delete(v.connecting, adv.Address)
	run.connecting--
	sessions := keys(v.scanning.wanted)
	v.settle(run)
	v.mu.Unlock()
	flush(sessions)
}

// telling is the error that tells most of the tries to connect one toy: the first of a try
// that found all that its protocol needs, else the first that found some of it. If none
// did, the toy is not what it was taken for.
func telling(failures []error) error {
	var partly error
	others := ""
	for i, err := range failures {
		var as *connectError
		if !errors.Is(err, device.ErrNoEndpoint) || !errors.As(err, &as) {
			return err
		}
		var missing *device.MissingError
		if partly == nil && errors.As(err, &missing) {
			partly = err
		}
		if i > 0 {
			others += ", " + as.protocol
		}
	}
	switch {
	case partly != nil:
		return partly
	case others == "":
		return failures[0]
	}
	return &misfitError{failures[0], others[len(", "):]}
}

// misfitError tells that a toy has none of the services of the protocols it may speak.
type misfitError struct {
	err    error // of the most likely protocol
	others string
}

func (e *misfitError) Error() string {
	return e.err.Error() + ". Nor does it fit the other protocols that were tried: " + e.others
}
func (e *misfitError) Unwrap() error { return e.err }

// try connects a peripheral that may speak the protocol of match, or else of one of the
// others, and announces it. After
// a failure, again tells whether another protocol may have more luck.
func (v *Server) try(p device.Peripheral, adv device.Advertisement, match device.Match, others []device.Match) (again bool, err error) {
	spec, ok := v.options.Protocols.Lookup(match.Protocol)
	if !ok {
		return true, &connectError{match.Protocol, worker.ErrNoProtocol}
	}
	wanted := spec.Wanted(match.Services)
	for _, other := range others {
		wanted.Others = append(wanted.Others, other.Services...)
	}
	link, err := v.connectLink(p, wanted)
	if err != nil {
		hopeless := errors.Is(err, device.ErrTimeout) || errors.Is(err, device.ErrDisconnected) || errors.Is(err, device.ErrNotAllowed)
		return !hopeless, &connectError{match.Protocol, err}
	}
	ctx, cancel := context.WithTimeoutCause(v.ctx, v.options.SetupTimeout, device.ErrTimeout)
	defer cancel()
	var index uint32
	define := func(protocol, identifier string) (*device.Definition, error) {
		def, ok := v.options.Catalog.Define(protocol, identifier)
		if !ok {
			return nil, errUnknownModel
		}
		index = v.options.Settings.Apply(device.Key{Address: adv.Address, Protocol: protocol, Identifier: identifier}, def)
		return def, nil
	}
	w, err := worker.Connect(ctx, link, adv, spec, define, worker.Options{Log: v.options.Log, Protocols: v.options.Protocols})
	if err != nil {
		return true, err
	}
	v.add(adv.Address, index, w)
	return false, nil
}

func (v *Server) connectLink(p device.Peripheral, wanted device.Wanted) (device.Link, error) {
	ctx, cancel := context.WithTimeoutCause(v.ctx, v.options.ConnectTimeout, device.ErrTimeout)
	defer cancel()
	link, err := p.Connect(ctx, wanted)
	if err != nil && errors.Is(err, context.DeadlineExceeded) {
		return nil, device.ErrTimeout
	}
	return link, err
}

// connectError tells with which protocol a connection was tried.
type connectError struct {
	protocol string
	err      error
}

func (e *connectError) Error() string { return "as " + e.protocol + ": " + e.err.Error() }
func (e *connectError) Unwrap() error { return e.err }

// refused tells that a peripheral was not connected; the same news once for each scan.
func (v *Server) refused(run *scanRun, adv *device.Advertisement, why error) {
	text := "The device " + jsonx.Quote(adv.Name) + " could not be connected: " + sentence(why.Error())
	v.mu.Lock()
	news := run.told[adv.Address] != text && len(run.told) < maxTold
	if news {
		run.told[adv.Address] = text
	}
	v.mu.Unlock()
	if news {
		v.report(text, why)
	}
}
