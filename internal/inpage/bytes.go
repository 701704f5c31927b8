package inpage

import (
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/internal/trace"
)

// Bytes tells what went over the link of a toy; data is in hexadecimal.
func (o Outbox) Bytes(e trace.Event) {
	o.Add("bytes", func(dst []byte) []byte {
		for _, text := range []string{e.Toy, e.Kind.String(), string(e.Endpoint)} {
			dst = jsonx.AppendString(append(dst, ','), text)
		}
		dst = append(ascii.AppendHex(append(dst, `,"`...), e.Data), '"')
		if e.Err != nil {
			dst = jsonx.AppendString(append(dst, ','), e.Err.Error())
		}
		return dst
	})
}
