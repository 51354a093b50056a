import Foundation
import Preparation
import TestSupport
import Testing

struct TextPreparationTests {
  private static let names = ActorNames(
    gazetteerForms: [
      "China", "Chinese", "Sino-", "Russia", "Russian", "Russians", "United States", "US", "U.S.", "Jordan", "Chad",
      "Georgia", "Turkey", "South Sudan", "South Sudanese", "Sudan", "Sudanese", "Côte d'Ivoire", "Qaeda", "Fed",
      "OPEC+",
      "10 Downing Street", "Guinea", "Guinea-Bissau",
    ].map { Array($0.utf8) }, exceptions: [Array("Indo-Pacific".utf8), Array("US$".utf8)],
    decomposed: { Array(String(decoding: $0, as: UTF8.self).decomposedStringWithCanonicalMapping.utf8) })

  private static func preparer(actors: Bool = true, numbers: Bool = false, clean: Bool = false) -> TextPreparer {
    var preparation = TextPreparation()
    if actors { preparation.actors = names }
    preparation.dropsNumbers = numbers
    if clean { preparation.leftovers = LeftoverLines() }
    return TextPreparer(preparation)
  }

  private static func prepared(_ text: String, numbers: Bool = false, clean: Bool = false) -> String {
    var preparer = preparer(numbers: numbers, clean: clean)
    return preparer.prepare(text.utf8.span) ? String(decoding: preparer.bytes, as: UTF8.self) : text
  }

  @Test(arguments: [
    ("China and Russia", "__ and __"),
    ("China's, Russia’s and the Russians' ships", "__'s, __’s and the __' ships"),
    ("Sino-Russian and US-China talks", "__-__ and __-__ talks"),
    ("anti-Russian, pro‑Chinese, Chinese-built", "anti-__, pro‑__, __-built"),
    ("“Russia” said—China…", "“__” said—__…"),
    ("South Sudanese, not Sudanese", "__, not __"),
    ("Guinea-Bissau and Guinea", "__ and __"),
    ("United\nStates, United \r\n States", "__, __"),
    ("CHINA HITS UNITED STATES", "__ HITS __"),
    ("Tell us, they may; a turkey, chad, china", "Tell us, they may; a turkey, chad, china"),
    ("Give US$5 to the US in the Indo-Pacific", "Give US$5 to the __ in the Indo-Pacific"),
    ("FED up, the Fed", "FED up, the __"),
    ("Jordan Peterson met Jordan King Abdullah of Jordan.", "Jordan Peterson met __ King Abdullah of __."),
    ("Chad Russian, Georgia.", "__ __, __."),
    ("Chinatown, Russiagate, Turkeys", "Chinatown, Russiagate, Turkeys"),
    ("al-Qaeda, OPEC+ and 10 Downing Street; the U.S. said", "al-__, __ and __; the __ said"),
    ("Côte d’Ivoire, CO\u{302}TE D'IVOIRE, Co\u{302}te d'Ivoire", "__, __, __"),
    ("", ""), ("nobody", "nobody"),
  ]) func actorsBecomeOneWord(text: String, expected: String) {
    #expect(Self.prepared(text).utf8.elementsEqual(expected.utf8))
  }

  @Test(arguments: [
    ("In 1990, 5,000.5 men", "In  ,   men"), ("the 20th and 1990s, 5km", "the   and  ,  "),
    ("M23 and A380", "M  and A "),
    ("at 14:32.", "at  ."), ("v1.", "v ."), ("2nd", " "),
  ]) func numbersAreDropped(text: String, expected: String) {
    #expect(Self.prepared(text, numbers: true) == expected)
  }

  /// Whatever stands at the edges of the blocks of 64 bytes.
  @Test func placesWithinABlockDoNotMatter() {
    for shift in 0..<140 {
      let filler = String(repeating: "é x ", count: shift / 5) + String(repeating: "y", count: shift % 5)
      #expect(
        Self.prepared("\(filler) Sino-Russian \(filler) “China’s 10,5” \(filler)", numbers: true)
          == "\(filler) __-__ \(filler) “__’s  ” \(filler)")
    }
  }

  @Test func rangesPointBackToTheText() {
    let text = "In 1990 China’s navy\nRead more: boats\nmet the South Sudanese ships of the line at the old quay"
    var preparer = Self.preparer(numbers: true, clean: true)
    let isChanged = preparer.prepare(text.utf8.span)
    #expect(isChanged)
    let prepared = String(decoding: preparer.bytes, as: UTF8.self)
    #expect(prepared == "In   __’s navy\n\n\nmet the __ ships of the line at the old quay")
    func original(_ part: String) throws -> String {
      let range = try #require(prepared.range(of: part))
      let low = prepared.utf8.distance(from: prepared.startIndex, to: range.lowerBound)
      let found = preparer.original(low..<low + part.utf8.count)
      return String(decoding: Array(text.utf8)[found], as: UTF8.self)
    }
    for part in ["navy", "met", "ships", "quay", "In"] {
      #expect(throws: Never.self) { try #expect(original(part) == part) }
    }
    #expect(throws: Never.self) {
      try #expect(original("the __ ships") == "the South Sudanese ships")
      try #expect(original("__’s navy") == "China’s navy")
    }
  }

  @Test func namesSurviveTheFile() {
    let names = Self.names
    #expect(ActorNames(encoded: names.encoded) == names)
    #expect(ActorNames(encoded: Array("A\n!B\nC\n".utf8)) == nil)
    #expect(ActorNames(encoded: Array("A\n\n".utf8)) == nil)
    #expect(ActorNames(encoded: Array("A".utf8)) == nil)
    #expect(ActorNames(encoded: [])?.nameCount == 0)
    // A hostile file: many equal names.
    #expect(ActorNames(encoded: (0..<20_000).flatMap { _ in Array("A\n".utf8) }) == nil)
  }
}
