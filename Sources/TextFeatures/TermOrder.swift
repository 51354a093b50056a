/// Terms in order of their bytes.
enum TermOrder {
  static func sorted(_ numbers: [Int], in table: TermTable) -> [Int] {
    // The first eight bytes, big-endian, decide nearly always.
    var keyed = numbers.map { number -> (head: UInt64, number: Int) in
      var head: UInt64 = 0
      let term = table.term(number)
      for (place, byte) in term.prefix(8).enumerated() { head |= UInt64(byte) << UInt64(56 - 8 * place) }
      return (head, number)
    }
    keyed.sort { left, right in
      if left.head != right.head { return left.head < right.head }
      return table.term(left.number).lexicographicallyPrecedes(table.term(right.number))
    }
    return keyed.map(\.number)
  }
}
