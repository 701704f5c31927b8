package catalog

import (
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Limits of configuration files.
const (
	maxFile     = 4 << 20 // bytes
	maxNodes    = 1 << 18 // JSON values
	maxText     = 1024    // bytes of a name or description
	maxFeatures = 64      // of a definition
	maxRange    = 1 << 20 // greatest value of an output
	maxGap      = 60_000  // ms
	maxDevices  = 4096    // entries of the user file
)

// File says which configuration file is meant.
type File string

// The configuration files.
const (
	BaseFile File = "base file" // a device database
	UserFile File = "user file" // what a user changed, written by a server
)

// ConfigError tells that a configuration file can't be used.
type ConfigError struct {
	File    File
	Path    string // of the bad field, "protocols.lovense.communication.0.btle.names"; "" for the whole file
	Problem string // "is 12; it must be an array"
	Err     error  // the cause: *jsonx.SyntaxError, *jsonx.LimitError or *jsonx.FieldError
}

func (e *ConfigError) Error() string {
	return "device configuration: " + Warning{e.File, e.Path, e.Problem}.String()
}

// Unwrap gives the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// Warning is a part of a configuration file that was left out, or changed.
type Warning struct {
	File    File
	Path    string
	Problem string
}

//go:noinline
func (w Warning) String() string {
	if w.Path == "" {
		return string(w.File) + " " + w.Problem
	}
	return string(w.File) + ": " + w.Path + " " + w.Problem
}

// Loaded is the result of reading configuration files.
type Loaded struct {
	Catalog  *Catalog
	Settings *Settings
	Warnings []Warning
}

// Load puts configuration files of format version 4 on top of c: a base file, a user
// file or both; nil stands for a file that does not exist. c itself stays as it is.
//
// What a file says about a protocol is added to what is known. Its models replace those
// with the same identifier, the user file's those of the base file. Other protocols than
// the supported ones are left out with a warning, other buses than Bluetooth LE silently.
// A communication entry without services has those that the protocol has otherwise.
// Entries of the user file for single devices that don't fit are left out with a warning
// each.
//
// Any other problem is a *ConfigError.
func (c *Catalog) Load(base, user []byte) (*Loaded, error) {
	loaded := &Loaded{Catalog: c}
	if base != nil {
		l := loader{file: BaseFile, catalog: c}
		root := l.open(base)
		l.protocols(&root, true)
		if l.Err != nil {
			return nil, l.fault()
		}
		loaded.Catalog = c.on(l.out, c.supported)
		loaded.Warnings = l.warnings
	}
	loaded.Settings = NewSettings(loaded.Catalog)
	if user != nil {
		l := loader{file: UserFile, catalog: loaded.Catalog}
		configs := l.userConfigs(user)
		l.protocols(&configs, false)
		if l.Err == nil {
			l.catalog = loaded.Catalog.on(l.out, c.supported)
			loaded.Catalog, loaded.Settings = l.catalog, l.settings(&configs)
		}
		if l.Err != nil {
			return nil, l.fault()
		}
		loaded.Warnings = append(loaded.Warnings, l.warnings...)
	}
	return loaded, nil
}

// loader reads one file.
type loader struct {
	jsonx.Reader
	file     File
	catalog  *Catalog // below the file
	out      []byte   // the file as a table
	warnings []Warning
	broken   error // the file is no JSON
}

// open parses a file and checks its version.
func (l *loader) open(data []byte) jsonx.Field {
	v, err := jsonx.Parse(data, jsonx.Limits{Size: maxFile, Depth: 32, Nodes: maxNodes})
	root := l.Root("", v)
	if l.broken = err; err == nil {
		version := root.Field("version")
		if major, ok := version.Get("major").Int(); !ok || major != 4 {
			l.fail(&version, "major", "4, the version of the format that is understood")
		}
	} else {
		root.Fail("JSON")
	}
	return root
}

// userConfigs opens a user file and goes to its content.
func (l *loader) userConfigs(data []byte) jsonx.Field {
	root := l.open(data)
	configs := root.Field("user_configs")
	if l.Err == nil && configs.Unset() && root.Get("protocols").Exists() {
		l.warn(".protocols", "is not looked at: this is a base file, not a user file")
	}
	if !configs.Unset() && configs.Kind() != jsonx.Object {
		configs.Fail("an object")
	}
	return configs
}

// fault is the error that ended the reading.
func (l *loader) fault() error {
	if l.broken != nil {
		return &ConfigError{File: l.file, Problem: "can't be read: " + l.broken.Error(), Err: l.broken}
	}
	return &ConfigError{l.file, l.Err.Path[1:], problem(l.Err), l.Err}
}

func problem(err *jsonx.FieldError) string { return "is " + err.Found + "; it must be " + err.Allowed }

// warn takes a path that starts with a dot.
func (l *loader) warn(path, problem string) {
	l.warnings = append(l.warnings, Warning{l.file, path[1:], problem})
}
