package bridge

import (
	"context"
	"runtime"
	"strconv"
	"sync"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// Outbox gathers what the module tells the page and hands it over in as few calls as
// possible: as the text of a JSON array of events, each an array of its kind and its
// arguments. The kinds are the _on_ methods of web/src/engine.mjs.
type Outbox struct {
	signal chan struct{} // capacity 1
	codes  []func() []Code

	mu    sync.Mutex
	text  []byte
	spare []byte
}

// keptCap bounds the memory that an Outbox keeps for reuse.
const keptCap = 1 << 16

// NewOutbox returns an empty Outbox. It tells errors by their codes, of which the given ones
// come before those of every client.
func NewOutbox(more ...func() []Code) *Outbox {
	return &Outbox{signal: make(chan struct{}, 1), codes: append(more[:len(more):len(more)], codes)}
}

// Run hands over what was gathered until ctx ends, each time after all other goroutines
// have got as far as they can.
func (o *Outbox) Run(ctx context.Context, hand func(text string)) {
	for {
		select {
		case <-o.signal:
		case <-ctx.Done():
			return
		}
		runtime.Gosched()
		if text := o.take(); len(text) > 0 {
			hand(string(text))
			o.giveBack(text)
		}
	}
}

func (o *Outbox) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.text) == 0 {
		return nil
	}
	text := append(o.text, ']')
	o.text, o.spare = o.spare, nil
	return text
}

func (o *Outbox) giveBack(text []byte) {
	if cap(text) > keptCap {
		return
	}
	o.mu.Lock()
	o.spare = text[:0]
	o.mu.Unlock()
}

// Add appends an event: kind, then what args appends, which begins with a comma.
func (o *Outbox) Add(kind string, args func(dst []byte) []byte) {
	o.mu.Lock()
	if len(o.text) == 0 {
		o.text = append(o.text, '[')
	} else {
		o.text = append(o.text, ',')
	}
	o.text = append(o.text, `["`...)
	o.text = append(o.text, kind...)
	o.text = append(o.text, '"')
	o.text = args(o.text)
	o.text = append(o.text, ']')
	o.mu.Unlock()
	select {
	case o.signal <- struct{}{}:
	default:
	}
}

// OK answers a request that succeeded.
func (o *Outbox) OK(request int64) {
	o.Add("ok", func(dst []byte) []byte { return appendInt(dst, request) })
}

// Value answers a request with a number.
func (o *Outbox) Value(request int64, value int32) {
	o.Add("ok", func(dst []byte) []byte { return appendInt(appendInt(dst, request), int64(value)) })
}

// Connected answers a request to connect with what the server told of itself.
func (o *Outbox) Connected(request int64, info message.ServerInfo) {
	o.Add("ok", func(dst []byte) []byte { return appendServer(appendInt(dst, request), info) })
}

// Revived tells that the lost connection of a client was made again, and what the server
// tells of itself.
func (o *Outbox) Revived(client uint32, info message.ServerInfo) {
	o.Add("revived", func(dst []byte) []byte { return appendServer(appendInt(dst, int64(client)), info) })
}

func appendServer(dst []byte, info message.ServerInfo) []byte {
	dst = append(dst, `,{"serverName":`...)
	dst = jsonx.AppendString(dst, info.ServerName)
	dst = append(dst, `,"maxPingTime":`...)
	dst = strconv.AppendInt(dst, info.MaxPingTime.Milliseconds(), 10)
	dst = append(dst, `,"protocolVersionMajor":`...)
	dst = strconv.AppendUint(dst, uint64(info.Major), 10)
	dst = append(dst, `,"protocolVersionMinor":`...)
	dst = strconv.AppendUint(dst, uint64(info.Minor), 10)
	return append(dst, '}')
}

// Done answers a request: OK, or Fail with the error.
func (o *Outbox) Done(request int64, err error) {
	if err == nil {
		o.OK(request)
	} else {
		o.Fail(request, err)
	}
}

// Fail answers a request that failed.
func (o *Outbox) Fail(request int64, err error) { o.failure("fail", request, err) }

// Trouble tells of an error that answers no request.
func (o *Outbox) Trouble(client uint32, err error) { o.failure("trouble", int64(client), err) }

// Pinged tells that the session of a client ended because of a missed ping.
func (o *Outbox) Pinged(client uint32, err error) { o.failure("pinged", int64(client), err) }

