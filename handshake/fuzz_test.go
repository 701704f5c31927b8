package handshake

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/message"
)

// FuzzHandshake: whatever a client asks and a server answers, each side either goes on with
// a version that it speaks or has an error that tells why not.
func FuzzHandshake(f *testing.F) {
	f.Add([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`))
	f.Add([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":3}},{"RequestServerInfo":{"Id":2,"ClientName":""}}]`))
	f.Add([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":4}}]`))
	f.Add([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","ProtocolVersionMajor":4294967295}}]`))
	f.Add([]byte(`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":0,"ProtocolVersionMajor":3,"ProtocolVersionMinor":0}}]`))
	f.Add([]byte(`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":1,"ProtocolVersionMajor":4,"ProtocolVersionMinor":9}},{"Ok":{"Id":1}}]`))
	f.Add([]byte(`[{"Error":{"Id":1,"ErrorMessage":"no","ErrorCode":1}}]`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		for el, bad := range message.Elements(frame, message.Limits{}) {
			if bad != nil {
				continue
			}
			if asked, _ := message.DecodeClient(el); asked != nil {
				if request, ok := asked.(*message.RequestServerInfo); ok {
					version, refusal := Negotiate(request)
					require.LessOrEqual(t, version, uint32(message.SpecMajor))
					if refusal != nil {
						require.Zero(t, version)
						require.Equal(t, request.ID, refusal.ID)
						require.Equal(t, message.CodeHandshake, refusal.Code)
						require.NotEmpty(t, refusal.Text)
					}
				}
			}
			if reply, _ := message.DecodeServer(el, message.Limits{}); reply != nil {
				info, err := Accept(reply)
				if err == nil {
					require.EqualValues(t, message.SpecMajor, info.Major)
					continue
				}
				require.Nil(t, info)
				var version *VersionError
				var refused *message.Error
				require.True(t, errors.As(err, &version) || errors.As(err, &refused) || errors.Is(err, ErrUnexpectedReply), "%v", err)
			}
		}
	})
}
