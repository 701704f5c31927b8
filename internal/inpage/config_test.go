package inpage

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// handedOver is the one event that an outbox hands over after use has worked with it.
func handedOver(t *testing.T, use func(Outbox)) []any {
	t.Helper()
	var events [][]any
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		out := bridge.NewOutbox(Codes)
		go out.Run(ctx, func(text string) { assert.NoError(t, json.Unmarshal([]byte(text), &events)) })
		use(Outbox{out})
		synctest.Wait()
		cancel()
	})
	require.Len(t, events, 1)
	return events[0]
}

func TestConfiguredTellsWarningsAndWhatIsWrong(t *testing.T) {
	assert.Equal(t, []any{"ok", 7.0, map[string]any{"warnings": []any{}, "added": []any{}}}, handedOver(t, func(o Outbox) { o.Configured(7, nil, nil, nil) }))

	warning := catalog.Warning{File: catalog.UserFile, Path: "a.\"b\"", Problem: "is left out"}
	added := catalog.Added{Protocol: "lovense", Identifier: "Z\"", Name: "New"}
	one := map[string]any{"file": "user file", "path": "a.\"b\"", "problem": "is left out"}
	model := map[string]any{"protocol": "lovense", "identifier": "Z\"", "name": "New"}
	assert.Equal(t, []any{"ok", 8.0, map[string]any{"warnings": []any{one, one}, "added": []any{model, model}}}, handedOver(t, func(o Outbox) {
		o.Configured(8, []catalog.Warning{warning, warning}, []catalog.Added{added, added}, nil)
	}))

	_, err := catalog.Builtin(func(string) bool { return true }).Load([]byte(`{"version":{"major":3}}`), nil)
	require.Error(t, err)
	assert.Equal(t, []any{"ok", 9.0, map[string]any{"wrong": map[string]any{
		"file": "base file", "path": "version.major", "problem": err.(*catalog.ConfigError).Problem}}}, handedOver(t, func(o Outbox) { o.Configured(9, nil, nil, fmt.Errorf("wrapped: %w", err)) }))

	assert.Equal(t, []any{"fail", 10.0, 0.0, "config-in-use", ErrConfigInUse.Error()}, handedOver(t, func(o Outbox) { o.Configured(10, nil, nil, ErrConfigInUse) }))
}

func TestUserFileIsHandedOverAsItIs(t *testing.T) {
	loaded, err := catalog.Builtin(func(string) bool { return true }).Load(nil, nil)
	require.NoError(t, err)
	assert.Equal(t, []any{"userFile", map[string]any{
		"version": map[string]any{"major": 4.0, "minor": 0.0}, "user_configs": map[string]any{"devices": []any{}}}}, handedOver(t, func(o Outbox) { o.UserFile(loaded.Settings.AppendFile(nil)) }))
}
