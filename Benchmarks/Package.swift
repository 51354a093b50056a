// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "framewise", path: "..")],
  targets: [
    .executableTarget(
      name: "Simulate", dependencies: [.product(name: "FramewiseRooms", package: "framewise")], swiftSettings: settings)
  ],
  swiftLanguageModes: [.v6]
)
