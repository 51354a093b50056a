import Foundation

/// The naive solver: damped Newton over a dense Hessian, written straight from the formulas, for tiny problems.
struct DenseReference {
  var x: [[Double]]
  var labels: [Int]
  var labelCount: Int
  var weights: [Double]
  var c: Double
  var fitsIntercept = true

  var rows: Int { labelCount == 2 ? 1 : labelCount }
  var width: Int { (x.first?.count ?? 0) + 1 }
  var dimension: Int { rows * width }

  /// θ[k·width + j], the intercept last in each row.
  func logits(_ theta: [Double], _ i: Int) -> [Double] {
    var z = (0..<rows).map { k in
      (0..<width - 1).reduce(theta[k * width + width - 1]) { $0 + theta[k * width + $1] * x[i][$1] }
    }
    if labelCount == 2 { z.insert(0, at: 0) }
    return z
  }

  func probabilities(_ theta: [Double], _ i: Int) -> [Double] {
    let z = logits(theta, i)
    let top = z.max() ?? 0
    let powers = z.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  func value(_ theta: [Double]) -> Double {
    var total = 0.0
    for i in x.indices {
      let z = logits(theta, i)
      let top = z.max() ?? 0
      total += weights[i] * (top + log(z.reduce(0) { $0 + exp($1 - top) }) - z[labels[i]])
    }
    for k in 0..<rows { for j in 0..<width - 1 { total += theta[k * width + j] * theta[k * width + j] / (2 * c) } }
    return total
  }

  /// Whether a variable may move, and whether it is penalised.
  private func isIntercept(_ v: Int) -> Bool { v % width == width - 1 }

  func gradient(_ theta: [Double]) -> [Double] {
    var g = [Double](repeating: 0, count: dimension)
    let first = labelCount - rows
    for i in x.indices {
      let p = probabilities(theta, i)
      for k in 0..<rows {
        let r = weights[i] * (p[k + first] - (labels[i] == k + first ? 1 : 0))
        for j in 0..<width { g[k * width + j] += r * (j == width - 1 ? 1 : x[i][j]) }
      }
    }
    for v in 0..<dimension { if isIntercept(v) { if !fitsIntercept { g[v] = 0 } } else { g[v] += theta[v] / c } }
    return g
  }

  func hessian(_ theta: [Double]) -> [[Double]] {
    var h = [[Double]](repeating: [Double](repeating: 0, count: dimension), count: dimension)
    let first = labelCount - rows
    for i in x.indices {
      let p = probabilities(theta, i)
      let row = x[i] + [1]
      for k in 0..<rows {
        for l in 0..<rows {
          let d = weights[i] * ((k == l ? p[k + first] : 0) - p[k + first] * p[l + first])
          for a in 0..<width { for b in 0..<width { h[k * width + a][l * width + b] += d * row[a] * row[b] } }
        }
      }
    }
    for v in 0..<dimension { if !isIntercept(v) { h[v][v] += 1 / c } }
    return h
  }

  func solve() -> (theta: [Double], value: Double) {
    var theta = [Double](repeating: 0, count: dimension)
    for _ in 0..<200 {
      let g = gradient(theta)
      if g.reduce(0, { max($0, abs($1)) }) < 1e-13 { break }
      var h = hessian(theta)
      for v in 0..<dimension {
        // The sum of intercepts is free; a tiny ridge picks one.
        h[v][v] += 1e-9
        if isIntercept(v), !fitsIntercept {
          for u in 0..<dimension {
            h[v][u] = 0
            h[u][v] = 0
          }
          h[v][v] = 1
        }
      }
      let step = eliminate(h, g)
      var length = 1.0
      while length > 1e-10, value(zip(theta, step).map { $0 - length * $1 }) > value(theta) { length /= 2 }
      theta = zip(theta, step).map { $0 - length * $1 }
    }
    return (theta, value(theta))
  }

  /// Gauss with partial pivoting.
  private func eliminate(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix
    var b = right
    let n = b.count
    for i in 0..<n {
      let pivot = (i..<n).max { abs(a[$0][i]) < abs(a[$1][i]) } ?? i
      a.swapAt(i, pivot)
      b.swapAt(i, pivot)
      for r in i + 1..<max(n, i + 1) {
        let factor = a[r][i] / a[i][i]
        if factor == 0 { continue }
        for k in i..<n { a[r][k] -= factor * a[i][k] }
        b[r] -= factor * b[i]
      }
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { b[i] -= a[i][k] * b[k] }
      b[i] /= a[i][i]
    }
    return b
  }
}
