import Foundation

/// Reference values from scikit-learn and its neighbours (`shared/suites/golden-sklearn/golden.json`).
public enum Golden {
  /// The whole file, as Foundation reads it: `[String: Any]` all the way down.
  public static func load() throws -> [String: Any] {
    let data = try Data(contentsOf: SharedData.url("suites/golden-sklearn/golden.json"))
    guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return root
  }

  public static func numbers(_ value: Any?) -> [Double] {
    (value as? [Any])?.compactMap { ($0 as? NSNumber)?.doubleValue } ?? []
  }

  public static func table(_ value: Any?) -> [[Double]] {
    (value as? [Any])?.map { numbers($0) } ?? []
  }
}
