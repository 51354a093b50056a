/// The arrays of a tiled matrix as pointers, and the kernels over them.
@unsafe
struct TileEntries<Scalar> {
  let columns: UnsafePointer<UInt32>
  let offsets: UnsafePointer<UInt32>
  let rows: UnsafePointer<UInt16>
  let values: UnsafePointer<Scalar>
}

extension TileEntries where Scalar == Double {
  /// Adds the product of some runs to the rows of their tile.
  func multiply(
    _ runs: Range<Int>, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>, _ lanes: Int
  ) {
    switch lanes {
    case 1: unsafe scatterScalars(self, runs, source, target)
    case 2: unsafe scatter(self, runs, source, target, 1, SIMD2<Double>.self)
    case 4: unsafe scatter(self, runs, source, target, 1, SIMD4<Double>.self)
    default: unsafe scatter(self, runs, source, target, lanes / 8, SIMD8<Double>.self)
    }
  }

  /// Adds the products of some columns with the rows of a tile to those columns.
  func multiplyTransposed(
    _ runs: Range<Int>, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>, _ lanes: Int
  ) {
    switch lanes {
    case 1: unsafe gatherScalars(self, runs, source, target)
    case 2: unsafe gather(self, runs, source, target, 1, SIMD2<Double>.self)
    case 4: unsafe gather(self, runs, source, target, 1, SIMD4<Double>.self)
    default: unsafe gather(self, runs, source, target, lanes / 8, SIMD8<Double>.self)
    }
  }
}

extension TileEntries where Scalar == Float {
  /// Adds the product of some runs to the rows of their tile.
  func multiply(_ runs: Range<Int>, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ lanes: Int)
  {
    switch lanes {
    case 1: unsafe scatterScalars(self, runs, source, target)
    case 2: unsafe scatter(self, runs, source, target, 1, SIMD2<Float>.self)
    case 4: unsafe scatter(self, runs, source, target, 1, SIMD4<Float>.self)
    case 8: unsafe scatter(self, runs, source, target, 1, SIMD8<Float>.self)
    default: unsafe scatter(self, runs, source, target, lanes / 16, SIMD16<Float>.self)
    }
  }

  /// Adds the products of some columns with the rows of a tile to those columns.
  func multiplyTransposed(
    _ runs: Range<Int>, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ lanes: Int
  ) {
    switch lanes {
    case 1: unsafe gatherScalars(self, runs, source, target)
    case 2: unsafe gather(self, runs, source, target, 1, SIMD2<Float>.self)
    case 4: unsafe gather(self, runs, source, target, 1, SIMD4<Float>.self)
    case 8: unsafe gather(self, runs, source, target, 1, SIMD8<Float>.self)
    default: unsafe gather(self, runs, source, target, lanes / 16, SIMD16<Float>.self)
    }
  }
}

// SAFETY, for the four kernels: runs lie within the arrays, rows within the tile and columns within the matrix by
// construction of TiledMatrix, whose callers checked the sizes of both blocks; blocks begin at multiples of the
// vector type from a start that is aligned to 64 bytes.

@inline(__always)
private func scatter<Block: SIMD>(
  _ entries: TileEntries<Block.Scalar>, _ runs: Range<Int>, _ source: UnsafePointer<Block.Scalar>,
  _ target: UnsafeMutablePointer<Block.Scalar>, _ groups: Int, _ type: Block.Type
) where Block.Scalar: BinaryFloatingPoint {
  let rows = unsafe entries.rows
  let values = unsafe entries.values
  let weights = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: Block.self)
  let sums = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Block.self)
  for run in runs {
    let column = unsafe Int(entries.columns[run])
    let start = unsafe Int(entries.offsets[run])
    let end = unsafe Int(entries.offsets[run &+ 1])
    for group in 0..<groups {
      let weight = unsafe weights[column &* groups &+ group]
      var entry = start
      while entry < end {
        let place = unsafe Int(rows[entry]) &* groups &+ group
        unsafe sums[place] += weight * Block(repeating: values[entry])
        entry &+= 1
      }
    }
  }
}

@inline(__always)
private func scatterScalars<Scalar: BinaryFloatingPoint>(
  _ entries: TileEntries<Scalar>, _ runs: Range<Int>, _ source: UnsafePointer<Scalar>,
  _ target: UnsafeMutablePointer<Scalar>
) {
  let rows = unsafe entries.rows
  let values = unsafe entries.values
  for run in runs {
    let weight = unsafe source[Int(entries.columns[run])]
    var entry = unsafe Int(entries.offsets[run])
    let end = unsafe Int(entries.offsets[run &+ 1])
    while entry < end {
      unsafe target[Int(rows[entry])] += weight * values[entry]
      entry &+= 1
    }
  }
}

@inline(__always)
private func gather<Block: SIMD>(
  _ entries: TileEntries<Block.Scalar>, _ runs: Range<Int>, _ source: UnsafePointer<Block.Scalar>,
  _ target: UnsafeMutablePointer<Block.Scalar>, _ groups: Int, _ type: Block.Type
) where Block.Scalar: BinaryFloatingPoint {
  let rows = unsafe entries.rows
  let values = unsafe entries.values
  let blocks = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: Block.self)
  let sums = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Block.self)
  for run in runs {
    let column = unsafe Int(entries.columns[run])
    let start = unsafe Int(entries.offsets[run])
    let end = unsafe Int(entries.offsets[run &+ 1])
    for group in 0..<groups {
      var entry = start
      var even = unsafe sums[column &* groups &+ group]
      var odd = Block.zero
      while entry &+ 2 <= end {
        unsafe even += blocks[Int(rows[entry]) &* groups &+ group] * Block(repeating: values[entry])
        unsafe odd += blocks[Int(rows[entry &+ 1]) &* groups &+ group] * Block(repeating: values[entry &+ 1])
        entry &+= 2
      }
      if entry < end {
        unsafe even += blocks[Int(rows[entry]) &* groups &+ group] * Block(repeating: values[entry])
      }
      unsafe sums[column &* groups &+ group] = even + odd
    }
  }
}

@inline(__always)
private func gatherScalars<Scalar: BinaryFloatingPoint>(
  _ entries: TileEntries<Scalar>, _ runs: Range<Int>, _ source: UnsafePointer<Scalar>,
  _ target: UnsafeMutablePointer<Scalar>
) {
  let rows = unsafe entries.rows
  let values = unsafe entries.values
  for run in runs {
    let column = unsafe Int(entries.columns[run])
    var entry = unsafe Int(entries.offsets[run])
    let end = unsafe Int(entries.offsets[run &+ 1])
    var a = unsafe target[column]
    var b: Scalar = 0
    var c: Scalar = 0
    var d: Scalar = 0
    while entry &+ 4 <= end {
      unsafe a += values[entry] * source[Int(rows[entry])]
      unsafe b += values[entry &+ 1] * source[Int(rows[entry &+ 1])]
      unsafe c += values[entry &+ 2] * source[Int(rows[entry &+ 2])]
      unsafe d += values[entry &+ 3] * source[Int(rows[entry &+ 3])]
      entry &+= 4
    }
    while entry < end {
      unsafe a += values[entry] * source[Int(rows[entry])]
      entry &+= 1
    }
    unsafe target[column] = (a + b) + (c + d)
  }
}
