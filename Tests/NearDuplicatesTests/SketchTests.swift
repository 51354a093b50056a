import NearDuplicates
import TestSupport
import Testing

struct SketchTests {
  @Test func aShingleIsARunOfFiveWords() {
    let a = Texts.sketch("one two three four five six seven")
    #expect(a.shingles.count == 3)
    let b = Texts.sketch("zero two three four five six seven eight")
    #expect(Array(a.shingles[1...2]) == Array(b.shingles[1...2]))
    #expect(a.shingles[0] != b.shingles[0])
  }

  @Test func caseAndPunctuationDoNotMatter() {
    let plain = Texts.sketch("the two sides don t agree on the border at all")
    #expect(Texts.sketch("The two sides don’t agree — “on the border” at\u{00A0}all!") == plain)
    #expect(Texts.sketch("THE TWO SIDES, DON'T AGREE;ON THE BORDER (AT) ALL").shingles == plain.shingles)
  }

  @Test func fewWordsAreOneShingleAndNoneAreNone() {
    #expect(Texts.sketch("one two").shingles.count == 1)
    #expect(Texts.sketch("one two") != Texts.sketch("two one"))
    #expect(Texts.sketch(" … – ! ").shingles.isEmpty)
    #expect(Texts.sketch("").fingerprints.isEmpty)
  }

  @Test func ideographsAreWords() {
    #expect(Texts.sketch("两国外长举行会谈").shingles.count == 4)
    #expect(Texts.sketch("两国外长，举行会谈。") == Texts.sketch("两国外长举行会谈"))
  }

  @Test func cutCharactersAtTheEndAreRead() {
    // A text that ends within a character is not read beyond its end.
    var bytes = Array("one two three four five 会".utf8)
    bytes.removeLast()
    var sketcher = Sketcher()
    #expect(sketcher.sketch(bytes.span).shingles.count == 2)
  }

  /// The least of each window, by looking at every window.
  @Test(arguments: [1, 3, 4, 20, 95, 96, 97, 400])
  func fingerprintsAreTheLeastOfAllWindows(count: Int) {
    var texts = Texts(seed: UInt64(count), vocabulary: 50)
    let sketch = Texts.sketch(texts.words(count + 4))
    let width = min(sketch.shingles.count < 96 ? 4 : 16, sketch.shingles.count)
    let naive = Set((0...(sketch.shingles.count - width)).compactMap { sketch.shingles[$0..<$0 + width].min() })
    #expect(sketch.fingerprints == naive.sorted())
  }
}
