/// Unicode normalisation over scalars: forms C and KD (Unicode Standard Annex 15), from the package's own tables.
enum Composition {
  /// Replaces `scalars` by their normalisation form C.
  static func composeCanonically(_ scalars: inout [UInt32]) {
    decomposeCanonically(&scalars)
    scalars = composed(scalars)
  }

  /// Replaces `scalars` by their normalisation form D.
  static func decomposeCanonically(_ scalars: inout [UInt32]) {
    var decomposed: [UInt32] = []
    decomposed.reserveCapacity(scalars.count * 2)
    for scalar in scalars { appendDecomposition(of: scalar, compatibility: false, to: &decomposed) }
    reorder(&decomposed)
    scalars = decomposed
  }

  /// Replaces `scalars` by their normalisation form KD.
  static func decomposeCompatibly(_ scalars: inout [UInt32]) {
    var decomposed: [UInt32] = []
    decomposed.reserveCapacity(scalars.count * 2)
    for scalar in scalars { appendDecomposition(of: scalar, compatibility: true, to: &decomposed) }
    reorder(&decomposed)
    scalars = decomposed
  }

  static func combiningClass(_ scalar: UInt32) -> UInt8 {
    guard scalar >= 0x300 else { return 0 }
    let classes = UnicodeTables.combiningClasses
    var low = 0
    var high = classes.count
    while low < high {
      let middle = (low + high) / 2
      if classes[middle] >> 8 < scalar { low = middle + 1 } else { high = middle }
    }
    return low < classes.count && classes[low] >> 8 == scalar ? UInt8(truncatingIfNeeded: classes[low]) : 0
  }

  // MARK: - Decomposition

  private static let firstHangul: UInt32 = 0xAC00
  private static let leading: UInt32 = 0x1100
  private static let vowels: UInt32 = 0x1161
  private static let trailing: UInt32 = 0x11A7

  private static func appendDecomposition(of scalar: UInt32, compatibility: Bool, to output: inout [UInt32]) {
    guard scalar >= 0xA0 else { return output.append(scalar) }
    if scalar &- firstHangul < 11_172 {
      let index = scalar - firstHangul
      output.append(leading + index / 588)
      output.append(vowels + index % 588 / 28)
      if index % 28 != 0 { output.append(trailing + index % 28) }
      return
    }
    var place = compatibility ? SortedPairs.value(of: scalar, in: UnicodeTables.compatibility) : nil
    if place == nil { place = SortedPairs.value(of: scalar, in: UnicodeTables.canonical) }
    guard let place else { return output.append(scalar) }
    let start = Int(place >> 5)
    output.append(contentsOf: UnicodeTables.pool[start..<start + Int(place & 31)])
  }

  /// Canonical ordering: runs of non-starters sorted by combining class, equal classes in their order.
  private static func reorder(_ scalars: inout [UInt32]) {
    var index = 0
    while index < scalars.count {
      guard combiningClass(scalars[index]) != 0 else {
        index += 1
        continue
      }
      var end = index
      var keyed: [(rank: UInt64, scalar: UInt32)] = []
      while end < scalars.count {
        let rank = combiningClass(scalars[end])
        guard rank != 0 else { break }
        keyed.append((UInt64(rank) << 32 | UInt64(end - index), scalars[end]))
        end += 1
      }
      if keyed.count > 1 {
        keyed.sort { $0.rank < $1.rank }
        for offset in keyed.indices { scalars[index + offset] = keyed[offset].scalar }
      }
      index = end
    }
  }

  // MARK: - Composition

  private static func composed(_ scalars: [UInt32]) -> [UInt32] {
    var output: [UInt32] = []
    output.reserveCapacity(scalars.count)
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in scalars {
      let rank = combiningClass(scalar)
      if let place = starter {
        // Blocked where a scalar between has the same class or a higher one, or is itself a starter.
        let adjacent = place == output.count - 1
        if adjacent || (lastClass != 0 && lastClass < rank), let whole = primaryComposite(output[place], scalar) {
          output[place] = whole
          continue
        }
      }
      if rank == 0 { starter = output.count }
      lastClass = rank
      output.append(scalar)
    }
    return output
  }

  private static func primaryComposite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first &- leading < 19, second &- vowels < 21 {
      return firstHangul + ((first - leading) * 21 + (second - vowels)) * 28
    }
    if first &- firstHangul < 11_172, (first - firstHangul) % 28 == 0, second > trailing, second < trailing + 28 {
      return first + (second - trailing)
    }
    let triples = UnicodeTables.compositions
    var low = 0
    var high = triples.count / 3
    while low < high {
      let middle = (low + high) / 2
      if (triples[3 * middle], triples[3 * middle + 1]) < (first, second) { low = middle + 1 } else { high = middle }
    }
    guard low < triples.count / 3, triples[3 * low] == first, triples[3 * low + 1] == second else { return nil }
    return triples[3 * low + 2]
  }
}
