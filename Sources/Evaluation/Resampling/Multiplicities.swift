/// How often each of m units is in a resample of m, drawn with replacement.
enum Multiplicities {
  /// Six indices below it fit a random word.
  private static let block = 1_024

  /// Blocks of units get their numbers of draws first (one multinomial draw, made of binomials), so that the counters
  /// in use stay in the first-level cache. The result has exactly the multinomial distribution.
  ///
  /// - Parameter times: one a unit; what it held is overwritten.
  static func draw(_ times: inout [Double], _ source: inout RandomSource) {
    let units = times.count
    var counters = times.mutableSpan
    for unit in 0..<units { counters[unit] = 0 }
    var drawsLeft = units
    var start = 0
    while start < units {
      let size = min(block, units - start)
      var draws = source.binomial(drawsLeft, Double(size) / Double(units - start))
      drawsLeft -= draws
      if size == block {
        while draws >= 6 {
          var word = source.next()
          for _ in 0..<6 {
            counters[start &+ Int(truncatingIfNeeded: word & 1_023)] += 1
            word >>= 10
          }
          draws -= 6
        }
      }
      let pick = SmallRange(size)
      for _ in 0..<draws { counters[start + pick.draw(&source)] += 1 }
      start += size
    }
  }
}
