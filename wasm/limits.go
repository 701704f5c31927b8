//go:build js && wasm

package main

import (
	"strings"

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
	p.clients.StopElsewhere()
}

// stopNow stops every toy at once, because the page is left.
func (p *page) stopNow(args) { p.limits.HoldNow(device.Left) }

// comeBack is called when a page that was left is shown again.
func (p *page) comeBack(args) { p.limits.Release(device.Left) }
