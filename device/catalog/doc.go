// Package catalog knows which toy speaks which protocol and what it can do: the built-in
// catalogue, and configuration files of users on top of it.
//
// The built-in catalogue is toys.txt; to add a toy, add a line there and run
//
//	go generate ./device/catalog
//
// Programs carry it as one compact string that is searched as it is, so that a start
// costs nothing and a look-up decodes only the model asked for.
package catalog

//go:generate go run ./internal/gen
//go:generate go run ./internal/docs -toys toys.txt -markdown ../../docs/devices.md
