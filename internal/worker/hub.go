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
	turn chan struct{} // capacity 1, full while a GATT subscription is changed

	mu         sync.Mutex
	listening  bool // a conversation runs
	talk       listeners
	sensor     listeners
	subscribed map[device.Endpoint]bool // at the toy
}

type listeners map[device.Endpoint]func([]byte)

func newHub(link device.Link) *hub {
	return &hub{
		Link: link, turn: make(chan struct{}, 1),
		talk: listeners{}, sensor: listeners{}, subscribed: map[device.Endpoint]bool{},
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

// follow makes notify a listener of an endpoint, or nobody, as wanted says when it is its
// turn, and has the toy notify while there is a listener. One change is over before the
// next begins, so that nobody counts on the subscription of another one that fails.
func (h *hub) follow(ctx context.Context, to listeners, e device.Endpoint, wanted func() bool, notify func([]byte)) error {
	if err := take(ctx, h.turn); err != nil {
		return err
	}
	defer release(h.turn)
	ctx, cancel := context.WithTimeoutCause(ctx, ReadTimeout, device.ErrTimeout)
	defer cancel()
	h.mu.Lock()
	delete(to, e)
	if wanted() {
		to[e] = notify
	}
	on, was := h.talk[e] != nil || h.sensor[e] != nil, h.subscribed[e]
	h.mu.Unlock()
	if on == was {
		return nil
	}
	var err error
	if on {
		err = h.Link.Subscribe(ctx, e, func(data []byte) { h.dispatch(e, data) })
	} else {
		err = h.Link.Unsubscribe(ctx, e)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subscribed[e] = on && err == nil
	if on && err != nil {
		delete(to, e)
	}
	return err
}

// talker is the link as a conversation sees it.
type talker struct{ *hub }

func (t talker) Subscribe(ctx context.Context, to device.Endpoint, notify func([]byte)) error {
	return t.follow(ctx, t.talk, to, func() bool { return true }, notify)
}

func (t talker) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	return t.follow(ctx, t.talk, from, func() bool { return false }, nil)
}
