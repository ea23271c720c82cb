# swoop: build, try, test. `make` alone lists the targets.

PORT ?= 8480
# A parallel run would count another test's threads and descriptors as a leak.
TEST = swift test --no-parallel

.PHONY: help deps build run test test-long test-tsan lint format clean

help: ## Lists the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

deps: ## Installs what building and testing need and is missing
	@Scripts/install-deps

build: deps ## Builds the program: .build/release/swoop
	swift build -c release --product swoop

run: deps ## Fetches urls.example.txt from the bundled server
	swift build -c release --product swoop
	swift build -c release --product swoop-origin
	@PORT=$(PORT) Scripts/demo

test: deps ## Every test
	$(TEST)

test-long: deps ## The simulations over many more seeds, and 20 kills of a large run, optimised
	SWOOP_SEEDS=5000 SWOOP_LONG=1 $(TEST) -c release -Xswiftc -enable-testing \
		--scratch-path .build/release-tests --filter 'SimulationTests|KillTests'

# Simulations have one thread, and take ten times as long under the sanitizer, as do 200,000 paths; it
# doesn't run where files must be small.
test-tsan: deps ## Every test under the thread sanitizer, but for the simulations
	$(TEST) --sanitize=thread --scratch-path .build/tsan --skip SimulationTests \
		--skip FileSizeLimitTests --skip SavePathTests

lint: ## Checks the format
	swift format lint --recursive --strict Package.swift Sources Tests

format: ## Puts the format right
	swift format format --recursive --in-place Package.swift Sources Tests

clean: ## Removes all that was built
	rm -rf .build
