//go:build js && wasm

package webbluetooth

import (
	"sync"
	"sync/atomic"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// characteristic is a GATT characteristic that plays an endpoint.
type characteristic struct {
	object safejs.Value

	// The explicit writes that the characteristic allows; both if it does not tell.
	withResponse, withoutResponse jsx.Method
	// other logs that writes have to take the other way than asked for, once.
	other func()

	started atomic.Bool // the toy was told to send notifications

	mu     sync.Mutex
	notify func(data []byte) // gets them; may be nil
	remove func()            // takes off the listener; nil if there is none
}

func newCharacteristic(object safejs.Value, log func(line string)) *characteristic {
	c := &characteristic{object: object, other: sync.OnceFunc(func() {
		log("writes go with response or without as the characteristic allows, not as the protocol asks for")
	})}
	properties := jsx.Get(object, "properties")
	with, without := jsx.BoolOrFalse(properties, "write"), jsx.BoolOrFalse(properties, "writeWithoutResponse")
	if with || !without {
		c.withResponse = jsx.Bind(object, "writeValueWithResponse")
	}
	if without || !with {
		c.withoutResponse = jsx.Bind(object, "writeValueWithoutResponse")
	}
	return c
}

// writer is the method to write with; false if there is none.
func (c *characteristic) writer(response bool) (jsx.Method, bool) {
	wanted, otherwise := c.withoutResponse, c.withResponse
	if response {
		wanted, otherwise = otherwise, wanted
	}
	if wanted.Exists() {
		return wanted, true
	}
	if otherwise.Exists() {
		c.other()
	}
	return otherwise, otherwise.Exists()
}

// listen makes notify get the notifications, whether or not they are coming already.
func (c *characteristic) listen(notify func([]byte)) error {
	c.mu.Lock()
	c.notify = notify
	listening := c.remove != nil
	c.mu.Unlock()
	if listening {
		return nil
	}
	remove, err := jsx.Listen(c.object, "characteristicvaluechanged", func(safejs.Value) { c.changed() })
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.remove = remove
	c.mu.Unlock()
	return nil
}

// silence ends that. Started stays as it is: the toy goes on until it is told to stop.
func (c *characteristic) silence() {
	c.mu.Lock()
	remove := c.remove
	c.notify, c.remove = nil, nil
	c.mu.Unlock()
	if remove != nil {
		remove()
	}
}

// changed passes on a notification. What is no value, or one that no characteristic can
// have, is dropped.
func (c *characteristic) changed() {
	c.mu.Lock()
	notify := c.notify
	c.mu.Unlock()
	if notify == nil {
		return
	}
	if data, err := jsx.Bytes(jsx.Get(c.object, "value"), maxValue); err == nil {
		notify(data)
	}
}
