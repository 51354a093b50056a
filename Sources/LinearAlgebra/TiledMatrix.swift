/// A sparse matrix cut into tiles of rows, each tile stored column by column.
///
/// Products with blocks of vectors are bound by memory: within a tile the block of row vectors fits the second-level
/// cache, and the block of column vectors is walked through in order, once a tile. One structure serves both
/// directions, with 16-bit row numbers. Measured against gathering over rows and columns: 1.5 times as fast on 3,000
/// articles, about as fast on sentences, with half the index memory.
///
/// Tiles write rows of their own, and blocks of columns add tile after tile, so results have the same bytes for any
/// number of threads.
public struct TiledMatrix: Sendable {
  public let rowCount: Int
  public let columnCount: Int
  /// Rows in every tile but the last.
  public let tileRows: Int
  /// Ascending column boundaries of the blocks that the transposed product is shared by.
  let blocks: [Int]
  /// The first run of each block in each tile: `tile · blockCount + block`; one more at the end.
  let runStarts: [Int]
  /// The column of each run, ascending within a tile.
  let runColumns: [UInt32]
  /// Where the entries of each run begin; one more at the end.
  let runOffsets: [UInt32]
  /// The row of each entry, counted from the start of its tile.
  let rows: [UInt16]
  let values: [Double]
  let singles: [Float]

  var tileCount: Int { rowCount == 0 ? 0 : (rowCount + tileRows - 1) / tileRows }
  var blockCount: Int { blocks.count - 1 }

  /// - Parameters:
  ///   - transpose: the matrix column by column: its rows are the columns here.
  ///   - lanes: how many vectors the products will carry; it sets the height of a tile.
  public init(transpose: SparseMatrix, lanes: Int) {
    precondition(transpose.values.count < Int(UInt32.max), "entries are counted in 32 bits")
    let rowCount = transpose.columnCount
    let columnCount = transpose.rowCount
    // A quarter of a mebibyte of single-precision rows, and two tiles at least where there is work for two threads.
    let fitting = max(256, (1 << 16) / max(1, lanes))
    let height = min(1 << 16, max(512, min(fitting, (rowCount + 1) / 2)))
    let tiles = (rowCount + height - 1) / height
    let partition = Partition(offsets: transpose.rowOffsets, weight: max(1 << 12, transpose.values.count / 32))
    let blocks = partition.boundaries

    var entries = [Int](repeating: 0, count: tiles + 1)
    var runs = [Int](repeating: 0, count: tiles + 1)
    var last = [Int](repeating: -1, count: tiles)
    for column in 0..<columnCount {
      for entry in transpose.rowOffsets[column]..<transpose.rowOffsets[column + 1] {
        let tile = Int(transpose.columns[entry]) / height
        entries[tile + 1] += 1
        if last[tile] != column {
          last[tile] = column
          runs[tile + 1] += 1
        }
      }
    }
    for tile in 0..<tiles {
      entries[tile + 1] += entries[tile]
      runs[tile + 1] += runs[tile]
    }
    let blockCount = max(0, blocks.count - 1)
    var runStarts = [Int](repeating: runs[tiles], count: tiles * blockCount + 1)
    var runColumns = [UInt32](repeating: 0, count: runs[tiles])
    var runOffsets = [UInt32](repeating: UInt32(entries[tiles]), count: runs[tiles] + 1)
    var rows = [UInt16](repeating: 0, count: entries[tiles])
    var values = [Double](repeating: 0, count: entries[tiles])
    last = [Int](repeating: -1, count: tiles)
    for block in 0..<blockCount {
      for tile in 0..<tiles { runStarts[tile * blockCount + block] = runs[tile] }
      for column in partition[block] {
        for entry in transpose.rowOffsets[column]..<transpose.rowOffsets[column + 1] {
          let row = Int(transpose.columns[entry])
          let tile = row / height
          let place = entries[tile]
          if last[tile] != column {
            last[tile] = column
            runColumns[runs[tile]] = UInt32(column)
            runOffsets[runs[tile]] = UInt32(place)
            runs[tile] += 1
          }
          rows[place] = UInt16(row - tile * height)
          values[place] = transpose.values[entry]
          entries[tile] = place + 1
        }
      }
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    tileRows = height
    self.blocks = blocks
    self.runStarts = runStarts
    self.runColumns = runColumns
    self.runOffsets = runOffsets
    self.rows = rows
    self.values = values
    singles = values.map { Float($0) }
  }

  /// The runs of a tile that belong to a block of columns.
  func runs(tile: Int, block: Int) -> Range<Int> {
    runStarts[tile * blockCount + block]..<runStarts[tile * blockCount + block + 1]
  }

  /// All runs of a tile.
  func runs(tile: Int) -> Range<Int> { runStarts[tile * blockCount]..<runStarts[(tile + 1) * blockCount] }
}
