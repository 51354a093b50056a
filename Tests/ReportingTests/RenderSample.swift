import Foundation
import Reporting
import Testing

/// Writes the sample page to the file that FRAMEWISE_SAMPLE_REPORT names, to be looked at.
struct RenderSample {
  static let destination = ProcessInfo.processInfo.environment["FRAMEWISE_SAMPLE_REPORT"]

  @Test(.enabled(if: destination != nil, "FRAMEWISE_SAMPLE_REPORT names no file to write the sample page to"))
  func writesThePage() throws {
    let path = try #require(Self.destination)
    try Data(SampleReport.content().render()).write(to: URL(fileURLWithPath: path))
  }
}
