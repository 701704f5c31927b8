module github.com/gobuttplug/gobuttplug/internal/build

go 1.26

require (
	github.com/evanw/esbuild v0.28.2
	github.com/stretchr/testify v1.12.1
	github.com/tetratelabs/wazero v1.12.0
	golang.org/x/sys v0.44.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect
