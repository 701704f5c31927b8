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
	maxDevices  = 256     // entries of the user file that are looked at
)

// File is one of the two configuration files.
type File string

// The configuration files, by their names in errors and warnings.
const (
	BaseFile File = "base file" // a device database
	UserFile File = "user file" // what a user changed, written by a server
)

var files = [2]File{BaseFile, UserFile}

// ConfigError tells that a configuration file can't be used.
type ConfigError struct {
	File    File
	Path    string // of the bad field, "protocols.lovense.communication.0.btle.names"; "" for the whole file
	Problem string // "is 12; it must be an array"
	Err     error  // what the reader of the file said
}

func (e *ConfigError) Error() string {
	return "device configuration: " + Warning{e.File, e.Path, e.Problem}.String()
}

// Unwrap gives the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// Warning tells of a part of a configuration file that was left out, or changed.
type Warning struct {
	File    File
	Path    string // as of a ConfigError
	Problem string // "is not a protocol that is supported; it is left out"
}

// String is "user file: PATH PROBLEM".
func (w Warning) String() string {
	if w.Path == "" {
		return string(w.File) + " " + w.Problem
	}
	return string(w.File) + ": " + w.Path + " " + w.Problem
}

// Loaded is the result of reading configuration files.
type Loaded struct {
	Catalog  *Catalog
	Settings *Settings // of the user file; without one there are none yet
	Warnings []Warning // in the order of the files; nil if all of both was taken over
	Added    []Added   // by the files, in their order
}

// Load puts configuration files of the official format, version 4 or 5, on top of c: a base file
// (the device database), a user file or both. Nil stands for a file that does not exist. Files
// may have 4 MiB each. The catalogue c itself stays as it is.
//
// What a file says about a protocol is added to what is known. Its models replace those with the
// same identifier, and those of the user file replace those of the base file. A communication
// entry without services has the services that the protocol has otherwise.
//
// Protocols that are not supported, and entries for single devices that do not fit, are left out
// with a warning each; so are ways to connect other than Bluetooth LE and WebSocket, without
// one. Any other problem is a *ConfigError, and nothing is loaded.
func (c *Catalog) Load(base, user []byte) (*Loaded, error) {
	loaded := &Loaded{Catalog: c, Settings: newSettings(c)}
	for i, data := range [2][]byte{base, user} {
		if data == nil {
			continue
		}
		l := loader{file: files[i], catalog: loaded.Catalog}
		root, err := l.open(data)
		if err != nil {
			return nil, err
		}
		l.protocols(root.Get("protocols"))
		top := string(l.out)
		l.catalog = l.catalog.on(func() string { return top }, c.supported)
		loaded.Added = append(loaded.Added, loaded.Catalog.added(top)...)
		loaded.Catalog, loaded.Settings = l.catalog, l.settings(root)
		loaded.Warnings = append(loaded.Warnings, l.warnings...)
	}
	return loaded, nil
}

// loader reads one file.
type loader struct {
	jsonx.Reader
	file     File
	at       string   // the path of what is read, where it is not the whole file
	catalog  *Catalog // below the file
	out      []byte   // the file as a table
	warnings []Warning
}

// open parses and checks a file and gives its content: what holds the protocols.
func (l *loader) open(data []byte) (jsonx.Value, error) {
	v, err := jsonx.Parse(data, jsonx.Limits{Size: maxFile, Depth: 32, Nodes: maxNodes})
	if err != nil {
		return v, &ConfigError{File: l.file, Problem: "can't be read: " + err.Error(), Err: err}
	}
	root := l.Root("", v)
	r := &baseRule
	if l.file == UserFile {
		if r, v = &userRule, v.Get("user_configs"); !v.Exists() && root.Get("protocols").Exists() {
			l.warn(".protocols", "is not looked at: this is a base file, not a user file")
		}
	}
	if l.check(&root, r); l.Err != nil {
		return v, &ConfigError{l.file, l.Err.Path[min(1, len(l.Err.Path)):], problem(l.Err), l.Err}
	}
	return v, nil
}

//go:noinline
func problem(err *jsonx.FieldError) string { return "is " + err.Found + "; it must be " + err.Allowed }

// warn takes a path that starts with a dot, or nothing for what is read now.
//
//go:noinline
func (l *loader) warn(path, problem string) {
	l.warnings = append(l.warnings, Warning{l.file, (l.at + path)[1:], problem})
}
