package shrink

import (
	"slices"
	"strings"
)

// trap is the body of a function that is never called.
var trap = []byte{0, byte(opUnreachable), byte(opEnd)}

// nothing is the body of a function without results that does nothing: it takes its return address, if that was
// pushed for it, off the stack of the goroutine.
var nothing = body(0, []instr{
	{op: opLocalGet, a: localPC}, {op: opI32Eqz}, {op: opIf, a: void},
	{op: opGlobalGet, a: globalSP}, {op: opI32Const, a: 8}, {op: opI32Add}, {op: opGlobalSet, a: globalSP},
	{op: opEnd}, {op: opI32Const}, {op: opEnd},
})

// unused are functions of the runtime, all without results, that do nothing useful in a program that lacks other
// functions, or in any for js/wasm. They could be traps; doing nothing is safer where one is called after all.
var unused = []struct{ unless, functions []string }{
	// What only profiles are made of.
	{[]string{"runtime.MemProfile", "runtime.memProfileInternal", "runtime.pprof_memProfileInternal"},
		[]string{"runtime.profilealloc", "runtime.mProf_Malloc"}},
	{[]string{"runtime.SetBlockProfileRate", "runtime.SetMutexProfileFraction"},
		[]string{"runtime.saveblockevent"}},
	{[]string{"runtime.goroutineProfileInternal", "runtime.goroutineProfileWithLabels", "runtime.goroutineProfileWithLabelsConcurrent"},
		[]string{"runtime.tryRecordGoroutineProfile"}},
	// Package testing/synctest.
	{[]string{"internal/synctest.Run", "runtime.synctestRun"},
		[]string{"runtime.(*synctestBubble).changegstatus"}},
	{nil, []string{
		// Plug-ins, threads, C: there are none in WebAssembly.
		"runtime.typelinksinit", "runtime.newextram", "runtime.printCgoTraceback", "runtime.updateMaxProcsGoroutine",
		// What developers of the runtime turn on with GODEBUG.
		"runtime.schedtrace", "runtime.checkFinalizersAndCleanups", "runtime.printScavTrace", "runtime.dumpScanStats",
		"runtime.postMallocgcDebug", "runtime.printAncestorTraceback", "runtime.setCleanupContext", "runtime.clearCleanupContext",
		// Dumps of memory before the runtime gives up for damage of its own, and arguments in tracebacks, whose tables
		// are gone.
		"runtime.hexdumpWords", "runtime.tracebackHexdump", "runtime.gcDumpObject", "runtime.dumpgstatus", "runtime.printArgs",
		// Numbers with a point in a panic.
		"runtime.printfloat64", "runtime.printfloat32", "runtime.printcomplex128", "runtime.printcomplex64",
		// What the runtime checks at each start, about the compiler and the linker: that does not depend on the browser.
		"runtime.check", "runtime.moduledataverify1",
	}},
}

// cutUnused takes the code of functions away that the program does not use. names are what they are called. It returns
// which of them are left as they are now.
func (m *module) cutUnused(names []string) map[int]bool {
	has := map[string]bool{}
	for _, name := range names {
		has[name] = true
	}
	cut := map[string]bool{}
	for _, u := range unused {
		if !slices.ContainsFunc(u.unless, func(name string) bool { return has[name] }) {
			for _, name := range u.functions {
				cut[name] = true
			}
		}
	}
	done := map[int]bool{}
	for n, name := range names {
		switch {
		case cut[name]:
			m.bodies[n], done[n] = nothing, true
		case !has["runtime.StartTrace"] && tracer(name):
			m.bodies[n], done[n] = trap, true
		}
	}
	return done
}

// tracer tells whether a function of the runtime runs only while an execution trace is
// written. Nothing begins one in a module without runtime.StartTrace.
func tracer(name string) bool {
	name, ok := strings.CutPrefix(name, "runtime.")
	if !ok {
		return false
	}
	receiver, method, _ := strings.Cut(strings.NewReplacer("(*", "", ")", "").Replace(name), ".")
	switch receiver {
	case "traceLocker", "traceEventWriter", "traceWriter", "traceExpWriter", "traceBuf", "traceBufQueue", "traceMap",
		"traceRegionAlloc", "traceStackTable", "traceStringTable", "traceTypeTable":
		return method != "ok" // which tells that there is none
	case "traceAdvance", "traceRegisterLabelsAndReasons", "traceStack", "makeTraceFrames", "makeTraceFrame", "traceSyncBatch",
		"traceBufFlush", "traceCPUFlush", "traceStopReadCPU":
		return true
	}
	return false
}
