module github.com/gobuttplug/gobuttplug

go 1.26

require (
	github.com/coder/websocket v1.8.15
	github.com/godbus/dbus/v5 v5.2.4
	github.com/hack-pad/safejs v0.1.0
	github.com/stretchr/testify v1.12.1
	go.bug.st/serial v1.8.0
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.43.0 // indirect
)
