# swoop: build, try, test. `make` alone lists the targets.

PORT ?= 8480
FUZZ_SECONDS ?= 600
CASES ?= 100000
# A parallel run would count another test's threads and descriptors as a leak.
TEST = swift test --no-parallel
# With Swift's own libraries inside, where that can be: the program starts faster, and runs without Swift.
BUILD = swift build -c release $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)

# Where `make install` copies to, and what it copies.
PREFIX ?= /usr/local
DEST = $(DESTDIR)$(PREFIX)
STAGE = .build/stage
FILES = bin/swoop share/man/man1/swoop.1 share/bash-completion/completions/swoop \
	share/zsh/site-functions/_swoop share/fish/vendor_completions.d/swoop.fish
SOURCES := $(shell find Sources Package.swift docs/swoop.1.in Scripts/stage)

.PHONY: help deps headers build install uninstall programs run test test-library documentation test-install \
	test-examples test-proxies test-warc test-long test-spark test-tsan test-asan fuzz compare-robots bench \
	compare-cookies compare-modes measure-scale screenshots \
	lint format clean

help: ## Lists the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

deps: ## Installs what building and testing need and is missing
	@Scripts/install-deps

headers:
	@Scripts/install-deps build

build: headers ## Builds the program, .build/release/swoop, its man page and completions
	$(BUILD) --product swoop
	$(BUILD) --product swoop-man
	@Scripts/stage .build/release $(STAGE)

# After `make build`, there is nothing left to build for `sudo make install`.
$(STAGE)/complete: $(SOURCES)
	@$(MAKE) build

install: $(STAGE)/complete ## Installs all of it below PREFIX, /usr/local; DESTDIR goes before that
	install -d $(foreach file,$(FILES),"$(DEST)/$(dir $(file))")
	install -m 755 $(STAGE)/bin/swoop "$(DEST)/bin/swoop"
	@for file in $(filter share/%,$(FILES)); do \
		install -m 644 "$(STAGE)/$$file" "$(DEST)/$$file" && echo "$(DEST)/$$file" || exit; \
	done

uninstall: ## Removes what install has put there
	rm -f $(foreach file,$(FILES),"$(DEST)/$(file)")

programs: headers
	$(BUILD) --product swoop
	$(BUILD) --product swoop-origin

run: programs ## Fetches urls.example.txt from the bundled server
	@PORT=$(PORT) Scripts/with-origin Scripts/demo

test: deps ## Every test, the library as other packages use it, and its documentation
	$(TEST)
	@$(MAKE) test-library documentation

test-library: deps ## The sample of examples/library under the address sanitizer
	swift build --product swoop-origin
	@BIN=$$(swift build --show-bin-path) Scripts/with-origin Scripts/test-library

documentation: ## Makes the library's documentation: .build/documentation
	@Scripts/documentation

test-install: build ## Installs below a folder of its own, and tries what is there
	@Scripts/test-install

test-proxies: programs ## A run through a real tinyproxy and a real Squid, of which one is killed midway
	@Scripts/install-deps proxies
	@BIN=$${BIN:-.build/release} Scripts/test-proxies

test-examples: deps ## Checks the scripts, manifests and Dockerfile of examples/
	@Scripts/test-examples

test-long: deps ## The simulations over many more seeds, and 20 kills of a large run, optimised
	SWOOP_SEEDS=5000 SWOOP_LONG=1 $(TEST) -c release -Xswiftc -enable-testing \
		--scratch-path .build/release-tests --filter 'SimulationTests|KillTests'

# Under a sanitizer simulations take ten times as long, so that fewer seeds do; memory is not measured;
# and nothing runs where files must be small.
SANITIZED = SWOOP_SANITIZED=1 SWOOP_SEEDS=20 $(TEST) --skip FileSizeLimitTests

test-spark: programs ## The example for Spark, on a cluster of three workers of which one is killed
	@Scripts/test-spark

test-warc: programs ## An archive of 2,000 URLs in both modes, with kills, checked and read by warcio
	@Scripts/with-origin Scripts/test-warc

# What one thread does alone is left out: options, texts, paths.
ONE_THREAD = ConfigTests|CompletionTests|ManualTests|SnapshotTests|ExitStatusTests|GivenOptionsTests|RecordLineTests|SavePathTests|DocumentationTests|DiffTests|ShardScriptTests

test-tsan: deps ## The tests in which threads meet, under the thread sanitizer
	$(SANITIZED) --skip '$(ONE_THREAD)' --sanitize=thread --scratch-path .build/tsan

test-asan: deps ## Every test under the address sanitizer, which finds leaks, too
	LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leaks.supp:print_suppressions=0 \
		$(SANITIZED) --sanitize=address --scratch-path .build/asan

fuzz: deps ## Fuzzes all that reads what comes from outside; TARGET=list for one of them
	@FUZZ_SECONDS=$(FUZZ_SECONDS) TARGET=$(TARGET) Scripts/fuzz

compare-robots: headers ## Compares the rules of robots.txt with Python's urllib.robotparser; CASES=100000
	SWOOP_FUZZ=1 swift build --product swoop-robots
	@Scripts/compare-robots $$(SWOOP_FUZZ=1 swift build --show-bin-path)/swoop-robots $(CASES)

bench: deps ## Measures swoop against its peers; QUICK=1 in five minutes
	@Scripts/install-peers
	@cd Benchmarks && PYTHONDONTWRITEBYTECODE=1 ../.build/bench/venv/bin/python -m bench

compare-cookies: deps ## Compares what is made of random cookies with what Python's http.cookiejar makes
	swift build --product swoop
	@SWOOP=$$(swift build --show-bin-path)/swoop PYTHONDONTWRITEBYTECODE=1 Scripts/compare-cookies

compare-modes: programs ## Compares the modes as docs/async-or-threads.md does, in about six minutes
	@Scripts/with-origin Scripts/compare-modes

measure-scale: programs ## Measures what docs/scaling-out.md does its sums with, in about ten minutes
	@Scripts/with-origin Scripts/measure-scale

screenshots: deps ## Has Chromium, where there is one, check pages and picture them: .build/screenshots
	swift build --product swoop
	swift build --product swoop-origin
	@BIN=$$(swift build --show-bin-path) Scripts/with-origin Scripts/screenshots

lint: ## Checks the format
	swift format lint --recursive --strict Package.swift Sources Tests Fuzz examples

format: ## Puts the format right
	swift format format --recursive --in-place Package.swift Sources Tests Fuzz examples

clean: ## Removes all that was built
	rm -rf .build
