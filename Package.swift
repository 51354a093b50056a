// swift-tools-version: 6.2
import PackageDescription

// MARK: - Settings shared by every Swift target

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// Executables and tests alone ask for whole-program specialisation; libraries stay free of unsafe flags.
let wholeProgram =
  settings + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// The command carries Swift's runtime with it, which starts in half the time of twelve libraries that are looked up. The
/// two more libraries are what FoundationEssentials, which our dependencies ask for, asks for in turn.
let ownRuntime: [LinkerSetting] = [
  // A program at a fixed address needs none of the 50,000 relocations that one at any address begins with.
  .unsafeFlags(
    ["-static-stdlib", "-Xclang-linker", "-no-pie"], .when(platforms: [.linux], configuration: .release)),
  .linkedLibrary("_FoundationCShims", .when(platforms: [.linux], configuration: .release)),
  .linkedLibrary("_FoundationCollections", .when(platforms: [.linux], configuration: .release)),
]

let package = Package(
  name: "framewise",
  products: [
    .library(name: "Framewise", targets: ["Framewise"]),
    .executable(name: "framewise", targets: ["FramewiseCommand"]),
    // The rooms, for the benchmarks beside this package.
    .library(
      name: "FramewiseRooms",
      targets: [
        "Files", "LinearAlgebra", "Corpus", "Preparation", "TextFeatures", "Learning", "Evaluation", "NearDuplicates",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ],
  targets: [
    // MARK: - System libraries
    .systemLibrary(
      name: "CBLAS", pkgConfig: "blas",
      providers: [.apt(["libblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CLAPACK", pkgConfig: "lapack",
      providers: [.apt(["liblapack-dev"]), .brew(["lapack"])]),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CPrefetch"),
    .systemLibrary(name: "CAllocator"),
    .systemLibrary(name: "CWideVectors"),

    // MARK: - Libraries, lowest first
    .target(
      name: "Files",
      dependencies: ["CZlib"],
      swiftSettings: settings,
      linkerSettings: [
        // The runtime library itself: no development package is needed for four entry points.
        .linkedLibrary(":libz.so.1", .when(platforms: [.linux])),
        .linkedLibrary("z", .when(platforms: [.macOS])),
      ]),
    .target(
      name: "LinearAlgebra", dependencies: ["CBLAS", "CLAPACK", "CPrefetch", "CWideVectors"], swiftSettings: settings),
    .target(name: "Corpus", dependencies: ["CWideVectors", "Files"], swiftSettings: settings),
    .target(name: "Preparation", swiftSettings: settings),
    .target(
      name: "TextFeatures", dependencies: ["LinearAlgebra", "Preparation", "CPrefetch", "CWideVectors"],
      swiftSettings: settings),
    .target(name: "Learning", dependencies: ["LinearAlgebra"], swiftSettings: settings),
    .target(name: "Evaluation", swiftSettings: settings),
    .target(name: "Reporting", dependencies: ["Evaluation"], swiftSettings: settings),
    .target(name: "NearDuplicates", swiftSettings: settings),
    .target(
      name: "Framewise",
      dependencies: [
        "CPrefetch", "Corpus", "Evaluation", "Files", "Learning", "LinearAlgebra", "NearDuplicates", "Preparation",
        "TextFeatures",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // MARK: - Command
    .executableTarget(
      name: "FramewiseCommand",
      dependencies: [
        "CAllocator", "Corpus", "Evaluation", "Files", "Framewise", "Learning", "LinearAlgebra", "NearDuplicates",
        "Preparation", "Reporting", "TextFeatures",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: wholeProgram,
      linkerSettings: ownRuntime),

    // MARK: - Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "CorpusTests", dependencies: ["Corpus", "Files", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "PreparationTests", dependencies: ["Preparation", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "TextFeaturesTests", dependencies: ["Preparation", "TextFeatures", "LinearAlgebra", "TestSupport"],
      swiftSettings: wholeProgram),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "LinearAlgebra", "TestSupport"],
      swiftSettings: wholeProgram),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "Evaluation", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "NearDuplicatesTests", dependencies: ["NearDuplicates", "TestSupport"], swiftSettings: wholeProgram),
    .testTarget(
      name: "FramewiseTests",
      dependencies: [
        "Corpus", "Evaluation", "Files", "Framewise", "Learning", "LinearAlgebra", "NearDuplicates", "Preparation",
        "TestSupport", "TextFeatures",
      ],
      swiftSettings: wholeProgram),
    // The program is run from outside; to depend on it would link the runtime that it carries into the tests.
    .testTarget(
      name: "FramewiseCommandTests", dependencies: ["TestSupport"],
      exclude: ["Snapshots"], swiftSettings: wholeProgram),
  ],
  swiftLanguageModes: [.v6]
)
