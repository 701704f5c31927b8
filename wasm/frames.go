//go:build js && wasm && !remote

package main

import (
	"sync"

	"github.com/gobuttplug/gobuttplug/server"
)

// frames are the sessions of those who speak messages with the page's server, by the
// numbers that the page gave them.
type frames struct {
	*page

	mu   sync.Mutex
	byID map[uint32]*server.FrameSession
}

func newFrames(p *page) *frames { return &frames{page: p, byID: map[uint32]*server.FrameSession{}} }

// open takes session, and what servers.get takes.
func (f *frames) open(a args) {
	id := a.id(0)
	one := f.servers.get(a.from(1))
	s := one.OpenFrames(func(frame []byte) { f.out.Frame(id, frame) })
	f.mu.Lock()
	f.byID[id] = s
	f.mu.Unlock()
	go func() {
		<-s.Done()
		f.mu.Lock()
		delete(f.byID, id)
		f.mu.Unlock()
		status, reason := s.Farewell()
		f.out.Closed(id, status, reason)
	}()
}

// handle takes session and frame.
func (f *frames) handle(a args) {
	if s := f.session(a.id(0)); s != nil {
		s.Handle([]byte(a.text(1)))
	}
}

// binary takes session: a binary frame came.
func (f *frames) binary(a args) {
	if s := f.session(a.id(0)); s != nil {
		s.HandleBinary()
	}
}

// close takes session.
func (f *frames) close(a args) {
	if s := f.session(a.id(0)); s != nil {
		s.Close()
	}
}

func (f *frames) session(id uint32) *server.FrameSession {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.byID[id]
}
