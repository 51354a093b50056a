public import Foundation
public import Testing

/// Where the tests find data that the repository does not carry: the folder `shared` beside the checkout.
///
/// A test that needs a file from there is written
/// `@Test(.enabled(if: SharedData.isPresent, SharedData.absence))`, so that its absence is said and skipped.
public enum SharedData {
  /// The folder of this checkout.
  public static let checkout = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `../shared`, or the folder that FRAMEWISE_SHARED names.
  public static let root: URL = {
    if let named = ProcessInfo.processInfo.environment["FRAMEWISE_SHARED"] {
      return URL(fileURLWithPath: named)
    }
    return checkout.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  public static let isPresent = FileManager.default.fileExists(atPath: root.appendingPathComponent("suites").path)

  /// What a skipped test says.
  public static let absence = Comment(rawValue: "the folder ../shared is not beside this checkout")

  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(path))) }

  /// The files directly in a folder, sorted by name.
  public static func files(in path: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: url(path), includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
