package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/internal/reason"
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
	errClosed       = errors.New("the server is shutting down")
	errTooMany      = errors.New("too many devices are connected or being connected; disconnect some and scan again")
)

// found takes a peripheral from a scanner.
func (v *Server) found(run *scanRun, p device.Peripheral) {
	adv := p.Advertisement()
	if !v.wants(run, adv.Address) {
		return
	}
	matches, err := v.matches(&adv)
	switch err {
	case nil:
	case errDenied:
		return
	default:
		v.refused(run, &adv, err)
		return
	}
	v.mu.Lock()
	if v.at(adv.Address) {
		v.mu.Unlock()
		return
	}
	if v.full() {
		v.mu.Unlock()
		v.refused(run, &adv, errTooMany)
		return
	}
	before, mine, ctx := run.turn, make(chan struct{}), v.tries
	started := v.start(func() {
		defer close(mine)
		await(ctx, before)
		v.connect(ctx, run, p, adv, matches)
	})
	if started {
		v.connecting[adv.Address] = struct{}{}
		run.connecting++
		run.turn = mine
	}
	v.mu.Unlock()
}

// wants tells whether a peripheral with the address is of interest.
func (v *Server) wants(run *scanRun, address string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.scanning.run == run && v.scanning.phase != stopping && !v.at(address)
}

// full tells whether no more toys can be connected now. The caller holds mu.
func (v *Server) full() bool {
	return len(v.connecting) >= maxConnecting || len(v.toys)+len(v.connecting)+len(v.absent) >= maxToys
}

