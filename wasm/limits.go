//go:build js && wasm

package main

import (
	"errors"
	"strings"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

// setLimits takes the limits of the player as text.
func (p *page) setLimits(a args) {
	text := a.text(0)
	p.ramps = strings.Contains(text, `"ramp"`)
	if err := p.limits.Load([]byte(text)); err != nil {
		p.out.Log(err.Error())
	}
}

// hold takes whether everything is to be held still.
func (p *page) hold(a args) {
	if !a.yes(0) {
		p.limits.Release(device.Panic)
		return
	}
	p.limits.Hold(device.Panic)
	p.clients.stopElsewhere()
}

// stopNow stops every toy at once, because the page is left.
func (p *page) stopNow(args) { p.limits.HoldNow(device.Left) }

// comeBack is called when a page that was left is shown again.
func (p *page) comeBack(args) { p.limits.Release(device.Left) }

// stopElsewhere lets clients whose limits another page keeps stop their devices.
func (cs *clients) stopElsewhere() {
	cs.mu.Lock()
	all := make([]*pageClient, 0, len(cs.byID))
	for _, c := range cs.byID {
		if !c.guarded {
			all = append(all, c)
		}
	}
	cs.mu.Unlock()
	for _, c := range all {
		b := c.Batch()
		told := func(err error) {
			if err != nil && !errors.Is(err, client.ErrNotConnected) {
				cs.out.Trouble(c.id, err) // nobody waits for the answer, and a toy may still run
			}
		}
		b.StopAll(told)
		if answer := b.Send()[0]; answer.Known {
			told(answer.Err)
		}
	}
}
