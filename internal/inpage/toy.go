package inpage

import (
	"strconv"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Toy tells what a simulated toy does.
func (o Outbox) Toy(s simulated.State) {
	o.Add("toy", func(dst []byte) []byte {
		dst = append(dst, `,{"name":`...)
		dst = jsonx.AppendString(dst, s.Name)
		dst = append(dst, `,"connected":`...)
		dst = strconv.AppendBool(dst, s.Connected)
		dst = append(dst, `,"outputs":[`...)
		for i, out := range s.Outputs {
			dst = appendSpot(dst, i, out.Feature, out.Type.String(), out.Range, out.Value)
			if out.Type == device.HwPositionWithDuration {
				dst = append(dst, `,"duration":`...)
				dst = strconv.AppendInt(dst, out.Duration.Milliseconds(), 10)
			}
			dst = append(dst, '}')
		}
		dst = append(dst, `],"inputs":[`...)
		for i, in := range s.Inputs {
			dst = append(appendSpot(dst, i, in.Feature, in.Type.String(), in.Range, in.Value), '}')
		}
		return append(dst, `]}`...)
	})
}

// appendSpot appends an output or input of a simulated toy, without the closing brace.
func appendSpot(dst []byte, i int, feature uint32, name string, r device.Range, value int32) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	dst = append(dst, `{"feature":`...)
	dst = strconv.AppendUint(dst, uint64(feature), 10)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, name...)
	dst = append(dst, `","valueRange":[`...)
	dst = strconv.AppendInt(dst, int64(r.Min), 10)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, int64(r.Max), 10)
	dst = append(dst, `],"value":`...)
	return strconv.AppendInt(dst, int64(value), 10)
}
