package worker

import (
	"context"
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
)

// hub is the toy's link with notifications that several may listen to: the protocol's
// conversation, while one runs, and the subscriptions of clients.
type hub struct {
	device.Link
	wrote chan struct{} // capacity 1: a flush has ended, well or badly

	mu        sync.Mutex
	listening bool // a conversation runs
	talk      map[device.Endpoint]func([]byte)
	sensor    map[device.Endpoint]func([]byte)
}

func newHub(link device.Link) *hub {
	return &hub{
		Link:   link,
		wrote:  make(chan struct{}, 1),
		talk:   map[device.Endpoint]func([]byte){},
		sensor: map[device.Endpoint]func([]byte){},
	}
}

// report tells Close that something was written.
func (h *hub) report() {
	select {
	case h.wrote <- struct{}{}:
	default:
	}
}

// listen says whether a conversation wants notifications: between conversations the
// answers of chatty toys are dropped.
func (h *hub) listen(on bool) {
	h.mu.Lock()
	h.listening = on
	h.mu.Unlock()
}

// dispatch hands a notification to all who want it.
func (h *hub) dispatch(from device.Endpoint, data []byte) {
	h.mu.Lock()
	talk, sensor := h.talk[from], h.sensor[from]
	if !h.listening {
		talk = nil
	}
	h.mu.Unlock()
	if talk != nil {
		talk(data)
	}
	if sensor != nil {
		sensor(data)
	}
}

// join adds a listener to one of the two maps, subscribing if it is the endpoint's first.
func (h *hub) join(ctx context.Context, to map[device.Endpoint]func([]byte), e device.Endpoint, notify func([]byte)) error {
	h.mu.Lock()
	first := h.talk[e] == nil && h.sensor[e] == nil
	to[e] = notify
	h.mu.Unlock()
	if !first {
		return nil
	}
	err := h.Link.Subscribe(ctx, e, func(data []byte) { h.dispatch(e, data) })
	if err != nil {
		h.mu.Lock()
		delete(to, e)
		h.mu.Unlock()
	}
	return err
}

// leave removes a listener, unsubscribing if it was the endpoint's last.
func (h *hub) leave(ctx context.Context, from map[device.Endpoint]func([]byte), e device.Endpoint) error {
	h.mu.Lock()
	_, was := from[e]
	delete(from, e)
	last := was && h.talk[e] == nil && h.sensor[e] == nil
	h.mu.Unlock()
	if !last {
		return nil
	}
	return h.Link.Unsubscribe(ctx, e)
}

// talker is the link as a conversation sees it.
func (h *hub) talker() device.Link { return &talker{h} }

type talker struct{ *hub }

func (t *talker) Subscribe(ctx context.Context, to device.Endpoint, notify func([]byte)) error {
	return t.join(ctx, t.talk, to, notify)
}

func (t *talker) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	return t.leave(ctx, t.talk, from)
}
