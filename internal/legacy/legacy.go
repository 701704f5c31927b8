// Package legacy lets clients of the protocol's versions 0 to 3 talk to a server that
// knows version 4 only. A Translator sits at the edge of one session: it turns what the
// client sends into messages of version 4, and what the server answers and announces
// into the shapes that the client's version expects.
//
// Each version has a table of its own (v0.go to v3.go): the commands its clients may
// send, and how a device and the greeting look to them. When a later version replaces
// version 4 inside the server, version 4 gets such a table too.
package legacy

import (
	"slices"
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// Newest is the newest version that is translated.
const Newest = 3

// version is all that sets one version apart.
type version struct {
	number uint32
	// commands are the messages that a client of this version may send, besides always.
	commands []command
	// serverInfo are fields of ServerInfo that only this version has, with a comma before each.
	serverInfo string
	// device appends the fields of one device, without braces.
	device func(dst []byte, d *device.Definition) []byte
	// reading appends the message that answers the read of an input; nil if the
	// version cannot read any.
	reading func(dst []byte, r *message.InputReading, to asked) []byte
}

// decoder turns one command of an old client into one request of version 4. More than
// one message are OutputCmds that belong together: one update of one device, one reply.
type decoder func(r *request) ([]message.Message, *message.Error)

// command is a message and what it is decoded with. They are in slices, of functions that are no closures: those are
// data of the program, while a map is made by code whenever it starts.
type command struct {
	name   string
	decode decoder
}

// decoder finds what a message is decoded with; nil if clients of the version may not send it.
func (v *version) decoder(name string) decoder {
	for i := range v.commands {
		if v.commands[i].name == name {
			return v.commands[i].decode
		}
	}
	if slices.Contains(always, name) {
		return shared
	}
	return nil
}

var versions = [Newest + 1]*version{&v0, &v1, &v2, &v3}

// Translator translates one session. Decode and Append may run at the same time.
type Translator struct {
	*version

	mu       sync.Mutex
	reported map[uint32]struct{} // indexes of the devices that the client knows
	asked    []asked             // requests whose reply needs more than the reply has
}

// New returns the translator for a session of a client of this version, which must be
// 0 to Newest.
func New(version uint32) *Translator {
	return &Translator{version: versions[version], reported: map[uint32]struct{}{}}
}

// Decode translates a message from the client. Devices are those connected now, as a
// version 4 client sees them. There is at least one message or an error. Several messages
// are OutputCmds for one device, in ascending order of their features: the server runs
// all or none of them and answers once. The error is ready to be sent.
func (t *Translator) Decode(el message.Element, devices []*device.Definition) ([]message.Message, *message.Error) {
	if !el.HasID || el.ID == 0 {
		r := t.request(el, devices)
		r.body.Field("Id").Fail("a whole number from 1 to 4294967295")
		return nil, r.unreadable()
	}
	decode := t.decoder(el.Name)
	if decode == nil {
		text, _ := refusal(el.Name, t.number)
		return nil, message.NewError(el.ID, message.CodeMessage, text)
	}
	return decode(t.request(el, devices))
}

// Append translates a message from the server and appends the frames that the client
// gets, one message in each; none for what its version does not know.
func (t *Translator) Append(dst [][]byte, m message.Message) [][]byte {
	switch m := m.(type) {
	case *message.Ok:
		if to, found := t.answered(m.ID, echo); found {
			return append(dst, appendTest(nil, to))
		}
		return append(dst, message.Append(nil, m))
	case *message.Error:
		t.answered(m.ID, anyKind)
		return append(dst, message.Append(nil, m))
	case *message.ScanningFinished:
		return append(dst, message.Append(nil, m))
	case *message.ServerInfo:
		return append(dst, t.appendServerInfo(nil, m))
	case *message.DeviceList:
		if m.ID != 0 {
			return append(dst, t.appendDeviceList(nil, m))
		}
		return t.appendChanges(dst, m)
	case *message.InputReading:
		// No old client can subscribe, so data without a request is not for it.
		if m.ID == 0 || t.reading == nil {
			return dst
		}
		to, _ := t.answered(m.ID, sensor)
		return append(dst, t.reading(nil, m, to))
	}
	return dst
}

// Snapshot tells which devices were there when ServerInfo was sent. They are not
// announced: the client learns of them by asking for the list.
func (t *Translator) Snapshot(devices []*device.Definition) {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.reported)
	for i := range devices {
		t.reported[devices[i].Index] = struct{}{}
	}
}

func (t *Translator) appendServerInfo(dst []byte, info *message.ServerInfo) []byte {
	dst = appendStart(dst, "ServerInfo", info.ID)
	dst = append(dst, `,"ServerName":`...)
	dst = jsonx.AppendString(dst, info.ServerName)
	dst = append(dst, t.serverInfo...)
	dst = appendUint(dst, `,"MessageVersion":`, t.number)
	dst = appendMillis(dst, `,"MaxPingTime":`, info.MaxPingTime)
	return append(dst, `}}]`...)
}
