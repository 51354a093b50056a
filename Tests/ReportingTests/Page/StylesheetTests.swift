import Foundation
import Reporting
import Testing

struct StylesheetTests {
  @Test func theDigestIsThatOfTheText() {
    let bytes = Array(Stylesheet.text.description.utf8)
    #expect(Stylesheet.digest == "sha256-" + Data(SlowSHA256.digest(bytes)).base64EncodedString())
  }

  @Test func itLoadsNothingAndIsPlainInMarkup() {
    let text = Stylesheet.text.description
    for forbidden in ["url(", "@import", "@font-face", "image(", "<", "&", "expression", "src("] {
      #expect(!text.contains(forbidden))
    }
  }

  /// A rule's explanation names a label in full, in the caption of its table.
  @Test func longNamesBreakInCaptions() {
    #expect(Stylesheet.text.description.contains("caption{overflow-wrap:anywhere;"))
  }

  @Test(arguments: ["light", "dark", "print"]) func textHasContrast(scheme: String) throws {
    let colours = try Colours(scheme)
    for background in ["paper", "panel"] {
      for text in ["ink", "muted", "link", "verdict"] {
        #expect(colours.contrast(try colours[text], try colours[background]) >= 4.5, "\(text) on \(background)")
      }
    }
    for mark in ["s0", "s1"] { #expect(colours.contrast(try colours[mark], try colours["paper"]) >= 3) }
    // The strongest tints of confusion cells and of evidence.
    for tint in ["right", "wrong"] {
      let cell = colours.blend(try colours[tint], 0.42, try colours["paper"])
      #expect(colours.contrast(try colours["ink"], cell) >= 4.5)
      let mark = colours.blend(try colours[tint], 0.34, try colours["panel"])
      #expect(colours.contrast(try colours["ink"], mark) >= 4.5)
      #expect(
        colours.contrast(try colours["muted"], colours.blend(try colours[tint], 0.1, try colours["paper"])) >= 4.5)
    }
  }
}

/// The custom properties of one scheme, with the contrast of WCAG 2.
private struct Colours {
  typealias Colour = [Double]
  private var values: [String: Colour] = [:]

  init(_ scheme: String) throws {
    let text = Stylesheet.text.description
    var blocks = [try block(text, after: ":root{")]
    if scheme == "dark" { blocks.append(try block(text, after: "@media (prefers-color-scheme:dark){:root{")) }
    if scheme == "print" { blocks.append(try block(text, after: "@media print{:root{")) }
    for declaration in blocks.joined(separator: ";").split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard parts.count == 2, parts[0].hasPrefix("--") else { continue }
      values[String(parts[0].dropFirst(2))] = colour(parts[1])
    }
  }

  private func block(_ text: String, after start: String) throws -> Substring {
    let begin = try #require(text.range(of: start)).upperBound
    return text[begin..<(try #require(text[begin...].firstIndex(of: "}")))]
  }

  private func colour(_ text: String) -> Colour? {
    if text.hasPrefix("#") {
      let digits = text.dropFirst().count == 3 ? text.dropFirst().flatMap { [$0, $0] } : Array(text.dropFirst())
      return stride(from: 0, to: 6, by: 2).compactMap { Int(String(digits[$0...($0 + 1)]), radix: 16).map(Double.init) }
    }
    let numbers = text.split(separator: " ").compactMap { Double($0) }
    return numbers.count == 3 ? numbers : nil
  }

  subscript(name: String) -> Colour { get throws { try #require(values[name], "no colour \(name)") } }

  func blend(_ top: Colour, _ opacity: Double, _ bottom: Colour) -> Colour {
    zip(top, bottom).map { $0 * opacity + $1 * (1 - opacity) }
  }

  func contrast(_ first: Colour, _ second: Colour) -> Double {
    func luminance(_ colour: Colour) -> Double {
      let linear = colour.map { $0 / 255 }.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    let (a, b) = (luminance(first), luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}
