/// The dense kernel of this module: 4 × 4 products of packed panels.
///
/// A panel holds four rows (or columns) of a matrix side by side, depth first: the four numbers of depth k at 4·k.
/// Both operands are then read straight through, and a tile of sixteen sums stays in registers. About four times as
/// fast as the reference BLAS on one core, in an order of addition that depends on the shapes alone.
enum PackedTiles {
  static let side = 4
  typealias Row = SIMD4<Double>
  /// The rows of a tile.
  typealias Tile = (Row, Row, Row, Row)

  /// Σₖ aₖ·bₖᵀ over `depth` groups of four numbers.
  @inline(__always)
  static func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, depth: Int) -> Tile {
    var first = Row.zero
    var second = Row.zero
    var third = Row.zero
    var fourth = Row.zero
    // SAFETY: the caller hands `4 · depth` numbers at both places; panels are aligned to a group of four.
    let right = unsafe UnsafeRawPointer(b)
    var k = 0
    while k < depth {
      let row = unsafe right.load(fromByteOffset: k &* 32, as: Row.self)
      let left = unsafe a + k &* 4
      unsafe first += row * Row(repeating: left[0])
      unsafe second += row * Row(repeating: left[1])
      unsafe third += row * Row(repeating: left[2])
      unsafe fourth += row * Row(repeating: left[3])
      k &+= 1
    }
    return (first, second, third, fourth)
  }

  /// target += factor · tile, for four rows that are `stride` numbers apart.
  @inline(__always)
  static func add(_ tile: Tile, _ factor: Double, to target: UnsafeMutablePointer<Double>, stride: Int) {
    // SAFETY: the caller hands four rows of four numbers, each aligned to a group of four.
    let raw = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Row.self)
    let step = stride / side
    unsafe raw[0] += tile.0 * factor
    unsafe raw[step] += tile.1 * factor
    unsafe raw[2 &* step] += tile.2 * factor
    unsafe raw[3 &* step] += tile.3 * factor
  }

  /// target = factor · tile.
  @inline(__always)
  static func store(_ tile: Tile, _ factor: Double, to target: UnsafeMutablePointer<Double>, stride: Int) {
    // SAFETY: as above.
    let raw = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: Row.self)
    let step = stride / side
    unsafe raw[0] = tile.0 * factor
    unsafe raw[step] = tile.1 * factor
    unsafe raw[2 &* step] = tile.2 * factor
    unsafe raw[3 &* step] = tile.3 * factor
  }

  /// Packs four rows of a row-major matrix, `depth` numbers of each.
  @inline(__always)
  static func pack(
    _ source: UnsafePointer<Double>, stride: Int, depth: Int, into panel: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<depth {
      // SAFETY: four rows of `depth` numbers, and room for as many.
      for row in 0..<side { unsafe panel[k &* side &+ row] = source[row &* stride &+ k] }
    }
  }

  /// `count` rounded up to whole tiles.
  static func padded(_ count: Int) -> Int { (count + side - 1) / side * side }
}
