# swoop: build, try, test. `make` alone lists the targets.

PORT ?= 8480
FUZZ_SECONDS ?= 600
# A parallel run would count another test's threads and descriptors as a leak.
TEST = swift test --no-parallel
# With Swift's own libraries inside, where that can be: the program starts faster, and runs without Swift.
BUILD = swift build -c release $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)

.PHONY: help deps build programs run test test-long test-tsan test-asan fuzz bench compare-modes lint format clean

help: ## Lists the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

deps: ## Installs what building and testing need and is missing
	@Scripts/install-deps

build: deps ## Builds the program: .build/release/swoop
	$(BUILD) --product swoop

programs: build
	$(BUILD) --product swoop-origin

run: programs ## Fetches urls.example.txt from the bundled server
	@PORT=$(PORT) Scripts/with-origin $(PORT) Scripts/demo

test: deps ## Every test
	$(TEST)

test-long: deps ## The simulations over many more seeds, and 20 kills of a large run, optimised
	SWOOP_SEEDS=5000 SWOOP_LONG=1 $(TEST) -c release -Xswiftc -enable-testing \
		--scratch-path .build/release-tests --filter 'SimulationTests|KillTests'

# Under a sanitizer simulations take ten times as long, so that fewer seeds do; memory is not measured;
# and nothing runs where files must be small.
SANITIZED = SWOOP_SANITIZED=1 SWOOP_SEEDS=20 $(TEST) --skip FileSizeLimitTests

test-tsan: deps ## Every test under the thread sanitizer
	$(SANITIZED) --sanitize=thread --scratch-path .build/tsan

test-asan: deps ## Every test under the address sanitizer, which finds leaks, too
	LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leaks.supp:print_suppressions=0 \
		$(SANITIZED) --sanitize=address --scratch-path .build/asan

fuzz: deps ## Fuzzes all that reads what comes from outside; TARGET=list for one of them
	@FUZZ_SECONDS=$(FUZZ_SECONDS) TARGET=$(TARGET) Scripts/fuzz

bench: deps ## Measures swoop against its peers; QUICK=1 in five minutes
	@Scripts/install-peers
	@cd Benchmarks && PYTHONDONTWRITEBYTECODE=1 ../.build/bench/venv/bin/python -m bench

compare-modes: programs ## Compares the modes as docs/async-or-threads.md does, in about ten minutes
	@PORT=$(PORT) Scripts/with-origin $(PORT) Scripts/compare-modes

lint: ## Checks the format
	swift format lint --recursive --strict Package.swift Sources Tests Fuzz

format: ## Puts the format right
	swift format format --recursive --in-place Package.swift Sources Tests Fuzz

clean: ## Removes all that was built
	rm -rf .build
