// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "pages",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swoop", path: "../..")],
  targets: [
    .executableTarget(
      name: "pages", dependencies: [.product(name: "SwoopCore", package: "swoop")])
  ]
)
