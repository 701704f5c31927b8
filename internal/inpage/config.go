package inpage

import (
	"errors"
	"strconv"

	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Outbox is the page's outbox with what the server in the page adds to it.
type Outbox struct{ *bridge.Outbox }

// ErrConfigInUse tells that the device configuration can't be exchanged now.
var ErrConfigInUse = errors.New("clients in this page use another device configuration; disconnect them first")

// Configured answers a request to load configuration files: with what was left out of
// them and what they added, or with what is wrong with them.
//
//	{"warnings":[{"file":"user file","path":"user_configs.devices.0","problem":"is …"}],
//	 "added":[{"protocol":"lovense","identifier":"ZZ","name":"Lovense New"}]}
//	{"wrong":{"file":"base file","path":"version.major","problem":"is 3; it must be 4 or 5"}}
//
// Any other error is a failure like others.
func (o Outbox) Configured(request int64, warnings []catalog.Warning, added []catalog.Added, err error) {
	var wrong *catalog.ConfigError
	if err != nil && !errors.As(err, &wrong) {
		o.Fail(request, err)
		return
	}
	o.Add("ok", func(dst []byte) []byte {
		dst = strconv.AppendInt(append(dst, ','), request, 10)
		if wrong != nil {
			dst = append(dst, `,{"wrong":`...)
			return append(appendWarning(dst, catalog.Warning{File: wrong.File, Path: wrong.Path, Problem: wrong.Problem}), '}')
		}
		dst = append(dst, `,{"warnings":[`...)
		for i, w := range warnings {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendWarning(dst, w)
		}
		dst = append(dst, `],"added":[`...)
		for i, a := range added {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = jsonx.AppendString(append(dst, `{"protocol":`...), a.Protocol)
			dst = jsonx.AppendString(append(dst, `,"identifier":`...), a.Identifier)
			dst = append(jsonx.AppendString(append(dst, `,"name":`...), a.Name), '}')
		}
		return append(dst, ']', '}')
	})
}

func appendWarning(dst []byte, w catalog.Warning) []byte {
	dst = jsonx.AppendString(append(dst, `{"file":`...), string(w.File))
	dst = jsonx.AppendString(append(dst, `,"path":`...), w.Path)
	dst = jsonx.AppendString(append(dst, `,"problem":`...), w.Problem)
	return append(dst, '}')
}

// UserFile tells what the user file is now.
func (o Outbox) UserFile(file []byte) {
	o.Add("userFile", func(dst []byte) []byte { return append(append(dst, ','), file...) })
}
