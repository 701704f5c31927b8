# make run     builds everything and serves the page, with a Buttplug server beside it
# make build   writes the static site and package to dist/
# make test    runs every test; make <part> runs one of its parts
# make bench   runs the benchmarks

SERVER := .cache/gobuttplug
PARTS  := setup build vet format links unit script types lint browser e2e games bundlers examples embed interop size
# Packages with tests that need a browser's JavaScript.
BROWSER := $(sort $(dir $(shell find . -name '*js_test.go' -not -path '*/node_modules/*')))

.PHONY: run test bench clean $(PARTS) $(SERVER)

run: build
	go build -o .cache/bin/gobuttplug ./cmd/gobuttplug
	.cache/bin/gobuttplug serve --page dist

test:
	@scripts/parts $(PARTS)

# Installs what the tests need and the machine lacks.
setup:
	scripts/setup

build:
	go -C internal/build run . -root ../.. -out ../../dist

vet:
	go vet ./...
	GOOS=js GOARCH=wasm go vet ./...
	go -C test/e2e vet ./...
	go -C internal/build vet ./...

format:
	@test -z "$$(find . -name '*.go' -not -path '*/node_modules/*' -exec gofmt -l {} + | tee /dev/stderr)"

# These would add hundreds of kilobytes to the module.
links:
	@! GOOS=js GOARCH=wasm go list -deps ./wasm | grep -x 'net/http\|encoding/json\|log/slog\|text/template\|regexp'

# Fuzz targets run on their seeds.
unit:
	go test -race ./...
	go -C internal/build test ./...

script:
	node --test --test-timeout=60000 web/test/*.test.mjs

browser:
	scripts/browser-test $(BROWSER)

e2e: $(SERVER)
	cd test/e2e && go test -count=1 . ./lab

# The ways in which games take the package in.
games: $(SERVER)
	cd test/e2e && go test -count=1 ./games -skip Bundlers

bundlers:
	cd test/e2e && go test -count=1 ./games -run Bundlers

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
	cd test/e2e && go test -count=1 ./embed

interop: $(SERVER)
	cd test/interop && npm test --silent

# The most that a page with the in-page server may transfer, in kilobytes.
size:
	scripts/size dist 870

bench: build $(SERVER)
	go test -run '^$$' -bench . -benchmem ./...
	cd test/e2e && go test -run '^$$' -bench . .
	scripts/size dist

clean:
	rm -rf dist .cache test/*/node_modules examples/node_modules

# With the race detector, so that the tests against it find races in it.
$(SERVER):
	go build -race -o $@ ./cmd/gobuttplug
