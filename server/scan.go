package server

import (
	"context"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/message"
)

// scanStartTimeout bounds how long a StartScanning waits for scanning to begin.
const scanStartTimeout = 10 * time.Second

// maxScanRequests bounds how many StartScanning of one client wait at a time.
const maxScanRequests = 8

// phase is where scanning is.
//
//	phase     StartScanning          last wish withdrawn     all scanners have returned
//	idle      start all → starting   –                       –
//	starting  wait for the outcome   cancel → stopping       all failed: Error → idle
//	active    Ok                     cancel → stopping       → settling
//	settling  finish, then start     → idle                  –
//	stopping  wait, then start       –                       → idle
//
// Starting becomes active when a scanner says that it has started, or returns without an
// error: the user closed its chooser, say. Settling ends with ScanningFinished as soon as
// all that was found is connected or refused, so that a client that waits for
// ScanningFinished has the devices.
type phase uint8

const (
	idle phase = iota
	starting
	active
	settling
	stopping
)

// scanning is the state of scanning. It is guarded by Server.mu.
type scanning struct {
	phase   phase
	run     *scanRun              // nil when idle
	wanted  map[*Session]struct{} // who wants it
	waiting []scanRequest         // StartScanning without an answer yet
	timer   *time.Timer           // ends the waiting; nil when nobody waits
	timers  int                   // how many there were, to know a late one
}

// scanRequest is a StartScanning.
type scanRequest struct {
	session *Session
	id      uint32
}

// scanRun is one run of all scanners.
type scanRun struct {
	cancel     context.CancelFunc
	running    int               // scanners that have not returned
	turn       chan struct{}     // closed when the toy found last is connected or refused
	connecting int               // toys found that are neither connected nor refused yet
	failures   []error           // of scanners that could not begin
	told       map[string]string // by address: failures that clients know of
}

func (v *Server) startScanning(s *Session, id uint32) message.Message {
	if len(v.options.Scanners) == 0 {
		return fail(message.CodeDevice, "This server has no means to look for devices. Start it with at least one.")
	}
	v.mu.Lock()
	defer v.unlock()
	return v.wantScan(s, id)
}

// wantScan gives the answer to a StartScanning, nil if it comes later. The caller holds mu
// and flushes all sessions.
func (v *Server) wantScan(s *Session, id uint32) message.Message {
	if v.closed {
		return fail(message.CodeDevice, "The server is shutting down.")
	}
	c := &v.scanning
	mine := 0
	for _, one := range c.waiting {
		if one.session == s {
			mine++
		}
	}
	if mine >= maxScanRequests {
		return fail(message.CodeDevice, "Scanning has not begun yet and was asked for "+number(maxScanRequests)+" times. Wait for an answer.")
	}
	if c.phase == settling {
		v.finishScan() // what it has found goes on connecting
	}
	c.wanted[s] = struct{}{}
	if c.phase == active {
		return &message.Ok{}
	}
	c.waiting = append(c.waiting, scanRequest{s, id})
	if c.timer == nil {
		c.timers++
		this := c.timers
		c.timer = time.AfterFunc(scanStartTimeout, func() { v.scanTimeout(this) })
	}
	if c.phase == idle {
		v.beginScan()
	}
	return nil
}

// beginScan starts all scanners. The caller holds mu.
func (v *Server) beginScan() {
	ctx, cancel := context.WithCancel(v.ctx)
	run := &scanRun{cancel: cancel, running: len(v.options.Scanners), told: map[string]string{}}
	v.scanning.phase, v.scanning.run = starting, run
	for _, scanner := range v.options.Scanners {
		v.start(func() { v.scan(ctx, run, scanner) })
	}
}

// scan runs one scanner.
func (v *Server) scan(ctx context.Context, run *scanRun, scanner device.Scanner) {
	err := scanner.Scan(ctx,
		func() { v.scanStarted(run) },
		func(p device.Peripheral) { v.found(run, p) })
	if err == nil || ctx.Err() != nil {
		v.scanStarted(run) // ended by a person or by us: no failure
		err = nil
	} else {
		v.log(scanner.Name() + " could not scan: " + err.Error())
	}
	v.mu.Lock()
	v.scanReturned(run, scanner.Name(), err)
	v.unlock()
}

// scanStarted answers those who wait for scanning to begin.
func (v *Server) scanStarted(run *scanRun) {
	v.mu.Lock()
	defer v.unlock()
	c := &v.scanning
	if c.run != run || c.phase != starting {
		return
	}
	c.phase = active
	v.answerScans(func() message.Message { return &message.Ok{} })
	for _, err := range run.failures {
		v.tellScanFailure(err)
	}
}

