/// Names of international actors, as a model carries them: what is masked, and what looks like a name and is none.
public struct ActorNames: Sendable, Equatable {
  /// What stands in a text where an actor was named: a word without letters, so that it can be no actor's name.
  public static let placeholder = Array("__".utf8)

  /// Names, then exceptions.
  public let matcher: PhraseMatcher
  /// How many of the matcher's phrases are names.
  public let nameCount: Int
  /// Of each phrase: whether people are named so too.
  private let isAlsoGiven: [Bool]
  /// Of each name: whether it is met before a hyphen only.
  let endsInHyphen: [Bool]

  /// - Parameters:
  ///   - names: as written, none with a small letter first; one that ends with a hyphen (`Franco-`) is met before a
  ///     hyphen only, which stays.
  ///   - exceptions: phrases that hold a name and name no actor (`Indo-Pacific`).
  public init(names: [[UInt8]], exceptions: [[UInt8]]) {
    self.init(PhraseMatcher(names + exceptions), nameCount: names.count)
  }

  private init(_ matcher: PhraseMatcher, nameCount: Int) {
    self.matcher = matcher
    self.nameCount = nameCount
    isAlsoGiven = (0..<nameCount).map { number in
      let name = matcher[number]
      return Self.alsoGiven.contains { name.elementsEqual($0) }
    }
    endsInHyphen = (0..<nameCount).map { matcher[$0].last == 0x2D }
  }

  /// Names with what else they may be written like: headlines in capitals, and letters with their accents apart.
  public init(gazetteerForms: [[UInt8]], exceptions: [[UInt8]], decomposed: ([UInt8]) -> [UInt8]) {
    var seen: Set<[UInt8]> = []
    var names: [[UInt8]] = []
    for form in gazetteerForms {
      guard Self.canBeName(form) else { continue }
      var own = [form]
      let capitals = Array(String(decoding: form, as: UTF8.self).uppercased().utf8)
      // FED or LAO would be met more often than meant.
      if capitals.count > 3 { own.append(capitals) }
      for name in own {
        for variant in [name, decomposed(name)] where seen.insert(variant).inserted { names.append(variant) }
      }
    }
    names.sort { $0.lexicographicallyPrecedes($1) }
    self.init(names: names, exceptions: exceptions)
  }

  /// Whether a form begins as names do here: those with a small letter first are listed by their next word too
  /// (`al-Qaeda`, `Qaeda`).
  public static func canBeName(_ form: [UInt8]) -> Bool { form.first.map { $0 &- 0x61 >= 26 } ?? false }

  // MARK: - In a model's file

  /// More bytes and more names than this no gazetteer has; a file that says so would only take its time.
  private static let longestEncoded = 1 << 20
  private static let mostNames = 1 << 14

  /// One phrase a line, exceptions with `!` before them.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    for number in 0..<matcher.count {
      if number >= nameCount { bytes.append(UInt8(ascii: "!")) }
      bytes += matcher[number]
      bytes.append(0x0A)
    }
    return bytes
  }

  /// - Returns: nil for bytes that are not what `encoded` writes.
  public init?(encoded: [UInt8]) {
    guard encoded.count <= Self.longestEncoded else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.count)
    var offsets: [Int32] = [0]
    var names = 0
    var isException = false
    for (place, byte) in encoded.enumerated() {
      if byte == 0x0A {
        guard bytes.count > Int(offsets[offsets.count - 1]) else { return nil }
        offsets.append(Int32(bytes.count))
        if !isException { names += 1 }
      } else if byte == UInt8(ascii: "!"), place == 0 || encoded[place - 1] == 0x0A {
        isException = true
      } else {
        // Exceptions come last.
        if isException, place > 0, encoded[place - 1] == 0x0A { return nil }
        bytes.append(byte)
      }
    }
    guard bytes.count == Int(offsets[offsets.count - 1]), offsets.count <= Self.mostNames else { return nil }
    self.init(PhraseMatcher(bytes: bytes, offsets: offsets), nameCount: names)
  }

  // MARK: - In a text

  /// All names in order, without what is an exception or a person's name.
  public func mentions(in text: Span<UInt8>) -> [PhraseMatcher.Match] {
    matcher.matches(in: text).filter { match in
      // SAFETY: the buffer's own base; a match lies within it.
      unsafe text.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return false }
        return unsafe isActor(match, base, buffer.count)
      }
    }
  }

  /// Whether a match names an actor. Three names of states are given names of people too; before another word in
  /// capitals (`Jordan Peterson`) they are taken for that, unless the word is an office (`Jordan King`).
  @unsafe
  func isActor(_ match: PhraseMatcher.Match, _ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard match.phrase < nameCount else { return false }
    guard isAlsoGiven[match.phrase] else { return true }
    let place = match.range.upperBound
    // SAFETY: places are checked against `count` before they are read.
    guard place + 2 < count, unsafe text[place] == 0x20, unsafe text[place + 1] &- 0x41 < 26,
      unsafe text[place + 2] &- 0x61 < 26
    else { return true }
    if unsafe matcher.match(text, count, at: place + 1) != nil { return true }
    let end = unsafe WordBytes.end(text, count, from: place + 1)
    var word: [UInt8] = []
    for offset in place + 1..<end { unsafe word.append(text[offset]) }
    return Self.offices.contains(word)
  }

  private static let alsoGiven = ["Chad", "Jordan", "Georgia"].map { Array($0.utf8) }
  private static let offices: Set<[UInt8]> = Set(
    [
      "President", "Prime", "Foreign", "Defence", "Defense", "Interior", "Finance", "Trade", "Energy", "King", "Queen",
      "Crown", "Minister", "Ministry", "Government", "Parliament", "Army", "Ambassador", "And", "Says", "To", "In",
    ].map { Array($0.utf8) })
}
