import Foundation
import Preparation
import TestSupport
import Testing

struct LeftoverLinesTests {
  private static let article = """
    Ministers from both coasts met on Monday to agree a timetable for the ferries.
    They will share the cost of dredging, and follow up with a visit next month.
    “We want to read more than the headlines,” one of them told the commission’s site visitors.
    """

  private static func cuts(_ text: String, repeated: [UInt64] = []) -> [String] {
    let bytes = Array(text.utf8)
    return LeftoverLines(repeated: repeated).cuts(in: bytes.span).map {
      String(decoding: bytes[$0.range], as: UTF8.self)
    }
  }

  @Test func withoutRulesOnlyRepeatedLinesGo() {
    let text = Self.article + "\n\nRead More: Port fees frozen\n\nA line of this outlet\n"
    let bytes = Array(text.utf8)
    let line = Array("A line of this outlet".utf8)
    let hash = LineCutter.hash(line.span, 0..<line.count)
    func cuts(_ hasRules: Bool) -> [String] {
      LeftoverLines(repeated: [hash], hasRules: hasRules).cuts(in: bytes.span).map {
        String(decoding: bytes[$0.range], as: UTF8.self)
      }
    }
    #expect(cuts(false) == ["A line of this outlet"])
    #expect(cuts(true) == ["Read More: Port fees frozen", "A line of this outlet"])
  }

  @Test func anArticleStaysWhole() { #expect(Self.cuts(Self.article).isEmpty) }

  @Test(arguments: [
    "Read More: Port fees frozen", "Related articles", "Leave a comment", "Share this: Facebook | Twitter | Print",
    "Sign up for our newsletter", "We use cookies. OK?", "Photo: A. Person / Agency", "© 2020 The Paper",
    "Reporting by A. Person; editing by B. Person", "» More from the archive", "ADVERTISEMENT", "5 min read",
    "All rights reserved.", "You may also like: Ten boats", "Most read", "Facebook", "[print] [top of page]",
    "Loading...", "Loading", "Home | Loading...", "Home | News | Somewhere",
  ]) func leftoversGo(line: String) {
    #expect(Self.cuts(Self.article + "\n\n" + line) == [line])
    #expect(Self.cuts(line + "\n" + Self.article) == [line])
    // A text of nothing else is kept.
    #expect(Self.cuts(line).isEmpty)
  }

  @Test(arguments: [
    "The two sides will share information on fishing.", "(c) to recommend to member states that permits be reviewed",
    "Photographs of the signing were shown to both delegations before the talks began on Monday in the capital.",
    "“Follow the law,” the ambassador told the harbour master, who laughed and shook his hand.", "Background",
    "More than forty ships were seized.", "See you in court, the minister said.", "Talks on water resume",
    "\"Share this with nobody,\" the note ended.", "By noon the harbour was closed to all traffic.",
    "Two replies came back",
    "Opinion: the strait is wide enough", "They may dredge (and/or widen) the harbour.",
  ]) func linesOfArticlesStay(line: String) { #expect(Self.cuts(line + "\n" + Self.article).isEmpty) }

  @Test func whatStandsBehindAnArticleIsThePages() {
    #expect(
      Self.cuts(Self.article + "\nTen boats to see before winter\nHarbour life") == [
        "Ten boats to see before winter", "Harbour life",
      ])
    // A sentence, an item of a list, a long line, and what follows no sentence.
    #expect(Self.cuts(Self.article + "\nThe ferries will run again.\n- two boats\n• a pier").isEmpty)
    #expect(Self.cuts("Talks on water resume\nBoth sides hopeful").isEmpty)
    #expect(Self.cuts(Self.article + "\n" + String(repeating: "word ", count: 13)).isEmpty)
  }

  @Test func sentencesOfTheLastParagraphAreLookedAt() {
    let long = Self.article.replacingOccurrences(of: "\n", with: " ")
    #expect(Self.cuts(long + " Sign up for our newsletter.") == [" Sign up for our newsletter."])
  }

  @Test func repeatedLinesGo() {
    let line = "Harbour Gazette, Tuesday 3 March"
    let bytes = Array("HARBOUR gazette – tuesday 5 march".utf8)
    let hash = LineCutter.hash(bytes.span, 0..<bytes.count)
    #expect(Self.cuts(line + "\n" + Self.article, repeated: [1, hash, .max]) == [line])
    #expect(Self.cuts(line + "\n" + Self.article, repeated: [1]).isEmpty)
  }

  @Test func lineEndsOfAnyKind() {
    let lines = "one two\r\nthree\n\n \n four five six\rseven"
    let bytes = Array(lines.utf8)
    let pieces = LineCutter.lines(of: bytes.span, longest: 36)
    #expect(
      pieces.map { String(decoding: bytes[$0.range], as: UTF8.self) } == [
        "one two", "three", " four five six", "seven",
      ])
    #expect(pieces.map(\.words) == [2, 1, 3, 1])
  }

  @Test func lineEndsAreFoundAtAnyPlace() {
    for length in 0..<200 {
      let bytes =
        Array(repeating: UInt8(ascii: "a"), count: length) + [0x0A] + Array(repeating: UInt8(ascii: "b"), count: 3)
      let pieces = LineCutter.lines(of: bytes.span, longest: 36)
      #expect(pieces.last?.range == length + 1..<length + 4)
      #expect(pieces.count == (length == 0 ? 1 : 2))
    }
  }
}
