package table

import (
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// ServiceText is the text of a TagService field: the UUID and for each characteristic a
// comma, the endpoint, a space and its UUID. UUIDs are short where they can be; a
// characteristic that goes on like its service after eight digits is those and ~.
func ServiceText(s *device.Service) string {
	text := ShortUUID(s.UUID)
	for _, c := range s.Characteristics {
		short := ShortUUID(c.UUID)
		if len(short) > 4 && short[8:] == s.UUID[8:] {
			short = short[:8] + "~"
		}
		text += "," + string(c.Endpoint) + " " + short
	}
	return text
}

// Service decodes a text of ServiceText.
func Service(text string) device.Service {
	short, rest, more := strings.Cut(text, ",")
	s := device.Service{UUID: LongUUID(short)}
	for more {
		var endpoint, id string
		endpoint, rest, _ = strings.Cut(rest, " ")
		id, rest, more = strings.Cut(rest, ",")
		if len(id) == 9 {
			id = id[:8] + s.UUID[8:]
		}
		s.Characteristics = append(s.Characteristics, device.Characteristic{Endpoint: device.Endpoint(endpoint), UUID: LongUUID(id)})
	}
	return s
}

// endpoints of the configuration file format; generic0 to generic31 come on top.
const endpoints = " command firmware rx rxaccel rxblebattery rxblemodel rxpressure rxtouch" +
	" tx txmode txshock txvibrate txvendorcontrol whitelist "

// IsEndpoint reports whether name is an endpoint of the configuration file format.
func IsEndpoint(name string) bool {
	if n, found := strings.CutPrefix(name, "generic"); found {
		_, ok := ascii.ParseUint(n, 31)
		return ok && (n == "0" || n[0] != '0')
	}
	return name != "" && strings.IndexByte(name, ' ') < 0 && strings.Contains(endpoints, " "+name+" ")
}

// ManufacturerText is the text of a TagManufacturer field: the company and the bytes in
// hexadecimal digits.
func ManufacturerText(m device.ManufacturerData) string {
	text := ""
	for _, b := range append([]byte{byte(m.Company >> 8), byte(m.Company)}, m.Data...) {
		text += digits[b>>4:b>>4+1] + digits[b&15:b&15+1]
	}
	return text
}

const digits = "0123456789abcdef"

// Manufacturer decodes a text of ManufacturerText.
func Manufacturer(text string) (m device.ManufacturerData) {
	for i := 0; i+1 < len(text); i += 2 {
		high, _ := hex(text[i])
		low, _ := hex(text[i+1])
		if b := high<<4 | low; i < 4 {
			m.Company = m.Company<<8 | uint16(b)
		} else {
			m.Data = append(m.Data, b)
		}
	}
	return m
}
