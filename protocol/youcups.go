package protocol

var _ = add(youcupsSpecs)

// The Youcups Warrior II takes text.
var youcupsSpecs = []Spec{{
	Name:    "youcups",
	Command: func(_ *State, c Command) []byte { return text("$SYS," + decimal(c.Value) + "?") },
}}
