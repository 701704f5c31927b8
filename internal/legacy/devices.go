package legacy

import (
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// appendDeviceList answers RequestDeviceList. What it lists is known from then on and
// not announced again.
func (t *Translator) appendDeviceList(dst []byte, list *message.DeviceList) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	dst = appendStart(dst, "DeviceList", list.ID)
	dst = append(dst, `,"Devices":[`...)
	for i, d := range list.Devices {
		t.reported[d.Index] = struct{}{}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		dst = t.device(dst, d)
		dst = append(dst, '}')
	}
	return append(dst, `]}}]`...)
}

// appendChanges announces how the devices differ from those that the client knows:
// first what went, then what came, each in ascending order of the index.
func (t *Translator) appendChanges(dst [][]byte, list *message.DeviceList) [][]byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	var gone []uint32
	for index := range t.reported {
		if !slices.ContainsFunc(list.Devices, func(d *device.Definition) bool { return d.Index == index }) {
			gone = append(gone, index)
		}
	}
	slices.Sort(gone)
	for _, index := range gone {
		delete(t.reported, index)
		frame := appendStart(nil, "DeviceRemoved", 0)
		frame = appendUint(frame, `,"DeviceIndex":`, index)
		dst = append(dst, append(frame, `}}]`...))
	}
	for _, d := range list.Devices {
		if _, known := t.reported[d.Index]; known {
			continue
		}
		t.reported[d.Index] = struct{}{}
		frame := appendStart(nil, "DeviceAdded", 0)
		frame = append(frame, ',')
		frame = t.device(frame, d)
		dst = append(dst, append(frame, `}}]`...))
	}
	return dst
}
