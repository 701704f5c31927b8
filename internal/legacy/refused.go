package legacy

import "github.com/gobuttplug/gobuttplug/message"

// refused is a command that the version has but no device announces.
func refused(code message.ErrorCode, why string) decoder {
	return func(r *request) ([]message.Message, *message.Error) {
		return nil, r.fail(code, r.el.Name+" is not supported: "+why+".")
	}
}

var (
	launch    = refused(message.CodeMessage, "no device announces it; positions are set with LinearCmd, from version 1 on")
	cyclone   = refused(message.CodeMessage, "no device announces it; rotation is set with RotateCmd, from version 1 on")
	vendor    = refused(message.CodeDevice, "no device announces vendor commands; use SingleMotorVibrateCmd or VibrateCmd")
	rawCmd    = refused(message.CodeMessage, "there is no raw access to devices")
	raw       = refused(message.CodeDevice, "there is no raw access to devices, it would bypass the user's limits")
	rssiLevel = refused(message.CodeDevice, "no device announces its signal strength to this version")
	subscribe = refused(message.CodeDevice, "no device announces subscriptions to this version; version 4 has them")
)
