# make run     builds everything and serves the page, with a Buttplug server beside it; on
#              other ports with PORT=12346 PAGE_PORT=8081, 0 is a free one
# make build   writes the static site and package to dist/; with PLAIN=1, with a module that tells
#              functions and lines itself when it crashes; with TRACED=1, with one that notes which functions run
# make test    runs every test; make <part> runs one of its parts
# make bench   runs the benchmarks
# make screenshots   takes the pictures of the page that the README shows, anew
# make first   finds anew what the first part of the module has to have
# make soak    puts the native server under load, and a page out of sight, and writes the figures to
#              docs/reliability.md
# make audit   looks up known vulnerabilities of what is used, in databases on the internet
# make fuzz    runs every fuzz target for 30 s, or FUZZTIME=5m

SERVER    := .cache/gobuttplug
PORT      = 12345
PAGE_PORT = 8080
FUZZTIME  = 30s
# The parts of the tests in their order, each with those that it can't do without.
PARTS := build vet format links setup unit:setup checks:setup script:setup types:setup,build lint:setup browser:setup \
	e2e:setup,build games:setup,build bundlers:setup,build examples:setup,build embed:setup,build,examples \
	interop:setup browsers:setup,build plain:setup
# Those that mostly compute, and run beside the others: all but the first at low priority.
BESIDE := fresh:setup,build suites:setup othergo:setup,build size:setup,build nextgo fuzzed:setup
# What .ci/run adds, beside these.
ALSO :=
LOW := nice -n 19
TARGETS := $(foreach part,$(PARTS) $(BESIDE),$(firstword $(subst :, ,$(part))))
ON_DIST := $(foreach part,$(PARTS) $(BESIDE),$(if $(findstring build,$(word 2,$(subst :, ,$(part)))),$(firstword $(subst :, ,$(part)))))
# Git refuses to tell the version in a clone that belongs to somebody else; Go would not build there.
VCS = $(shell git status >/dev/null 2>&1 || echo -buildvcs=false)
# Packages with tests that need a browser's JavaScript.
BROWSER := $(sort $(dir $(shell find . \( -name node_modules -o -name .cache \) -prune -o -name '*_js_test.go' -print)))

.PHONY: run test bench screenshots first soak fuzz audit clean go built vectors $(TARGETS) $(SERVER)

run: build
	go build $(VCS) -o .cache/bin/gobuttplug ./cmd/gobuttplug
	.cache/bin/gobuttplug serve --page dist --port $(PORT) --page-port $(PAGE_PORT)

test:
	@scripts/parts $(PARTS) -- $(BESIDE) $(if $(ALSO),-- $(ALSO))

# Everything but the cleaning needs Go.
test bench screenshots first soak fuzz audit vectors $(TARGETS) $(SERVER): | go
go:
	@scripts/need-go

$(ON_DIST) vectors: | built
built:
	@test -f dist/gobuttplug.wasm || { echo "dist is not built, or not whole; run make build first" >&2; exit 1; }

# Installs what the tests need and the machine lacks.
setup:
	scripts/setup

build:
	@scripts/build

# The native server as other systems compile it, too. What macOS compiles with cgo, a test checks.
vet:
	@scripts/vet . internal/build test/e2e
	@GOOS=windows go vet ./cmd/gobuttplug ./internal/bluetooth
	@GOOS=darwin CGO_ENABLED=0 go vet ./cmd/gobuttplug ./internal/bluetooth

format:
	@scripts/format

links:
	@scripts/links

# Fuzz targets run on their seeds, and on what they have failed with.
unit:
	scripts/go-test -race ./...
	cd internal/build && ../../scripts/go-test ./...

