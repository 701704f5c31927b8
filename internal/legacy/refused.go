package legacy

import "github.com/gobuttplug/gobuttplug/message"

// The commands that a version has but no device announces.

func launch(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeMessage, "no device announces it; positions are set with LinearCmd, from version 1 on")
}

func cyclone(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeMessage, "no device announces it; rotation is set with RotateCmd, from version 1 on")
}

func vendor(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeDevice, "no device announces vendor commands; use SingleMotorVibrateCmd or VibrateCmd")
}

func rawCmd(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeMessage, "there is no raw access to devices")
}

func raw(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeDevice, "there is no raw access to devices, it would bypass the user's limits")
}

func rssiLevel(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeDevice, "no device announces its signal strength to this version")
}

func subscribe(r *request) ([]message.Message, *message.Error) {
	return r.refused(message.CodeDevice, "no device announces subscriptions to this version; version 4 has them")
}

func (r *request) refused(code message.ErrorCode, why string) ([]message.Message, *message.Error) {
	return nil, r.fail(code, r.el.Name+" is not supported: "+why+".")
}
