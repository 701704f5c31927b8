// Package handshake holds what both ends of a session decide before and while they talk: which
// protocol version they speak, and whether the other end is still there. It does no I/O: a server
// calls Negotiate with the first message and keeps a Watchdog, a client calls Accept with the
// answer and runs KeepAlive. Packages server and client do; other programs need it only if they
// bring a session of their own.
package handshake

import (
	"errors"
	"strconv"

	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/message"
)

// VersionError tells that a client and a server have no protocol version in common.
type VersionError struct {
	Client, Server uint32 // the major version that each of them speaks
}

func (e *VersionError) Error() string {
	text := "the client speaks protocol version " + number(e.Client) + " and the server " + number(e.Server)
	if e.Client > e.Server {
		return text + ": upgrade the server"
	}
	return text + ": upgrade the client"
}

func number(v uint32) string { return strconv.FormatUint(uint64(v), 10) }

// Negotiate decides, for a server, how to answer the first message of a client. It returns the
// version that the session speaks from then on, 0 to message.SpecMajor; or the Error to send
// before the transport is closed, which has the Id of the request.
//
// A major version below 4 in the form of version 4 is taken for the MessageVersion of that
// number. The minor version does not matter: the server answers with its own.
func Negotiate(req *message.RequestServerInfo) (version uint32, refuse *message.Error) {
	switch {
	case req.Form == message.FormNone:
		return 0, nil
	case req.Major > message.SpecMajor:
		return 0, message.NewError(req.MessageID(), message.CodeHandshake,
			"The client speaks protocol version "+number(req.Major)+" and the server "+number(message.SpecMajor)+". Upgrade the server.")
	case req.Form == message.FormMessageVersion && req.Major == message.SpecMajor:
		return 0, message.NewError(req.MessageID(), message.CodeHandshake,
			"MessageVersion is 4; it must be at most 3. A client of protocol version 4 gives ProtocolVersionMajor and ProtocolVersionMinor instead.")
	}
	return req.Major, nil
}

// ErrUnexpectedReply tells that a server answered a handshake with a message that is
// neither ServerInfo nor Error.
var ErrUnexpectedReply = errors.New("unexpected answer to RequestServerInfo")

// Accept decides, for a client, what the answer to its RequestServerInfo means. The error is a
// *VersionError for a server of another version, the *message.Error that the server refused with,
// or one that matches ErrUnexpectedReply.
func Accept(reply message.Message) (*message.ServerInfo, error) {
	switch reply := reply.(type) {
	case *message.ServerInfo:
		if reply.Major != message.SpecMajor {
			return nil, &VersionError{Client: message.SpecMajor, Server: reply.Major}
		}
		return reply, nil
	case *message.Error:
		return nil, reply
	}
	return nil, reason.New(ErrUnexpectedReply, ErrUnexpectedReply.Error()+": "+reply.MessageName())
}
