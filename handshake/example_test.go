package handshake_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/message"
)

// A server decides which version it speaks with a client.
func Example() {
	for _, asked := range []message.RequestServerInfo{
		{ClientName: "new", Form: message.FormProtocolVersion, Major: 4},
		{ClientName: "old", Form: message.FormMessageVersion, Major: 3},
		{ClientName: "from the future", Form: message.FormProtocolVersion, Major: 5},
	} {
		version, refusal := handshake.Negotiate(&asked)
		if refusal != nil {
			fmt.Println(asked.ClientName, "gets an error:", refusal.Text)
			continue
		}
		fmt.Println(asked.ClientName, "speaks version", version)
	}
	// Output:
	// new speaks version 4
	// old speaks version 3
	// from the future gets an error: The client speaks protocol version 5 and the server 4. Upgrade the server.
}
