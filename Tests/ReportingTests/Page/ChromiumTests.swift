import Foundation
import Reporting
import TestSupport
import Testing

/// Opens pages in a headless Chromium and listens for what they say and ask for.
struct ChromiumTests {
  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func thePageIsSilent() throws {
    let visit = try Chromium.visit(SampleReport.content().render())
    #expect(visit.console == [])
    #expect(visit.requests == [])
    #expect(visit.document.contains("<h1"))
  }

  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func hostileTextIsSilentToo() throws {
    let strings = HostileText.own + (SharedData.isPresent ? try HostileText.naughty() : [])
    let visit = try Chromium.visit(HostileText.content(strings.joined(separator: "\n")).render())
    #expect(visit.console == [])
    #expect(visit.requests == [])
  }

  /// The listening itself: a page that misbehaves is heard.
  @Test(.enabled(if: Chromium.isPresent, Chromium.absence)) func aLoudPageIsHeard() throws {
    let loud =
      "<!DOCTYPE html><title>x</title><script>console.error('heard')</script><img src='http://127.0.0.1:9/x.png'>"
    let visit = try Chromium.visit(Array(loud.utf8))
    #expect(visit.console.contains { $0.contains("heard") })
    #expect(!visit.requests.isEmpty)
  }
}
