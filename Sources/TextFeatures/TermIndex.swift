internal import CPrefetch
public import LinearAlgebra

/// The terms of a fitted vocabulary (words, or n-grams of characters), numbered in order of their bytes, and a table
/// from their bytes to their numbers.
///
/// A slot is two words: the term's key (`TermKey`), then `length << 32 | number`; an empty slot is two zeros. Each key has
/// a slot of its own (`PerfectHash`). A key and a length are the term where it has up to eight bytes; longer terms are
/// compared. Longer terms that share a key, which only malice brings about, stand in a list beside the table.
public struct TermIndex: Sendable, Equatable {
  /// The terms' bytes, back to back, with zeros behind them (`padding`).
  public let bytes: Stored<UInt8>
  /// `count + 1` positions in `bytes`.
  public let offsets: Stored<UInt32>
  /// Two words a slot.
  public let slots: Stored<UInt64>
  public let hash: PerfectHash
  /// Numbers of terms whose key is in the table under another number, ascending.
  let twins: [UInt32]

  public var count: Int { offsets.count - 1 }
  static let absent = UInt32.max
  /// Zeros behind the bytes, so that eight may be read at the start of any term.
  static let padding = TermTable.padding

  /// Lays out a table for terms that ascend by their bytes.
  init(bytes: [UInt8], offsets: [UInt32]) {
    self.bytes = Stored(bytes)
    self.offsets = Stored(offsets)
    var keys: [UInt64] = []
    keys.reserveCapacity(offsets.count)
    Self.forEachKey(self.bytes, self.offsets) { _, key in keys.append(key) }
    var placed = Array(0..<UInt32(keys.count))
    var twins: [UInt32] = []
    if let hash = PerfectHash(keys) {
      self.hash = hash
    } else {
      var seen: Set<UInt64> = []
      twins = placed.filter { !seen.insert(keys[Int($0)]).inserted }
      placed.removeAll(where: Set(twins).contains)
      hash = PerfectHash(placed.map { keys[Int($0)] }) ?? .empty
    }
    self.twins = twins
    var slots = [UInt64](repeating: 0, count: 2 * hash.capacity)
    for number in placed {
      let slot = hash.slot(keys[Int(number)])
      slots[2 * slot] = keys[Int(number)]
      slots[2 * slot + 1] = UInt64(offsets[Int(number) + 1] - offsets[Int(number)]) << 32 | UInt64(number)
    }
    self.slots = Stored(slots)
  }

  /// Lays out a table for terms that ascend by their bytes.
  init(_ terms: some Sequence<some Collection<UInt8>>) {
    var bytes: [UInt8] = []
    var offsets: [UInt32] = [0]
    for term in terms {
      bytes.append(contentsOf: term)
      offsets.append(UInt32(bytes.count))
    }
    bytes.append(contentsOf: repeatElement(0, count: Self.padding))
    self.init(bytes: bytes, offsets: offsets)
  }

  /// The bytes of a term.
  public func term(_ number: Int) -> Slice<Stored<UInt8>> { bytes[Int(offsets[number])..<Int(offsets[number + 1])] }

