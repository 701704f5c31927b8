// Package architecture holds the code to what docs/architecture.md says of it. It has
// nothing but tests.
package architecture
