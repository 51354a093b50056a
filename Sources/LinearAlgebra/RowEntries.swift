internal import CWideVectors

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
  func gather(_ weights: UnsafePointer<Double>, into sums: UnsafeMutablePointer<Double>, lanes: Int, isWide: Bool) {
    switch lanes {
    case 1: unsafe gather(weights, into: sums, 1, Scalar1<Double>.self)
    case 2: unsafe gather(weights, into: sums, 1, SIMD2<Double>.self)
    case 4: unsafe gather(weights, into: sums, 1, SIMD4<Double>.self)
    default:
      guard isWide else { return unsafe gather(weights, into: sums, lanes / 8, SIMD8<Double>.self) }
      unsafe wide_double_gather(
        columns + range.lowerBound, values + range.lowerBound, range.count, weights, sums, lanes / 8)
    }
  }

  @inline(__always)
  func scatter(_ change: UnsafePointer<Double>, into weights: UnsafeMutablePointer<Double>, lanes: Int, isWide: Bool) {
    switch lanes {
    case 1: unsafe scatter(change, into: weights, 1, Scalar1<Double>.self)
    case 2: unsafe scatter(change, into: weights, 1, SIMD2<Double>.self)
    case 4: unsafe scatter(change, into: weights, 1, SIMD4<Double>.self)
    default:
      guard isWide else { return unsafe scatter(change, into: weights, lanes / 8, SIMD8<Double>.self) }
      unsafe wide_double_scatter(
        columns + range.lowerBound, values + range.lowerBound, range.count, change, weights, lanes / 8)
    }
  }
}

extension RowEntries where Number == Float {
  @inline(__always)
  func gather(_ weights: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>, lanes: Int, isWide: Bool) {
    switch lanes {
    case 1: unsafe gather(weights, into: sums, 1, Scalar1<Float>.self)
    case 2: unsafe gather(weights, into: sums, 1, SIMD2<Float>.self)
    case 4: unsafe gather(weights, into: sums, 1, SIMD4<Float>.self)
    case 8: unsafe gather(weights, into: sums, 1, SIMD8<Float>.self)
    default:
      guard isWide else { return unsafe gather(weights, into: sums, lanes / 16, SIMD16<Float>.self) }
      unsafe wide_single_gather(
        columns + range.lowerBound, values + range.lowerBound, range.count, weights, sums, lanes / 16)
    }
  }

  @inline(__always)
  func scatter(_ change: UnsafePointer<Float>, into weights: UnsafeMutablePointer<Float>, lanes: Int, isWide: Bool) {
    switch lanes {
    case 1: unsafe scatter(change, into: weights, 1, Scalar1<Float>.self)
    case 2: unsafe scatter(change, into: weights, 1, SIMD2<Float>.self)
    case 4: unsafe scatter(change, into: weights, 1, SIMD4<Float>.self)
    case 8: unsafe scatter(change, into: weights, 1, SIMD8<Float>.self)
    default:
      guard isWide else { return unsafe scatter(change, into: weights, lanes / 16, SIMD16<Float>.self) }
      unsafe wide_single_scatter(
        columns + range.lowerBound, values + range.lowerBound, range.count, change, weights, lanes / 16)
    }
  }
}
