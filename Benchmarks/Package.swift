// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "framewise", path: "..")],
  targets: [
    .executableTarget(
      name: "Stages",
      dependencies: [
        .product(name: "Framewise", package: "framewise"), .product(name: "FramewiseRooms", package: "framewise"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "Simulate", dependencies: [.product(name: "FramewiseRooms", package: "framewise")],
      swiftSettings: settings),
    // One fit of a matrix from Peers/solvers.py.
    .executableTarget(
      name: "Solvers",
      dependencies: [.product(name: "FramewiseRooms", package: "framewise")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
