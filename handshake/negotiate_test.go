package handshake

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNegotiate(t *testing.T) {
	const protocol, messageVersion, none = message.FormProtocolVersion, message.FormMessageVersion, message.FormNone
	for _, tt := range []struct {
		name         string
		form         message.VersionForm
		major, minor uint32
		version      uint32
		refused      string // part of the refusal; "" when accepted
	}{
		{"no version field", none, 0, 0, 0, ""},
		{"MessageVersion 0", messageVersion, 0, 0, 0, ""},
		{"MessageVersion 1", messageVersion, 1, 0, 1, ""},
		{"MessageVersion 2", messageVersion, 2, 0, 2, ""},
		{"MessageVersion 3", messageVersion, 3, 0, 3, ""},
		{"MessageVersion 4", messageVersion, 4, 0, 0, "MessageVersion is 4; it must be at most 3."},
		{"MessageVersion 5", messageVersion, 5, 0, 0, "The client speaks protocol version 5 and the server 4. Upgrade the server."},
		{"4.0", protocol, 4, 0, 4, ""},
		{"4.7", protocol, 4, 7, 4, ""},
		{"3 as protocol version", protocol, 3, 0, 3, ""},
		{"0 as protocol version", protocol, 0, 0, 0, ""},
		{"5.0", protocol, 5, 0, 0, "The client speaks protocol version 5 and the server 4. Upgrade the server."},
		{"the largest", protocol, 4294967295, 0, 0, "version 4294967295 and"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := &message.RequestServerInfo{Header: message.Header{ID: 7}, Form: tt.form, Major: tt.major, Minor: tt.minor}
			version, refuse := Negotiate(req)
			if tt.refused == "" {
				require.Nil(t, refuse)
				assert.Equal(t, tt.version, version)
				return
			}
			require.NotNil(t, refuse)
			assert.Equal(t, uint32(7), refuse.ID)
			assert.Equal(t, message.CodeHandshake, refuse.Code)
			assert.Contains(t, refuse.Text, tt.refused)
		})
	}
}

func TestAccept(t *testing.T) {
	t.Run("same version", func(t *testing.T) {
		info := &message.ServerInfo{Major: 4, Minor: 3, ServerName: "Example"}
		got, err := Accept(info)
		require.NoError(t, err)
		assert.Same(t, info, got)
	})
	for _, tt := range []struct {
		name  string
		major uint32
		text  string
	}{
		{"older", 3, "the client speaks protocol version 4 and the server 3: upgrade the server"},
		{"newer", 5, "the client speaks protocol version 4 and the server 5: upgrade the client"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Accept(&message.ServerInfo{Major: tt.major})
			var version *VersionError
			require.ErrorAs(t, err, &version)
			assert.Equal(t, VersionError{Client: 4, Server: tt.major}, *version)
			assert.EqualError(t, err, tt.text)
		})
	}
	t.Run("refused", func(t *testing.T) {
		refusal := message.NewError(1, message.CodeHandshake, "no")
		_, err := Accept(refusal)
		assert.Same(t, refusal, err)
	})
	t.Run("something else", func(t *testing.T) {
		_, err := Accept(&message.Ok{})
		require.ErrorIs(t, err, ErrUnexpectedReply)
		assert.ErrorContains(t, err, "Ok")
	})
}