// await waits for the toy that was found before this one, but not for long: so toys get
// their indexes in the order in which they were found, a radio is not asked for many
// connections at once, and a toy that does not answer holds up the others for a moment only.
func await(ctx context.Context, before <-chan struct{}) {
	if before == nil {
		return
	}
	timer := time.NewTimer(connectStagger)
	defer timer.Stop()
	select {
	case <-before:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// connect connects a peripheral that a scan has found. When ctx ends, which is somebody's
// wish, nobody is told that it failed.
func (v *Server) connect(ctx context.Context, run *scanRun, p device.Peripheral, adv device.Advertisement, matches []device.Match) {
	err := v.connectAs(ctx, p, adv, matches, nil)
	if err != nil && ctx.Err() == nil {
		v.refused(run, &adv, err)
	}
	v.settled(adv.Name, err)
	v.endConnecting(p, err)
	v.mu.Lock()
	run.connecting--
	v.settle(run)
	v.unlock()
}

// endConnecting takes note that a peripheral is not being connected any more.
func (v *Server) endConnecting(p device.Peripheral, err error) {
	address := p.Advertisement().Address
	v.mu.Lock()
	delete(v.connecting, address)
	wanted := err == nil || v.absentAt(address) != nil
	v.mu.Unlock()
	if !wanted {
		release(p)
	}
}

// Connect connects a peripheral that the program did not get by a scan of the server, a toy of an
// earlier visit for example. It returns when the toy is ready, of which clients are told, or can't
// be connected; it ends the connecting when ctx ends. The error names the toy and matches those of
// package device. It is no error if the toy is connected already.
func (v *Server) Connect(ctx context.Context, p device.Peripheral) error {
	adv := p.Advertisement()
	matches, err := v.matches(&adv)
	if err != nil {
		return connectFailure(adv.Name, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	v.mu.Lock()
	defer context.AfterFunc(v.tries, cancel)()
	_, busy := v.connecting[adv.Address]
	switch {
	case busy:
		err = errBusy
	case v.full():
		err = errTooMany
	case v.at(adv.Address):
		done <- nil
	case v.start(func() {
		err := v.connectAs(ctx, p, adv, matches, nil)
		v.settled(adv.Name, err)
		v.endConnecting(p, err)
		done <- err
	}):
		v.connecting[adv.Address] = struct{}{}
	default:
		err = errClosed
	}
	v.mu.Unlock()
	if err == nil {
		err = <-done
	}
	if err != nil {
		return connectFailure(adv.Name, err)
	}
	return nil
}

// matches are the protocols that a peripheral may speak. The error tells why it can't be
// used at all.
func (v *Server) matches(adv *device.Advertisement) (matches []device.Match, err error) {
	if !v.options.Settings.Allowed(adv.Address) {
		return nil, errDenied
	}
	switch {
	case v.options.Catalog == nil:
	case adv.Protocols != nil:
		for _, name := range adv.Protocols {
			matches = append(matches, device.Match{Protocol: name})
		}
	default:
		matches = v.options.Catalog.Match(adv)
	}
	if len(matches) == 0 {
		return nil, errUnknownToy
	}
	return matches, nil
}

// connectFailure tells which toy could not be connected.
func connectFailure(name string, err error) error {
	return reason.New(err, "The device "+jsonx.Quote(name)+" could not be connected: "+sentence(err.Error()))
}

// connectAs connects a peripheral, trying the protocols it may speak one after the other.
// For a try to end an absence, a is that.
func (v *Server) connectAs(ctx context.Context, p device.Peripheral, adv device.Advertisement, matches []device.Match, a *absence) error {
	var failures []error
	for i, match := range matches {
		again, err := v.try(ctx, p, adv, match, matches[i+1:], a)
		if err == nil {
			return nil
		}
		if failures = append(failures, err); !again || ctx.Err() != nil {
			break
		}
	}
	return telling(failures)
}

// telling is the error that tells most of the tries to connect one toy: the first of a try
// that found all that its protocol needs, else the first that found some of it. If none
// did, the toy is not what it was taken for.
func telling(failures []error) error {
	var partly error
	var tried []string
	for _, err := range failures {
		var as *connectError
		if !errors.Is(err, device.ErrNoEndpoint) || !errors.As(err, &as) {
			return err
		}
		var missing *device.MissingError
		if partly == nil && errors.As(err, &missing) {
			partly = err
		}
		tried = append(tried, as.protocol)
	}
	switch {
	case partly != nil:
		return partly
	case len(tried) == 1:
		return failures[0]
	}
	likely := failures[0]
	return reason.New(likely, likely.Error()+". Nor does it fit the other protocols that were tried: "+strings.Join(tried[1:], ", "))
}

// try connects a peripheral that may speak the protocol of match, or else of one of the others, and
// announces it. After a failure, again tells whether another protocol may have more luck.
func (v *Server) try(ctx context.Context, p device.Peripheral, adv device.Advertisement, match device.Match, others []device.Match,
	a *absence) (again bool, err error) {
	spec, ok := v.options.Protocols.Lookup(match.Protocol)
	if !ok {
		return true, &connectError{match.Protocol, worker.ErrNoProtocol}
	}
	wanted := spec.Wanted(match.Services)
	for _, other := range others {
		wanted.Others = append(wanted.Others, other.Services...)
	}
	progress := func(s Stage) {
		if a == nil { // of one that comes back clients learn otherwise
			v.progress(adv.Name, s)
		}
	}
	progress(Connecting)
	link, err := v.connectLink(ctx, p, wanted)
	if err != nil {
		hopeless := errors.Is(err, device.ErrTimeout) || errors.Is(err, device.ErrDisconnected) || errors.Is(err, device.ErrNotAllowed)
		return !hopeless, &connectError{match.Protocol, err}
	}
	progress(Identifying)
	ctx, cancel := context.WithTimeoutCause(ctx, v.options.SetupTimeout, device.ErrTimeout)
	defer cancel()
	var index uint32
	define := func(protocol, identifier string) (*device.Definition, error) {
		def, ok := v.options.Catalog.Define(protocol, identifier)
		if !ok {
			return nil, errUnknownModel
		}
		index = v.options.Settings.Apply(device.Key{Address: adv.Address, Protocol: protocol, Identifier: identifier}, def)
		if !v.options.Settings.Allowed(adv.Address) { // only now it is known which one it is
			return nil, errDenied
		}
		return def, nil
	}
	w, err := worker.Connect(ctx, link, adv, spec, define, worker.Options{Log: v.options.Log, Protocols: v.options.Protocols})
	if err != nil {
		return true, err
	}
	t := &toy{
		index: index, address: adv.Address, worker: w, def: w.Definition(), seen: w.Definition().Announced(index, w.Gap()),
		peripheral: p, protocol: match.Protocol, since: time.Now(), driver: map[uint32]*Session{},
	}
	v.keep(t, a)
	return false, nil
}

func (v *Server) connectLink(ctx context.Context, p device.Peripheral, wanted device.Wanted) (device.Link, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, v.options.ConnectTimeout, device.ErrTimeout)
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
	text := connectFailure(adv.Name, why).Error()
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
