package inpage

import (
	"strconv"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Known answers a request for the toys of earlier visits.
func (o Outbox) Known(request int64, toys []device.Peripheral) {
	o.Add("ok", func(dst []byte) []byte {
		dst = append(strconv.AppendInt(append(dst, ','), request, 10), ',', '[')
		for i, toy := range toys {
			if i > 0 {
				dst = append(dst, ',')
			}
			adv := toy.Advertisement()
			dst = jsonx.AppendString(append(dst, `{"id":`...), adv.Address)
			dst = append(jsonx.AppendString(append(dst, `,"name":`...), adv.Name), '}')
		}
		return append(dst, ']')
	})
}
