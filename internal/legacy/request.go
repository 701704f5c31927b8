package legacy

import (
	"math"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// request is one message of an old client on its way to version 4.
type request struct {
	el         message.Element
	devices    []*device.Definition
	translator *Translator

	reader jsonx.Reader
	body   jsonx.Field
}

func (t *Translator) request(el message.Element, devices []*device.Definition) *request {
	r := &request{el: el, devices: devices, translator: t}
	r.body = r.reader.Root(el.Name, el.Body)
	return r
}

// fail answers the request with an Error.
func (r *request) fail(code message.ErrorCode, text string) *message.Error {
	return message.NewError(r.el.ID, code, text)
}

// unreadable is the answer if a field that was read so far was not right.
func (r *request) unreadable() *message.Error {
	if r.reader.Err == nil {
		return nil
	}
	return r.fail(message.CodeMessage, r.reader.Err.Error()+".")
}

// header is the header of a version 4 message that carries on this request.
func (r *request) header() message.Header { return message.Header{ID: r.el.ID} }

// device finds the device that the request is for. An index that nobody has is the
// first thing to be told, whatever else is wrong.
func (r *request) device() (*device.Definition, *message.Error) {
	index := r.body.Field("DeviceIndex").Uint32()
	if err := r.unreadable(); err != nil {
		return nil, err
	}
	for _, d := range r.devices {
		if d.Index == index {
			return d, nil
		}
	}
	return nil, r.fail(message.CodeDevice, "There is no device "+number(index)+
		". It may have disconnected; ask for the device list to see which there are.")
}

// nothing is the request of version 4 that does nothing and is answered with Ok.
func (r *request) nothing() []message.Message {
	return []message.Message{&message.StopCmd{Header: r.header()}}
}

// shared passes on messages that are the same in all versions.
func shared(r *request) ([]message.Message, *message.Error) {
	m, err := message.DecodeClient(r.el)
	if err != nil {
		return nil, err
	}
	return []message.Message{m}, nil
}

// stopDevice stops one device, outputs and subscriptions.
func stopDevice(r *request) ([]message.Message, *message.Error) {
	d, err := r.device()
	if err != nil {
		return nil, err
	}
	return []message.Message{&message.StopCmd{Header: r.header(), DeviceIndex: &d.Index, Inputs: true, Outputs: true}}, nil
}

// stopAll stops all devices.
func stopAll(r *request) ([]message.Message, *message.Error) {
	return []message.Message{&message.StopCmd{Header: r.header(), Inputs: true, Outputs: true}}, nil
}

// milliseconds reads a duration in ms. Old clients send fractions, which are rounded; what is
// longer than a uint32 can say is as long as it can say.
func milliseconds(f jsonx.Field) time.Duration {
	n, ok := f.Value.Float()
	if !ok || n < 0 {
		f.Fail("a number of milliseconds, 0 or more")
		return 0
	}
	return time.Duration(min(math.Round(n), math.MaxUint32)) * time.Millisecond
}

// label names a device in a text.
func label(d *device.Definition) string { return "device " + number(d.Index) + " (" + d.Name + ")" }

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
