/// Draws bootstrap resamples of whole groups: G of G with replacement, each with all its documents
/// (the one-way cluster bootstrap, Davison and Hinkley 1997, section 3.8).
///
/// Documents of a group that share confusion cells and confidence bins are added up beforehand into one atom.
struct GroupResampler: Resampler {
  let groups: Int
  let systems: Int
  /// Cell and bin of atom a and system s at a · systems + s, and likewise the sums.
  let cells: [Int32]
  let bins: [Int32]
  let sums: [SIMD4<Double>]
  let counts: [Double]
  /// The atoms of group g are starts[g]..<starts[g + 1].
  let starts: [Int]

  /// - Parameters:
  ///   - rows: one array a system, all over the same documents.
  ///   - groups: the group of each document, numbered from 0 without gaps.
  init(rows: [[MetricRow]], groups: [Int]) {
    systems = rows.count
    let order = groups.indices.sorted { a, b in
      if groups[a] != groups[b] { return groups[a] < groups[b] }
      for system in rows {
        let (x, y) = (system[a], system[b])
        if x.cell != y.cell { return x.cell < y.cell }
        if x.bin != y.bin { return x.bin < y.bin }
      }
      return a < b
    }
    var cells: [Int32] = []
    var bins: [Int32] = []
    var sums: [SIMD4<Double>] = []
    var counts: [Double] = []
    var starts: [Int] = []
    var last: Int?
    for document in order {
      let isNewGroup = last.map { groups[$0] != groups[document] } ?? true
      if isNewGroup { starts.append(counts.count) }
      let joins =
        !isNewGroup
        && rows.allSatisfy { system in
          last.map { system[$0].cell == system[document].cell && system[$0].bin == system[document].bin } ?? false
        }
      if joins {
        counts[counts.count - 1] += 1
        for s in 0..<rows.count { sums[sums.count - rows.count + s] += rows[s][document].sums }
      } else {
        counts.append(1)
        for system in rows {
          cells.append(Int32(system[document].cell))
          bins.append(Int32(system[document].bin))
          sums.append(system[document].sums)
        }
      }
      last = document
    }
    self.groups = starts.count
    self.starts = starts + [counts.count]
    self.cells = cells
    self.bins = bins
    self.sums = sums
    self.counts = counts
  }

  var units: Int { groups }

  func draw(_ source: inout RandomSource, into sums: inout [MetricSums]) {
    // How often each group was drawn, so that the atoms are then read in order.
    var times = [Int32](repeating: 0, count: groups)
    let pick = SmallRange(groups)
    for _ in 0..<groups { times[pick.draw(&source)] += 1 }
    for group in 0..<groups where times[group] > 0 { add(group, times: Double(times[group]), to: &sums) }
  }

  func add(_ group: Int, times: Double, to total: inout [MetricSums]) {
    for atom in starts[group]..<starts[group + 1] {
      for s in 0..<systems {
        let at = atom * systems + s
        total[s].add(
          cell: Int(cells[at]), bin: Int(bins[at]), count: times * counts[atom], sums: sums[at] * times)
      }
    }
  }

  /// Numbers groups from 0 in the order of first appearance.
  static func numbered(_ groups: [Int]) -> [Int] {
    var numbers: [Int: Int] = [:]
    return groups.map { group in
      if let number = numbers[group] { return number }
      numbers[group] = numbers.count
      return numbers.count - 1
    }
  }
}
