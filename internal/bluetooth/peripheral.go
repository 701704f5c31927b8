//go:build !js

package bluetooth

import (
	"context"
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/patience"
)

// peripheral is a toy that was seen.
type peripheral struct {
	scanner *Scanner
	memory  patience.Memory

	mu   sync.Mutex
	adv  device.Advertisement
	link *link         // the connection, also while it is opened or ended; nil without one
	free chan struct{} // closed when link is no more; nil without one
}

func (p *peripheral) advertises(adv device.Advertisement) {
	p.mu.Lock()
	p.adv = adv
	p.mu.Unlock()
}

// Advertisement tells what was advertised last.
func (p *peripheral) Advertisement() device.Advertisement {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.adv
}

// Connect connects, finds the services and resolves the endpoints. It can be called again
// when an earlier connection is gone, also when nothing was heard of the toy since; while
// there is one it fails with ErrConnected.
func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.scanner.options.ConnectTimeout, device.ErrTimeout)
	defer cancel()
	l, err := p.take(ctx)
	if err != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		return nil, failure("connect "+p.name(), err)
	}
	if err := l.open(ctx, &wanted); err != nil {
		l.shut()
		return nil, err
	}
	return l, nil
}

// take makes the link. It waits for the end of one that is being ended.
func (p *peripheral) take(ctx context.Context) (*link, error) {
	for {
		p.mu.Lock()
		if p.link == nil {
			l := newLink(p)
			p.link, p.free = l, make(chan struct{})
			p.mu.Unlock()
			if !p.scanner.add(l) {
				p.release()
				return nil, ErrClosed
			}
			return l, nil
		}
		ending, free := p.link.closing.Load(), p.free
		p.mu.Unlock()
		if !ending {
			return nil, ErrConnected
		}
		select {
		case <-free:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// release forgets a link that is gone.
func (p *peripheral) release() {
	p.mu.Lock()
	close(p.free)
	p.link, p.free = nil, nil
	p.mu.Unlock()
}

func (p *peripheral) unused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.link == nil
}

// name is what errors call the toy. The caller holds mu.
func (p *peripheral) name() string {
	if p.adv.Name != "" {
		return p.adv.Name
	}
	return "device " + p.adv.Address
}
