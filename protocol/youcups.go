package protocol

// Youcups makes the Warrior II, which takes text.
var Youcups = []Spec{{
	Name:    "youcups",
	Command: Join{Text("$SYS,"), Bytes{Decimal, '?'}},
}}
