import Foundation
import Preparation
import TestSupport
import Testing

struct PhraseMatcherTests {
  /// Every phrase tried at every place, on scalars, in the plainest way.
  private static func naive(_ phrases: [String], _ text: String) -> [PhraseMatcher.Match] {
    let scalars = Array(text.unicodeScalars)
    func isWord(_ place: Int) -> Bool {
      guard scalars.indices.contains(place) else { return false }
      let scalar = scalars[place]
      if scalar.value < 0x80 { return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) }
      return !(0x80...0xBF).contains(scalar.value) && !(0x2000...0x2BFF).contains(scalar.value)
        && !(0x3000...0x303F).contains(scalar.value)
    }
    func end(_ phrase: [Unicode.Scalar], _ start: Int) -> Int? {
      var place = start
      for scalar in phrase {
        guard place < scalars.count else { return nil }
        if scalar == " " {
          let before = place
          while place < scalars.count, [9, 10, 11, 12, 13, 32, 0xA0].contains(scalars[place].value) { place += 1 }
          if place == before { return nil }
        } else if scalars[place] == scalar || scalar == "'" && scalars[place] == "\u{2019}"
          || scalar == "-" && ["\u{2010}", "\u{2011}"].contains(scalars[place])
        {
          place += 1
        } else {
          return nil
        }
      }
      let last = phrase[phrase.count - 1]
      let endsInWord = last.value >= 0x80 || last.properties.isAlphabetic || ("0"..."9").contains(last)
      return endsInWord && isWord(place) ? nil : place
    }
    var offsets = [0]
    for scalar in scalars { offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar)) }
    var found: [PhraseMatcher.Match] = []
    var place = 0
    while place < scalars.count {
      if isWord(place), place == 0 || !isWord(place - 1) {
        let order = phrases.indices.sorted { (phrases[$1].utf8.count, $0) < (phrases[$0].utf8.count, $1) }
        if let match = order.lazy.compactMap({ number in
          end(Array(phrases[number].unicodeScalars), place).map { (number, $0) }
        }).first {
          found.append(.init(phrase: match.0, range: offsets[place]..<offsets[match.1]))
          place = match.1
          continue
        }
      }
      place += 1
    }
    return found
  }

  @Test(arguments: 0..<200) func agreesWithTheNaiveTwin(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let parts = [
      "Al", "Be", "al", "Côte", "d'Or", "U.S.", "É", "X-", "Ce", "long enough", "10", "’", "'", "-", "\u{2011}",
    ]
    var phrases: [String] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let phrase = (0..<Int.random(in: 1...3, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        .joined(separator: [" ", "", "-"].randomElement(using: &random) ?? "")
      let first = phrase.unicodeScalars.first ?? " "
      if first.properties.isAlphabetic || first == "1", !phrases.contains(phrase) { phrases.append(phrase) }
    }
    guard !phrases.isEmpty else { return }
    let joints = [" ", "", "\n", "\u{A0}", ", ", "“", "”", "'s ", "’s ", "\r\n  ", "—", "中", "x"]
    let text = (0..<60).map { _ in
      ((parts + phrases + phrases).randomElement(using: &random) ?? "") + (joints.randomElement(using: &random) ?? "")
    }.joined()
    let matcher = PhraseMatcher(phrases.map { Array($0.utf8) })
    let found = matcher.matches(in: text.utf8.span)
    #expect(found == Self.naive(phrases, text), "seed \(seed): \(phrases) in \(text)")
  }
}
