/// What is done to a text before it is cut into words. A model carries it, so that training and scoring do the same.
public struct TextPreparation: Sendable, Equatable {
  /// Actors whose names become one word, whoever they are.
  public var actors: ActorNames?
  /// Numbers are left out.
  public var dropsNumbers = false
  /// Lines that web pages leave behind are left out.
  public var leftovers: LeftoverLines?

  public init() {}

  public var isNone: Bool { actors == nil && !dropsNumbers && leftovers == nil }
}

/// Prepares one text after another; its memory is used again. One a thread.
public struct TextPreparer: Sendable {
  /// A part of the text that is replaced.
  public struct Edit: Sendable, Equatable {
    public enum Kind: String, Sendable, Equatable {
      case actor, number, leftover
      /// A line that many documents of one outlet have.
      case repeated
    }
    public var kind: Kind
    /// In the text as it was.
    public var range: Range<Int>
    /// Where what stands for it ends in the prepared text.
    public var preparedEnd: Int
  }

  public let preparation: TextPreparation
  /// Of the text prepared last, in order.
  public private(set) var edits: [Edit] = []
  /// The text prepared last, where it was changed at all.
  public private(set) var bytes: [UInt8] = []
  private var cuts: [LeftoverLines.Cut] = []

  public init(_ preparation: TextPreparation) { self.preparation = preparation }

  /// Prepares a text into `bytes`.
  ///
  /// - Returns: false where nothing was changed; `bytes` then means nothing.
  public mutating func prepare(_ text: Span<UInt8>) -> Bool {
    guard !preparation.isNone else { return false }
    edits.removeAll(keepingCapacity: true)
    cuts = preparation.leftovers?.cuts(in: text) ?? []
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var place = 0
      for cut in cuts {
        unsafe scan(base, from: place, to: cut.range.lowerBound)
        edits.append(Edit(kind: cut.reason == .leftover ? .leftover : .repeated, range: cut.range, preparedEnd: 0))
        place = cut.range.upperBound
      }
      unsafe scan(base, from: place, to: buffer.count)
    }
    guard !edits.isEmpty else { return false }
    assemble(text)
    return true
  }

  /// Where a range of the prepared text stood in the text as it was: a replaced part counts whole.
  public func original(_ range: Range<Int>) -> Range<Int> {
    let first = edit { $0.preparedEnd > range.lowerBound }
    var lower = range.lowerBound + first.shift
    if let edit = first.edit { lower = min(lower, edit.range.lowerBound) }
    let last = edit { $0.preparedEnd >= range.upperBound }
    var upper = range.upperBound + last.shift
    if let edit = last.edit, upper > edit.range.lowerBound { upper = edit.range.upperBound }
    return lower..<max(lower, upper)
  }

  /// The first edit of which a condition holds that then holds of all behind it, and how far the text before it is moved.
  private func edit(where holds: (Edit) -> Bool) -> (edit: Edit?, shift: Int) {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if holds(edits[middle]) { high = middle } else { low = middle + 1 }
    }
    let shift = low > 0 ? edits[low - 1].range.upperBound - edits[low - 1].preparedEnd : 0
    return (low < edits.count ? edits[low] : nil, shift)
  }

  /// Finds actors and numbers between two places: sixty-four bytes are classified at once, and only where a capital
  /// letter, a digit or a scalar beyond ASCII begins a word is anything looked at.
  @unsafe
  private mutating func scan(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) {
    guard preparation.actors != nil || preparation.dropsNumbers else { return }
    let actors = preparation.actors
    let dropsNumbers = preparation.dropsNumbers
    var block = start
    /// What is before this is done.
    var done = start
    var wordBefore: UInt64 = 0
    var digitBefore: UInt64 = 0
    // SAFETY: blocks begin below `end`.
    while block < end {
      let masks = unsafe StartMasks(text + block, count: end - block)
      var candidates = masks.starts & ~(masks.words &<< 1 | wordBefore)
      if dropsNumbers { candidates |= masks.digits & ~(masks.digits &<< 1 | digitBefore) }
      wordBefore = masks.words &>> 63
      digitBefore = masks.digits &>> 63
      while candidates != 0 {
        let place = block &+ candidates.trailingZeroBitCount
        candidates &= candidates &- 1
        if place < done { continue }
        unsafe look(text, from: start, to: end, at: place, actors, dropsNumbers, &done)
      }
      block &+= 64
    }
  }

  /// Looks at a place where a name or number may begin, and puts what is there among the edits.
  @inline(__always) @unsafe
  private mutating func look(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, at place: Int, _ actors: ActorNames?,
    _ dropsNumbers: Bool, _ done: inout Int
  ) {
    // SAFETY: `place` is below `end`, the byte before it is read only from `start` on.
    let byte = unsafe text[place]
    let before = unsafe place > start ? text[place &- 1] : 0x20
    let inWord =
      unsafe before < 0x80 ? WordBytes.mayBeWord(before) : WordBytes.endsInWord(text, from: start, before: place)
    if !inWord, let actors, let match = unsafe actors.matcher.match(text, end, at: place) {
      done = match.range.upperBound
      guard unsafe actors.isActor(match, text, end) else { return }
      // The hyphen of a form such as `Franco-` stays.
      let hyphen = unsafe !actors.endsInHyphen[match.phrase] ? 0 : text[done - 1] == 0x2D ? 1 : 3
      edits.append(Edit(kind: .actor, range: place..<done - hyphen, preparedEnd: 0))
    } else if dropsNumbers, byte &- 0x30 < 10 {
      done = unsafe Self.numberEnd(text, end, from: place, inWord: inWord)
      edits.append(Edit(kind: .number, range: place..<done, preparedEnd: 0))
    }
  }

  /// The end of a number: digits with points and commas between them, and what letters hang on to it (`20th`, `5km`).
  @unsafe
  private static func numberEnd(_ text: UnsafePointer<UInt8>, _ count: Int, from start: Int, inWord: Bool) -> Int {
    var place = start
    // SAFETY: places are checked against `count` before they are read.
    while place < count {
      let byte = unsafe text[place]
      if byte &- 0x30 < 10 {
        place += 1
      } else if byte == 0x2C || byte == 0x2E || byte == 0x3A, place + 1 < count,
        unsafe text[place + 1] &- 0x30 < 10
      {
        place += 2
      } else {
        break
      }
    }
    if !inWord { while place < count, unsafe (text[place] | 0x20) &- 0x61 < 26 { place += 1 } }
    return place
  }

  private mutating func assemble(_ text: Span<UInt8>) {
    bytes.removeAll(keepingCapacity: true)
    unsafe text.withUnsafeBufferPointer { buffer in
      var place = 0
      for index in edits.indices {
        // SAFETY: edits ascend and lie in the text.
        unsafe bytes.append(contentsOf: buffer[place..<edits[index].range.lowerBound])
        switch edits[index].kind {
        case .actor: bytes.append(contentsOf: ActorNames.placeholder)
        case .number: bytes.append(0x20)
        case .leftover, .repeated: bytes.append(0x0A)
        }
        edits[index].preparedEnd = bytes.count
        place = edits[index].range.upperBound
      }
      unsafe bytes.append(contentsOf: buffer[place...])
    }
  }
}
