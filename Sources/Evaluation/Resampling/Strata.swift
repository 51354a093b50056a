/// Documents that are alike in every count: the same confusion cells and confidence bins in all systems.
enum Strata {
  /// Numbers values from 0 in the order of first appearance.
  static func numbered(_ values: [Int]) -> [Int] {
    var numbers: [Int: Int] = [:]
    return values.map { value in
      if let number = numbers[value] { return number }
      numbers[value] = numbers.count
      return numbers.count - 1
    }
  }

  /// The stratum of each document, numbered from 0.
  ///
  /// - Parameter rows: one array a system, all over the same documents.
  static func of(_ rows: [[MetricRow]]) -> [Int] {
    var strata = [Int](repeating: 0, count: rows[0].count)
    for system in rows {
      let bins = (system.map(\.bin).max() ?? 0) + 1
      let keys = numbered(system.map { $0.cell * bins + $0.bin })
      let span = (keys.max() ?? 0) + 1
      strata = numbered(zip(strata, keys).map { $0 * span + $1 })
    }
    return strata
  }

  /// `order` rearranged by ascending number, those of equal number left in their order.
  static func sorted(_ order: [Int], by numbers: [Int]) -> [Int] {
    var next = [Int](repeating: 0, count: (numbers.max() ?? 0) + 2)
    for number in numbers { next[number + 1] += 1 }
    for number in 1..<next.count { next[number] += next[number - 1] }
    var result = order
    for element in order {
      result[next[numbers[element]]] = element
      next[numbers[element]] += 1
    }
    return result
  }
}
