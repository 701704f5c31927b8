package bridge

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device/catalog"
)

func handedOver(t *testing.T, o *Outbox) []any {
	t.Helper()
	var events [][]any
	require.NoError(t, json.Unmarshal(o.take(), &events))
	require.Len(t, events, 1)
	return events[0]
}

func TestConfiguredTellsWarningsAndWhatIsWrong(t *testing.T) {
	o := NewOutbox()
	o.Configured(7, nil, nil, nil)
	assert.Equal(t, []any{"ok", 7.0, map[string]any{"warnings": []any{}, "added": []any{}}}, handedOver(t, o))

	warning := catalog.Warning{File: catalog.UserFile, Path: "a.\"b\"", Problem: "is left out"}
	added := catalog.Added{Protocol: "lovense", Identifier: "Z\"", Name: "New"}
	o.Configured(8, []catalog.Warning{warning, warning}, []catalog.Added{added, added}, nil)
	one := map[string]any{"file": "user file", "path": "a.\"b\"", "problem": "is left out"}
	model := map[string]any{"protocol": "lovense", "identifier": "Z\"", "name": "New"}
	assert.Equal(t, []any{"ok", 8.0, map[string]any{"warnings": []any{one, one}, "added": []any{model, model}}}, handedOver(t, o))

	_, err := catalog.Builtin(func(string) bool { return true }).Load([]byte(`{"version":{"major":3}}`), nil)
	require.Error(t, err)
	o.Configured(9, nil, nil, fmt.Errorf("wrapped: %w", err))
	assert.Equal(t, []any{"ok", 9.0, map[string]any{"wrong": map[string]any{
		"file": "base file", "path": "version.major", "problem": err.(*catalog.ConfigError).Problem}}}, handedOver(t, o))

	o.Configured(10, nil, nil, ErrConfigInUse)
	assert.Equal(t, []any{"fail", 10.0, 0.0, "config-in-use", ErrConfigInUse.Error()}, handedOver(t, o))
}

func TestUserFileIsHandedOverAsItIs(t *testing.T) {
	o := NewOutbox()
	loaded, err := catalog.Builtin(func(string) bool { return true }).Load(nil, nil)
	require.NoError(t, err)
	o.UserFile(loaded.Settings.AppendFile(nil))
	assert.Equal(t, []any{"userFile", map[string]any{
		"version": map[string]any{"major": 4.0, "minor": 0.0}, "user_configs": map[string]any{"devices": []any{}}}}, handedOver(t, o))
}
