//go:build !js

package bluetooth

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// How long a toy must have shown nothing new until it counts as all there.
const (
	missingPatience  = 3500 * time.Millisecond // it lacks something that it needs
	strangerPatience = 1500 * time.Millisecond // it has nothing of what is needed
	optionalPatience = 600 * time.Millisecond  // it lacks something that not every such toy has
	othersPatience   = 600 * time.Millisecond  // it has nothing of what is needed, but what another protocol needs
)

// lookAgain is the wait before looking for more, whether it was told of or not.
const lookAgain = 200 * time.Millisecond

// open connects, and finds what plays the endpoints. If it fails, the caller shuts the link.
func (l *link) open(ctx context.Context, wanted *device.Wanted) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(l.ctx, func() { cancel(device.ErrDisconnected) })()

	c, err := l.scanner.radio.connect(ctx, l.peripheral.Advertisement().Address)
	if err != nil {
		return failure("connect "+l.name, err)
	}
	l.mu.Lock()
	l.connection = c
	l.mu.Unlock()
	watched := !l.closing.Load() && l.scanner.start(func() {
		select {
		case <-c.lost():
			l.shut()
		case <-l.done:
		}
	})
	if !watched {
		c.disconnect() // it was given up too early for end to know of the connection
		return failure("connect "+l.name, device.ErrDisconnected)
	}
	endpoints, err := l.discover(ctx, c, wanted)
	if err == nil && l.closing.Load() {
		err = device.ErrDisconnected
	}
	if err != nil {
		return failure("connect "+l.name+": find the characteristics", err)
	}
	l.mu.Lock()
	l.endpoints = endpoints
	l.mu.Unlock()
	return nil
}

// discover finds the characteristics of the endpoints. It looks again until those that the
// toy needs are there, or the toy has had its time to show them: services may be listed
// after the connection is made.
func (l *link) discover(ctx context.Context, c connection, wanted *device.Wanted) (map[device.Endpoint]*endpoint, error) {
	since := time.Now() // the toy has shown something new
	for before := -1; ; {
		found, err := c.services(ctx)
		if err != nil {
			return nil, err
		}
		endpoints := l.resolve(wanted.Services, found)
		uuids := make([]string, len(found))
		seen := len(found)
		for i, s := range found {
			uuids[i] = s.uuid
			seen += len(s.characteristics)
		}
		if seen != before {
			before, since = seen, time.Now()
		}
		patience, missing := judge(wanted, endpoints, uuids)
		if missing == nil && patience == 0 {
			l.peripheral.waitedFor(nil) // the next connection begins anew
			return endpoints, nil
		}
		if time.Since(since) >= patience || l.peripheral.showsNoMore(uuids) {
			l.peripheral.waitedFor(uuids)
			return endpoints, missing
		}
		timer := time.NewTimer(lookAgain)
		select {
		case <-c.changed():
		case <-timer.C:
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		timer.Stop()
		if err != nil {
			return nil, err
		}
	}
}

// judge tells for how long more is to be waited for, and what is wrong with what there is.
func judge(wanted *device.Wanted, endpoints map[device.Endpoint]*endpoint, uuids []string) (patience time.Duration, err error) {
	has := func(e device.Endpoint) bool { return endpoints[e] != nil }
	missing := wanted.Check(has)
	switch {
	case len(endpoints) == 0 || !wanted.Needs.Any(has):
		patience = strangerPatience
		if slices.ContainsFunc(wanted.Others, func(s device.Service) bool { return slices.Contains(uuids, strings.ToLower(s.UUID)) }) {
			patience = othersPatience
		}
		return patience, &said{ErrNoService, lacking(wanted.Services, uuids)}
	case missing != nil:
		return missingPatience, &said{missing, shown(uuids)}
	case !wanted.Complete(has):
		return optionalPatience, nil
	}
	return 0, nil
}

// resolve finds the characteristics of the endpoints. Of several that fit, the first
// counts, in the order of wanted.
func (l *link) resolve(wanted []device.Service, found []service) map[device.Endpoint]*endpoint {
	endpoints := map[device.Endpoint]*endpoint{}
	for _, want := range wanted {
		for _, have := range found {
			if !strings.EqualFold(have.uuid, want.UUID) {
				continue
			}
			for _, c := range want.Characteristics {
				at := slices.IndexFunc(have.characteristics, func(h *characteristic) bool { return strings.EqualFold(h.uuid, c.UUID) })
				if at < 0 || endpoints[c.Endpoint] != nil {
					continue
				}
				endpoints[c.Endpoint] = &endpoint{characteristic: have.characteristics[at], other: sync.OnceFunc(func() {
					l.scanner.options.Log(l.name + ": " + string(c.Endpoint) +
						": writes go with response or without as the characteristic allows, not as the protocol asks for")
				})}
			}
		}
	}
	return endpoints
}

// lacking tells which services were looked for and which were found.
func lacking(wanted []device.Service, found []string) error {
	uuids := make([]string, len(wanted))
	for i, s := range wanted {
		uuids[i] = s.UUID
	}
	return errors.New("needed, with their characteristics: " + list(uuids) + "; " + shown(found).Error())
}

// shown tells which services were found.
func shown(uuids []string) error { return errors.New("the device shows: " + list(uuids)) }

// list names the first few of some services.
func list(uuids []string) string {
	const most = 8
	switch {
	case len(uuids) == 0:
		return "none"
	case len(uuids) > most:
		return strings.Join(uuids[:most], ", ") + ", …"
	}
	return strings.Join(uuids, ", ")
}