# What these scripts do when something is missing or wrong.
checks:
	scripts/node-test test/scripts/*.test.mjs

script:
	scripts/node-test web/test/*.test.mjs

browser:
	scripts/browser-test $(BROWSER)

e2e: $(SERVER)
	cd test/e2e && ../../scripts/go-test -count=1 . ./lab

# The ways in which games take the package in.
games: $(SERVER)
	cd test/e2e && ../../scripts/go-test -count=1 ./games -skip Bundlers

bundlers:
	cd test/e2e && ../../scripts/go-test -count=1 ./games -run Bundlers

# Our JavaScript against its JSDoc types and the declarations; those alone and against npm buttplug's.
types:
	node test/types/run.mjs dist

# Rules for all our JavaScript, in biome.jsonc. It fails if it finds no file.
lint:
	test/types/node_modules/.bin/biome lint --error-on-warnings .

# What the examples are made with is in examples/package.json.
examples:
	node examples/build.mjs dist

# The connect element, frames, Twine stories and the examples.
embed: $(SERVER)
	cd test/e2e && ../../scripts/go-test -count=1 ./embed

interop: $(SERVER)
	go build $(VCS) -o .cache/fakebluez ./internal/fakebluez/scripted
	cd test/interop && ../../scripts/node-test --disable-warning=ExperimentalWarning --experimental-wasm-modules *.test.mjs

# Firefox and WebKitGTK, where they are installed.
browsers: $(SERVER)
	cd test/browsers && npm test --silent

# The most that a page with the in-page server may transfer, and one with a server elsewhere only, in kilobytes.
size:
	STEPS=.cache/steps $(LOW) scripts/build
	$(LOW) scripts/size dist 569 304 .cache/steps

# The project's tests that run in Node, as the module is made: shrunk, and with the garbage
# collector under stress.
suites:
	$(LOW) go -C internal/build test -count=1 -timeout 20m -tags suites ./suites

# A handful of the tests in Chromium with the module as the Go toolchain makes it.
plain: $(SERVER)
	PLAIN=1 scripts/build .cache/plain
	cd test/e2e && DIST=../../.cache/plain ../../scripts/go-test -count=1 . -run 'ModuleThatCrashes|PageSimulatedToys|Identif'

# What of the newest release of Go the build does not fit. It fails only if it can't look.
nextgo:
	@$(LOW) go -C internal/build run ./nextgo

# The two releases of Go that are supported; the part runs with the one that is not on the PATH.
othergo:
	$(LOW) scripts/other-go 1.26.8 1.27.4

# What newcomers do, from a clone, with nothing downloaded or built before.
fresh:
	cd test/e2e && ../../scripts/go-test -count=1 -v ./fresh

bench: build $(SERVER)
	go test -run '^$$' -bench . -benchmem ./...
	cd test/e2e && go test -run '^$$' -bench . .
	scripts/size dist

screenshots: | built
	cd test/e2e && SCREENSHOTS=../../../docs go test -count=1 ./screens

# What has to be in the first part of the module: internal/build/first.txt.
first: | setup
	TRACED=1 scripts/build .cache/traced
	cd test/e2e && DIST=../../../.cache/traced FIRST=../../../internal/build/first.txt go test -count=1 ./first

# Without the race detector: its figures would say nothing.
soak: | built
	SOAK=1 scripts/go-test -count=1 -v -timeout 30m ./server -run '^TestPace$$'
	SOAK=1 scripts/go-test -count=1 -v -timeout 30m ./cmd/gobuttplug -run '^TestSoak$$'
	cd test/e2e && SOAK=1 ../../scripts/go-test -count=1 -v -timeout 30m . -run '^TestHiddenPage$$'

fuzz:
	scripts/fuzz $(FUZZTIME)

# A twelfth of them with every change, each day another one. What reads the linker's files is left out:
# nobody else writes them. At the lowest priority an input may wait so long for its turn that it counts
# as one that hangs.
fuzzed:
	GOMAXPROCS=1 nice scripts/fuzz -share $(shell date +%-j)/12 $(FUZZTIME) '!/shrink Fuzz'

# The device vectors, with what plays them in the folder LAB.
vectors:
	@test -n "$(LAB)" || { echo "LAB says in which folder what plays the vectors lies" >&2; exit 1; }
	.ci/vectors "$(LAB)"

audit:
	scripts/audit

clean:
	rm -rf dist .cache test/*/node_modules examples/node_modules

# With the race detector, so that the tests against it find races in it.
$(SERVER):
	go build $(VCS) -race -o $@ ./cmd/gobuttplug