// scanReturned takes note that a scanner is done. The caller holds mu and flushes all
// sessions.
func (v *Server) scanReturned(run *scanRun, name string, err error) {
	c := &v.scanning
	if err != nil {
		err = reason.Wrap(name, err)
		if c.phase == active {
			v.tellScanFailure(err)
		} else {
			run.failures = append(run.failures, err)
		}
	}
	if run.running--; run.running > 0 {
		return
	}
	run.cancel()
	switch c.phase {
	case starting:
		c.phase, c.run = idle, nil
		clear(c.wanted)
		v.answerScans(func() message.Message {
			return because(scanFailures(run.failures))
		})
	case active:
		c.phase = settling
		v.settle(run)
	case stopping:
		c.phase, c.run = idle, nil
		if len(c.waiting) > 0 {
			v.beginScan()
		}
	}
}

// settle finishes the scan if nothing that it found is being connected any more. The
// caller holds mu and flushes all sessions.
func (v *Server) settle(run *scanRun) {
	if c := &v.scanning; c.phase == settling && c.run == run && run.connecting == 0 {
		v.finishScan()
	}
}

// finishScan tells those who want to scan that it has ended by itself. The caller holds
// mu and flushes all sessions.
func (v *Server) finishScan() {
	c := &v.scanning
	c.phase, c.run = idle, nil
	for s := range c.wanted {
		s.out.add(&message.ScanningFinished{})
	}
	clear(c.wanted)
}

// answerScans answers all who wait for scanning to begin. The caller holds mu and flushes
// all sessions.
func (v *Server) answerScans(reply func() message.Message) {
	c := &v.scanning
	for _, one := range c.waiting {
		m := reply()
		m.SetMessageID(one.id)
		one.session.out.add(m)
	}
	c.waiting = nil
	v.stopScanTimer()
}

// tellScanFailure tells those who want scanning that a part of it failed. The caller
// holds mu and flushes all sessions.
func (v *Server) tellScanFailure(err error) {
	for s := range v.scanning.wanted {
		s.out.add(because(err))
	}
}

// scanFailures is why scanning could not begin: none of the scanners could.
type scanFailures []error

func (all scanFailures) Error() string {
	texts := make([]string, 0, len(all))
	for _, err := range all {
		texts = append(texts, err.Error())
	}
	return "Scanning could not begin. " + strings.Join(texts, "; ")
}

func (all scanFailures) Unwrap() []error { return all }

// scanTimeout answers those who have waited too long for scanning to begin.
func (v *Server) scanTimeout(timer int) {
	v.mu.Lock()
	defer v.unlock()
	c := &v.scanning
	if c.timer == nil || c.timers != timer {
		return
	}
	text := "Scanning did not begin within " + scanStartTimeout.String() + ". Try again."
	if c.phase == stopping {
		text = "The scanning before this one has not ended within " + scanStartTimeout.String() +
			". If a device chooser is open, close it and try again."
	}
	v.answerScans(func() message.Message {
		return &message.Error{Text: text, Code: message.CodeDevice, Cause: client.ErrTimeout}
	})
	clear(c.wanted) // whoever wanted it while it had not begun was waiting
	v.cancelScan()
}

func (v *Server) stopScanTimer() {
	if v.scanning.timer != nil {
		v.scanning.timer.Stop()
		v.scanning.timer = nil
	}
}

func (v *Server) stopScanning(s *Session) message.Message {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.withdraw(s)
	return &message.Ok{}
}

// withdraw takes back a client's wish to scan. What it still waits for is answered with
// Ok: that it took back the wish is no failure. The caller holds mu and flushes the session.
func (v *Server) withdraw(s *Session) {
	c := &v.scanning
	rest := c.waiting[:0]
	for _, one := range c.waiting {
		if one.session == s {
			s.out.add(&message.Ok{Header: message.Header{ID: one.id}})
		} else {
			rest = append(rest, one)
		}
	}
	if c.waiting = rest; len(rest) == 0 {
		v.stopScanTimer()
	}
	if _, wanted := c.wanted[s]; wanted {
		delete(c.wanted, s)
		if len(c.wanted) == 0 {
			v.cancelScan()
		}
	}
}

// cancelScan makes the scanners stop. The caller holds mu.
func (v *Server) cancelScan() {
	switch c := &v.scanning; c.phase {
	case starting, active:
		c.phase = stopping
		c.run.cancel()
	case settling:
		c.phase, c.run = idle, nil
	}
}
