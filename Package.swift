// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

// Debian's file of toml++ names flags that no package may pass on, and its headers are found without.
#if os(macOS)
  let tomlPlusPlus: String? = "tomlplusplus"
#else
  let tomlPlusPlus: String? = nil
#endif

let package = Package(
  name: "swoop",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "swoop", targets: ["swoop"]),
    .library(name: "SwoopCore", targets: ["SwoopCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CCurl",
      pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
    ),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .systemLibrary(name: "CEpoll"),
    .systemLibrary(
      name: "CTomlPlusPlus",
      pkgConfig: tomlPlusPlus,
      providers: [.apt(["libtomlplusplus-dev"]), .brew(["tomlplusplus"])]
    ),
    .target(name: "CTOML", dependencies: ["CTomlPlusPlus"]),
    .target(name: "Locking", swiftSettings: settings),
    .target(
      name: "Curl", dependencies: ["CCurl", "CEpoll", "CZlib", "Locking"],
      swiftSettings: settings),
    .target(
      name: "WARC",
      dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "SwoopCore",
      dependencies: [
        "Curl",
        "Locking",
        "WARC",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings
    ),
    .target(name: "ParserDump", swiftSettings: settings),
    .target(name: "Report", dependencies: ["SwoopCore"], swiftSettings: settings),
    .executableTarget(
      name: "swoop",
      dependencies: [
        "SwoopCore",
        "Report",
        "Locking",
        "CTOML",
        "ParserDump",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "swoop-man",
      dependencies: [
        "ParserDump", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "Origin",
      dependencies: [
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "swoop-origin",
      dependencies: [
        "Origin",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .testTarget(name: "CurlTests", dependencies: ["Curl", "Origin"], swiftSettings: settings),
    .testTarget(name: "OriginTests", dependencies: ["Curl", "Origin"], swiftSettings: settings),
    .target(
      name: "WARCReading",
      dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")],
      path: "Tests/WARCReading",
      swiftSettings: settings),
    .testTarget(
      name: "WARCTests", dependencies: ["WARC", "WARCReading"], swiftSettings: settings),
    .testTarget(
      name: "SwoopCoreTests",
      dependencies: [
        "SwoopCore", "Locking", "Origin", "WARC", "WARCReading",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "SwoopCore"], swiftSettings: settings),
    .testTarget(
      name: "SwoopCLITests",
      dependencies: [
        "swoop", "swoop-man", "SwoopCore", "Locking", "Origin", "WARCReading",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Fixtures", "Snapshots"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// libFuzzer's entry points are there only under -sanitize=fuzzer: see Scripts/fuzz. swoop-robots is asked by
// Scripts/compare-robots.
if Context.environment["SWOOP_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzz/CLibFuzzer"),
    .executableTarget(
      name: "swoop-fuzz",
      dependencies: ["CZlib", "Curl", "SwoopCore", "WARC", "CLibFuzzer"],
      path: "Fuzz/Targets",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "swoop-robots", dependencies: ["SwoopCore"], path: "Fuzz/Robots",
      swiftSettings: settings),
  ]
}
