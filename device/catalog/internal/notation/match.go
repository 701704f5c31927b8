package notation

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// service reads a GATT service and its endpoints.
func service(text string) (s device.Service, err error) {
	id, list, ok := strings.Cut(text, ":")
	if s.UUID, err = uuid(id, ""); err != nil || !ok {
		return s, fmt.Errorf("service %s: must be UUID: endpoint UUID, …", text)
	}
	for item := range strings.SplitSeq(list, ",") {
		endpoint, id, _ := strings.Cut(strings.TrimSpace(item), " ")
		full, err := uuid(id, s.UUID)
		if err != nil {
			return s, err
		}
		if !table.IsEndpoint(endpoint) {
			return s, fmt.Errorf("%q is no endpoint", endpoint)
		}
		s.Characteristics = append(s.Characteristics, device.Characteristic{Endpoint: device.Endpoint(endpoint), UUID: full})
	}
	return s, nil
}

// uuid reads a UUID of four digits, a full one, or eight digits and ~ that go on like of.
func uuid(text, of string) (string, error) {
	full := table.LongUUID(text)
	if start, same := strings.CutSuffix(text, "~"); same && of != "" {
		full = start + of[8:]
	}
	if lower, ok := table.ParseUUID(full); !ok || lower != full {
		return "", fmt.Errorf("%q is no lower-case UUID", text)
	}
	return full, nil
}

// manufacturer reads the number of a company and bytes in hexadecimal digits.
func manufacturer(text string) (m device.ManufacturerData, err error) {
	company, data, _ := strings.Cut(text, " ")
	n, err := strconv.ParseUint(company, 10, 16)
	m.Company = uint16(n)
	if err == nil {
		m.Data, err = hex.DecodeString(data)
	}
	if err != nil {
		err = fmt.Errorf("manufacturer %s: must be a company number below 65536 and bytes in hexadecimal digits", text)
	}
	return m, err
}

// texts reads a list with commas of plain or quoted texts.
func texts(list string) ([]string, error) {
	var all []string
	for more := true; more; {
		var item string
		item, list, more = cut(list, ",")
		text, err := unquote(strings.TrimSpace(item))
		if err != nil {
			return nil, err
		}
		if slices.Contains(all, text) {
			return nil, fmt.Errorf("%q twice", text)
		}
		all = append(all, text)
	}
	return all, nil
}

// maxName is the length in bytes that Web Bluetooth allows in a filter.
const maxName = 248

// unquote reads a text that is in quotes if it has characters with a meaning, leading or
// trailing spaces. Within quotes \xNN is a byte.
func unquote(text string) (string, error) {
	if strings.HasPrefix(text, `"`) {
		plain, err := strconv.Unquote(text)
		if err != nil {
			return "", fmt.Errorf("%s is not quoted right", text)
		}
		text = plain
	} else if strings.ContainsAny(text, `",|=`) {
		return "", fmt.Errorf("%s must be in quotes", text)
	}
	if text == "" || len(text) > maxName || !utf8.ValidString(text) || !table.IsText(text) {
		return "", fmt.Errorf("%q is empty, too long or has control characters", text)
	}
	return text, nil
}

// cut is strings.Cut that leaves separators within quotes alone.
func cut(s, sep string) (before, after string, found bool) {
	quoted := false
	for i := range len(s) {
		if s[i] == '"' {
			quoted = !quoted
		} else if !quoted && strings.HasPrefix(s[i:], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}
