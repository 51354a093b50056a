/// The entries of one sparse row, and the products of that row with a block of vectors.
///
/// Whoever makes one promises that columns are within the block, and that the block begins at a multiple of the vector
/// type.
@unsafe
struct RowEntries<Number: BinaryFloatingPoint & BitwiseCopyable> {
  let columns: UnsafePointer<UInt32>
  let values: UnsafePointer<Number>
  let range: Range<Int>

  /// sums += xᵀW for the row x.
  @inline(__always)
  func gather<Block: LaneBlock>(
    _ weights: UnsafePointer<Number>, into sums: UnsafeMutablePointer<Number>, _ groups: Int, _ type: Block.Type
  ) where Block.Number == Number {
    let blocks = unsafe UnsafeRawPointer(weights).assumingMemoryBound(to: Block.self)
    let target = unsafe UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Block.self)
    let end = unsafe range.upperBound
    // One sum would wait for itself at each entry; of the widest blocks more than two do not fit the registers.
    let sums = MemoryLayout<Block>.size < 64 ? 4 : 2
    for group in 0..<groups {
      var first = unsafe target[group]
      var second = Block.zero
      var third = Block.zero
      var fourth = Block.zero
      var entry = unsafe range.lowerBound
      while entry &+ sums <= end {
        unsafe first = first.adding(blocks[place(entry, groups, group)], times: values[entry])
        unsafe second = second.adding(blocks[place(entry &+ 1, groups, group)], times: values[entry &+ 1])
        if sums == 4 {
          unsafe third = third.adding(blocks[place(entry &+ 2, groups, group)], times: values[entry &+ 2])
          unsafe fourth = fourth.adding(blocks[place(entry &+ 3, groups, group)], times: values[entry &+ 3])
        }
        entry &+= sums
      }
      while entry < end {
        unsafe first = first.adding(blocks[place(entry, groups, group)], times: values[entry])
        entry &+= 1
      }
      unsafe target[group] = first.adding(second, times: 1).adding(third.adding(fourth, times: 1), times: 1)
    }
  }

  @inline(__always)
  private func place(_ entry: Int, _ groups: Int, _ group: Int) -> Int {
    unsafe Int(columns[entry]) &* groups &+ group
  }

  /// W += x·changeᵀ for the row x.
  @inline(__always)
  func scatter<Block: LaneBlock>(
    _ change: UnsafePointer<Number>, into weights: UnsafeMutablePointer<Number>, _ groups: Int, _ type: Block.Type
  ) where Block.Number == Number {
    let blocks = unsafe UnsafeMutableRawPointer(weights).assumingMemoryBound(to: Block.self)
    let source = unsafe UnsafeRawPointer(change).assumingMemoryBound(to: Block.self)
    for group in 0..<groups {
      let own = unsafe source[group]
      for entry in unsafe range {
        let place = unsafe place(entry, groups, group)
        unsafe blocks[place] = blocks[place].adding(own, times: values[entry])
      }
    }
  }
}

extension RowEntries where Number == Double {
  /// The same for any number of lanes.
  @inline(__always)
  func gather(_ weights: UnsafePointer<Double>, into sums: UnsafeMutablePointer<Double>, lanes: Int) {
    switch lanes {
    case 1: unsafe gather(weights, into: sums, 1, Scalar1<Double>.self)
    case 2: unsafe gather(weights, into: sums, 1, SIMD2<Double>.self)
    case 4: unsafe gather(weights, into: sums, 1, SIMD4<Double>.self)
    default: unsafe gather(weights, into: sums, lanes / 8, SIMD8<Double>.self)
    }
  }
}