  /// Calls `body` with the number and the key of each term.
  @inline(__always)
  private static func forEachKey(
    _ bytes: Stored<UInt8>, _ offsets: Stored<UInt32>, _ body: (Int, UInt64) -> Void
  ) {
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe offsets.withUnsafeBufferPointer { offsets in
        guard let base = bytes.baseAddress else { return }
        for number in 0..<offsets.count - 1 {
          // SAFETY: `bytes` ends with padding behind the last term.
          let start = unsafe Int(offsets[number])
          body(number, unsafe TermKey.of(base, at: start, length: Int(offsets[number + 1]) - start))
        }
      }
    }
  }

  // MARK: - Reading from a file

  /// A table read from a file; throws what is wrong with it: each term must be found at its number, and nothing else
  /// be there.
  public init(
    bytes: Stored<UInt8>, offsets: Stored<UInt32>, slots: Stored<UInt64>, hash: PerfectHash
  ) throws(TermIndexFlaw) {
    guard !offsets.isEmpty, offsets.count < PerfectHash.limit, offsets[0] == 0,
      Int(offsets[offsets.count - 1]) + Self.padding == bytes.count
    else { throw TermIndexFlaw("the vocabulary's offsets do not span its bytes") }
    guard slots.count == 2 * hash.capacity, hash.capacity > offsets.count - 1, hash.capacity < PerfectHash.limit,
      !hash.pilots.isEmpty, hash.pilots.count < PerfectHash.limit
    else { throw TermIndexFlaw("the vocabulary's slots are too few") }
    for number in 0..<offsets.count - 1 {
      guard offsets[number] < offsets[number + 1], offsets[number + 1] - offsets[number] <= TermKey.longest else {
        throw TermIndexFlaw("term \(number) of the vocabulary is empty or too long")
      }
    }
    var twins: [UInt32] = []
    var missing: Int?
    var taken = 0
    unsafe slots.withUnsafeBufferPointer { slots in
      // SAFETY: there are two words for each of the capacity's slots, and the hash answers with one of these.
      Self.forEachKey(bytes, offsets) { number, key in
        let slot = hash.slot(key)
        let length = UInt64(offsets[number + 1] - offsets[number])
        if unsafe slots[2 &* slot] != key {
          missing = missing ?? number
        } else if unsafe slots[2 &* slot &+ 1] != length << 32 | UInt64(number) {
          twins.append(UInt32(number))
        }
      }
      for slot in 0..<hash.capacity { taken &+= unsafe slots[2 &* slot] | slots[2 &* slot &+ 1] != 0 ? 1 : 0 }
    }
    if let missing { throw TermIndexFlaw("term \(missing) of the vocabulary cannot be found in it") }
    // Each slot that is taken is that of a term which found itself there.
    guard taken == offsets.count - 1 - twins.count else {
      throw TermIndexFlaw("the vocabulary's slots and terms differ in number")
    }
    self.bytes = bytes
    self.offsets = offsets
    self.slots = slots
    self.hash = hash
    self.twins = twins
  }

  /// What is wrong with the order of terms that are valid UTF-8 one after the other: each must begin with a character
  /// and come after the one before it.
  public func flawInOrder() -> String? {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var before: UInt64 = 0
      for number in 0..<count {
        let start = Int(offsets[number])
        // SAFETY: terms lie in `bytes`, with eight bytes of padding behind the last.
        guard unsafe bytes[start] & 0xC0 != 0x80 else { return "term \(number) of the vocabulary is not UTF-8" }
        let length = Int(offsets[number + 1]) - start
        let mask = length >= 8 ? UInt64.max : UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length)
        let first = unsafe base.loadUnaligned(fromByteOffset: start, as: UInt64.self).byteSwapped & mask
        // Most terms differ from the one before within eight bytes.
        if number > 0, first <= before, first < before || !term(number - 1).lexicographicallyPrecedes(term(number)) {
          return "term \(number) of the vocabulary is out of order"
        }
        before = first
      }
      return nil
    }
  }

  // MARK: - Searching

  /// Among the terms beside the table the one with these bytes, or `absent`.
  @inline(never) @unsafe
  func twin(length: Int, at term: UnsafeRawPointer) -> UInt32 {
    for number in twins where Int(offsets[Int(number) + 1] - offsets[Int(number)]) == length {
      // SAFETY: both have `length` bytes.
      if unsafe self.term(Int(number)).elementsEqual(UnsafeRawBufferPointer(start: term, count: length)) {
        return number
      }
    }
    return Self.absent
  }

  /// Writes the slots of keys, and asks for their cache lines: two words a slot.
  @inline(__always) @unsafe
  func place(_ keys: UnsafePointer<UInt64>, _ count: Int, into places: UnsafeMutablePointer<UInt32>) {
    let capacity = hash.capacity
    let seed = hash.seed
    // SAFETY: buckets are below the number of pilots; asking for a line is no access.
    unsafe slots.withUnsafeBufferPointer { slots in
      unsafe hash.pilots.withUnsafeBufferPointer { pilots in
        guard let table = slots.baseAddress, let base = pilots.baseAddress else { return }
        let buckets = pilots.count
        for place in 0..<count {
          let spread = unsafe PerfectHash.spread(keys[place], seed: seed)
          let pilot = unsafe base[PerfectHash.bucket(spread, of: buckets)]
          let slot = PerfectHash.slot(spread, pilot: pilot, capacity: capacity)
          unsafe prefetch_line(table + 2 &* slot)
          unsafe places[place] = UInt32(truncatingIfNeeded: slot)
        }
      }
    }
  }

  /// The number of a term, or `absent`.
  ///
  /// - Parameters:
  ///   - slot: as `place` gave it for the key.
  ///   - text: at least 7 bytes past the term may be read.
  @inline(__always) @unsafe
  func find(slot: Int, key: UInt64, length: Int, at start: Int, in text: UnsafeRawPointer) -> UInt32 {
    guard slots[2 * slot] == key else { return Self.absent }
    let meta = slots[2 * slot + 1]
    let number = UInt32(truncatingIfNeeded: meta)
    if Int(truncatingIfNeeded: meta &>> 32) == length {
      if length <= 8 { return number }
      // SAFETY: the table has been checked when it was made or read.
      let same = unsafe bytes.withUnsafeBytes {
        unsafe TermKey.equal(text + start, $0.baseAddress! + Int(offsets[Int(number)]), length)
      }
      if same { return number }
    }
    return twins.isEmpty ? Self.absent : unsafe twin(length: length, at: text + start)
  }
}

/// What is wrong with a vocabulary read from a file.
public struct TermIndexFlaw: Error {
  public let description: String

  init(_ description: String) { self.description = description }
}
