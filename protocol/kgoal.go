package protocol

import (
	"encoding/binary"

	"github.com/gobuttplug/gobuttplug/device"
)

// KGoal makes the Boost, which only measures: two forms of the pressure on its pad in one
// notification.
var KGoal = []Spec{{
	Name:   "kgoal-boost",
	Needs:  device.Needs{{device.RxPressure}},
	Notify: &Notify{Endpoint: device.RxPressure, Parse: kgoalPressure},
}}

func kgoalPressure(_ *State, data []byte) []Reading {
	if len(data) < 7 {
		return nil
	}
	return []Reading{
		{Feature: 0, Type: device.Pressure, Value: int32(binary.BigEndian.Uint16(data[3:]))}, // normalised
		{Feature: 1, Type: device.Pressure, Value: int32(binary.BigEndian.Uint16(data[5:]))}, // raw
	}
}
