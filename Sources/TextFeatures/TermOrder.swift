internal import LinearAlgebra

/// Terms in order of their bytes.
enum TermOrder {
  private struct Keyed {
    /// The first eight bytes, big-endian, with zeros behind a shorter term: they decide nearly always.
    let head: UInt64
    let number: Int
  }

  /// Terms are dealt out by their first byte, and what begins with the same one is sorted by one thread.
  static func sorted(_ numbers: [Int], in table: TermTable, threads: Int) -> [Int] {
    var cuts = [Int](repeating: 0, count: 257)
    for number in numbers { cuts[Int(table.head(number) >> 56) + 1] += 1 }
    for byte in 0..<256 { cuts[byte + 1] += cuts[byte] }
    let keyed = Scratch<Keyed>(uninitialised: numbers.count)
    var next = cuts
    for number in numbers {
      let head = table.head(number)
      // SAFETY: so many terms with this first byte were counted.
      unsafe keyed.base[next[Int(head >> 56)]] = Keyed(head: head, number: number)
      next[Int(head >> 56)] += 1
    }
    // SAFETY: terms of different first bytes lie side by side.
    Parallel.forEach(256, threads: threads) { byte in
      let count = cuts[byte + 1] - cuts[byte]
      var own = unsafe UnsafeMutableBufferPointer(start: keyed.base + cuts[byte], count: count)
      unsafe own.sort { left, right in
        if left.head != right.head { return left.head < right.head }
        return table.term(left.number).lexicographicallyPrecedes(table.term(right.number))
      }
    }
    return numbers.indices.map { unsafe keyed.base[$0].number }
  }
}

extension TermTable {
  /// The first eight bytes of a term, big-endian, with zeros behind a shorter one.
  fileprivate func head(_ number: Int) -> UInt64 {
    let start = Int(offsets[number])
    let length = Int(offsets[number + 1]) - start
    let mask = length >= 8 ? UInt64.max : ~(UInt64.max >> UInt64(8 * length))
    // SAFETY: eight bytes may be read at the start of any term.
    return unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: start, as: UInt64.self).bigEndian & mask
    }
  }
}