// Gone tells that the session of a client has ended; err is nil if it was meant to.
func (o *Outbox) Gone(client uint32, err error) { o.failure("gone", int64(client), err) }

// Lost tells that the connection of a client was lost, and of the next try to make it again.
func (o *Outbox) Lost(client uint32, a client.Attempt) { o.attempt("lost", int64(client), a) }

// Away tells that a device has dropped out, and of the next try to connect it again.
func (o *Outbox) Away(handle uint32, a client.Attempt) { o.attempt("away", int64(handle), a) }

// Back tells that a device that dropped out is back.
func (o *Outbox) Back(handle uint32) {
	o.Add("back", func(dst []byte) []byte { return appendInt(dst, int64(handle)) })
}

func (o *Outbox) attempt(kind string, whom int64, a client.Attempt) {
	o.Add(kind, func(dst []byte) []byte {
		dst = appendInt(appendInt(dst, whom), int64(a.Number))
		return o.appendError(appendInt(dst, a.Delay.Milliseconds()), a.Reason)
	})
}

func (o *Outbox) failure(kind string, whom int64, err error) {
	o.Add(kind, func(dst []byte) []byte { return o.appendError(appendInt(dst, whom), err) })
}

// appendError appends class, code and text of an error; nothing for nil.
func (o *Outbox) appendError(dst []byte, err error) []byte {
	if err == nil {
		return dst
	}
	class, code, text := o.describe(err)
	return appendText(appendText(appendInt(dst, int64(class)), code), text)
}

// Added tells of a new device, in the form of a DeviceList that holds it alone.
func (o *Outbox) Added(client, handle uint32, d *client.Device) {
	list := &message.DeviceList{Devices: []*device.Definition{d.Definition()}}
	o.Add("added", func(dst []byte) []byte {
		dst = append(appendInt(appendInt(dst, int64(client)), int64(handle)), ',')
		return message.Append(dst, list)
	})
}

// Removed tells that a device is gone.
func (o *Outbox) Removed(handle uint32) {
	o.Add("removed", func(dst []byte) []byte { return appendInt(dst, int64(handle)) })
}

// Reading tells a value of an input that a client subscribed to.
func (o *Outbox) Reading(handle uint32, r client.Reading) {
	o.Add("reading", func(dst []byte) []byte {
		dst = appendInt(appendInt(dst, int64(handle)), int64(r.Feature.Index()))
		return appendInt(appendText(dst, r.Type.String()), int64(r.Value))
	})
}

// Sent tells what a device was told: feature, type, value and duration of each command.
func (o *Outbox) Sent(handle uint32, commands []device.Command) {
	o.Add("sent", func(dst []byte) []byte {
		dst = appendInt(dst, int64(handle))
		for _, c := range commands {
			dst = appendInt(appendText(appendInt(dst, int64(c.Feature)), c.Type.String()), int64(c.Value))
			dst = appendInt(dst, c.Duration.Milliseconds())
		}
		return dst
	})
}

// Progress tells how far the connection of a toy has come.
func (o *Outbox) Progress(client uint32, stage, name string) {
	o.Add("progress", func(dst []byte) []byte {
		return appendText(appendText(appendInt(dst, int64(client)), stage), name)
	})
}

// Scanned tells that scanning has ended by itself.
func (o *Outbox) Scanned(client uint32) {
	o.Add("scanned", func(dst []byte) []byte { return appendInt(dst, int64(client)) })
}

// Frame hands over a frame for whoever speaks messages over a session.
func (o *Outbox) Frame(session uint32, frame []byte) {
	o.Add("frame", func(dst []byte) []byte {
		return append(append(appendInt(dst, int64(session)), ','), frame...)
	})
}

// Closed tells that such a session has ended, and how a WebSocket with it is closed.
func (o *Outbox) Closed(session uint32, status int, reason string) {
	o.Add("closed", func(dst []byte) []byte {
		return appendText(appendInt(appendInt(dst, int64(session)), int64(status)), reason)
	})
}

// Log hands over a line of the log.
func (o *Outbox) Log(line string) {
	o.Add("log", func(dst []byte) []byte { return appendText(dst, line) })
}

func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(append(dst, ','), n, 10) }

func appendText(dst []byte, s string) []byte { return jsonx.AppendString(append(dst, ','), s) }
