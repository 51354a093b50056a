import Framewise
import TestSupport
import Testing

struct PerturbationTests {
  private static let gazetteer = Gazetteer(
    Array(
      #"""
      {"entries": [
        {"name": "France", "type": "state", "forms": ["France", "French", "Paris"]},
        {"name": "New Zealand", "type": "state", "forms": ["New Zealand", "New Zealander", "Wellington"]},
        {"name": "Chad", "type": "state", "forms": ["Chad", "Chadian"]},
        {"name": "NATO", "type": "bloc", "forms": ["NATO", "North Atlantic Treaty Organization"]}]}
      """#.utf8))

  private static func changed(_ perturbation: Perturbation, _ text: String) throws -> String {
    let gazetteer = try #require(gazetteer)
    let bytes = Array(text.utf8)
    return String(
      decoding: perturbation.apply(bytes, mentions: gazetteer.mentions(in: bytes), gazetteer: gazetteer, seed: 1),
      as: UTF8.self)
  }

  @Test func actorsChangePlacesByForm() throws {
    #expect(
      try Self.changed(.actorSwap, "France met New Zealand; the French left Wellington, NATO stayed.")
        == "New Zealand met France; the New Zealander left Paris, NATO stayed.")
  }

  @Test func aLoneActorGetsAStandIn() throws {
    let text = try Self.changed(.actorSwap, "Chadian troops left.")
    #expect(["French troops left.", "New Zealander troops left."].contains(text))
  }

  @Test func actorsAreMasked() throws {
    #expect(try Self.changed(.actorMask, "Paris, New Zealand's ally.") == "Actor, Actor's ally.")
    // Words that only begin like a name, or are written otherwise, name nobody.
    #expect(try Self.changed(.actorMask, "Parisian new zealand Chads") == "Parisian new zealand Chads")
  }

  @Test func punctuationAndCase() throws {
    #expect(try Self.changed(.punctuation, "No, \u{201C}never\u{201D}: don't!") == "No  \u{201C}never\u{201D}  don t ")
    #expect(try Self.changed(.upperCase, "Straße é") == "STRASSE É")
    #expect(try Self.changed(.lowerCase, "ÉA") == "éa")
  }

  @Test func sentencesMoveWhole() throws {
    let text = "One here. Two there? Three!\nFour has 1.5 parts."
    let moved = try Self.changed(.sentenceOrder, text)
    #expect(moved != text)
    for sentence in ["One here.", "Two there?", "Three!", "Four has 1.5 parts."] { #expect(moved.contains(sentence)) }
    #expect(moved.utf8.count == text.utf8.count)
  }

  @Test func normalFormsGoBothWays() throws {
    let text = "Émigrés à São Tomé, Škoda, Łódź, naïve, Erdoğan"
    let apart = try Self.changed(.decomposed, text)
    #expect(apart.unicodeScalars.count > text.unicodeScalars.count)
    // Swift compares by canonical equivalence; bytes differ.
    #expect(apart == text)
    #expect(try Self.changed(.composed, apart).utf8.elementsEqual(text.utf8))
  }

  @Test func leftoversAreAddedAsLines() throws {
    let text = try Self.changed(.boilerplate, "First paragraph.\n\nSecond paragraph.")
    let lines = text.split(separator: "\n")
    #expect(lines.count >= 5)
    #expect(lines.contains("First paragraph.") && lines.contains("Second paragraph."))
  }
}
