/// Draws bootstrap resamples of whole groups: G of G with replacement, each with all its documents
/// (the one-way cluster bootstrap, Davison and Hinkley 1997, section 3.8).
///
/// Documents of a group that share confusion cells and confidence bins are added up beforehand into one atom.
/// Where many groups are equal in all their atoms, as small groups are without probabilities, they are kept once with
/// their number, and resamples are drawn over kinds of groups.
struct GroupResampler: Resampler {
  private static let groupsPerKind = 8

  let groups: Int
  let systems: Int
  /// Cell and bin of atom a and system s at a · systems + s.
  let cells: [Int32]
  let bins: [Int32]
  /// Likewise the sums of ``MetricRow``, with the number of documents as the fourth.
  let sums: [SIMD4<Double>]
  /// The kind of group that each atom belongs to, ascending.
  let owners: [Int32]
  /// How many groups there are of each kind.
  private let kinds: [Int]
  private let cellCount: Int
  private let binCount: Int

  /// - Parameters:
  ///   - rows: one array a system, all over the same documents.
  ///   - groups: the group of each document, numbered from 0 without gaps.
  init(rows: [[MetricRow]], groups documentGroups: [Int]) {
    precondition(documentGroups.count < Int(Int32.max), "There are fewer than 2³¹ documents.")
    systems = rows.count
    let strata = Strata.of(rows)
    let order = Strata.sorted(Strata.sorted(Array(documentGroups.indices), by: strata), by: documentGroups)
    var cells: [Int32] = []
    var bins: [Int32] = []
    var sums: [SIMD4<Double>] = []
    var owners: [Int32] = []
    var last: Int?
    for document in order {
      let joins =
        last.map { last in
          documentGroups[last] == documentGroups[document] && strata[last] == strata[document]
        } ?? false
      last = document
      if !joins { owners.append(Int32(documentGroups[document])) }
      for (s, system) in rows.enumerated() {
        var own = system[document].sums
        own[3] = 1
        if joins {
          sums[sums.count - systems + s] += own
        } else {
          cells.append(Int32(system[document].cell))
          bins.append(Int32(system[document].bin))
          sums.append(own)
        }
      }
    }
    self.groups = (owners.last.map { Int($0) } ?? -1) + 1
    var numbers: [[UInt64]: Int] = [:]
    var kinds: [Int] = []
    var kept = (cells: [Int32](), bins: [Int32](), sums: [SIMD4<Double>](), owners: [Int32]())
    var start = 0
    while start < owners.count {
      var end = start + 1
      while end < owners.count, owners[end] == owners[start] { end += 1 }
      var signature: [UInt64] = []
      for at in (start * systems)..<(end * systems) {
        signature.append(UInt64(cells[at]) << 32 | UInt64(bins[at]))
        for lane in 0..<4 { signature.append(sums[at][lane].bitPattern) }
      }
      if let number = numbers[signature] {
        kinds[number] += 1
      } else {
        numbers[signature] = kinds.count
        for atom in start..<end {
          kept.owners.append(Int32(kinds.count))
          for at in (atom * systems)..<((atom + 1) * systems) {
            kept.cells.append(cells[at])
            kept.bins.append(bins[at])
            kept.sums.append(sums[at])
          }
        }
        kinds.append(1)
      }
      start = end
    }
    // A kind costs one binomial draw, several times what drawing a group costs.
    if kinds.count * Self.groupsPerKind <= groups {
      (cells, bins, sums, owners) = kept
    } else {
      kinds = [Int](repeating: 1, count: groups)
    }
    self.kinds = kinds
    self.cells = cells
    self.bins = bins
    self.sums = sums
    self.owners = owners
    cellCount = Int(cells.max() ?? 0) + 1
    binCount = Int(bins.max() ?? 0) + 1
  }

  var units: Int { groups }

  func draw(_ source: inout RandomSource, into total: inout [MetricSums]) {
    var times: [Double]
    if kinds.count == groups {
      times = Multiplicities.draw(groups, &source)
    } else {
      times = []
      var drawsLeft = groups
      var groupsLeft = groups
      for kind in kinds {
        let draws = source.binomial(drawsLeft, Double(kind) / Double(groupsLeft))
        times.append(Double(draws))
        drawsLeft -= draws
        groupsLeft -= kind
      }
    }
    add(times.span, to: &total)
  }

  /// Adds every kind of group as often as `times` says.
  func add(_ times: Span<Double>, to total: inout [MetricSums]) {
    for s in 0..<systems {
      var cellTotals = [Double](repeating: 0, count: cellCount)
      var binTotals = [Double](repeating: 0, count: binCount)
      var means = SIMD4<Double>.zero
      do {
        var cellTotals = cellTotals.mutableSpan
        var binTotals = binTotals.mutableSpan
        let (owners, cells, bins, sums) = (owners.span, cells.span, bins.span, sums.span)
        for atom in 0..<owners.count {
          let at = atom &* systems &+ s
          let weighted = sums[at] * times[Int(owners[atom])]
          means += weighted
          cellTotals[Int(cells[at])] += weighted[3]
          binTotals[Int(bins[at])] += weighted[2]
        }
      }
      total[s].add(cells: cellTotals, bins: binTotals, sums: means)
    }
  }

  /// The totals without each group in turn, given the totals of all.
  func leavingOut(_ whole: [MetricSums], write: (inout [MetricSums]) -> Void) {
    var atom = 0
    while atom < owners.count {
      let kind = owners[atom]
      var rest = whole
      while atom < owners.count, owners[atom] == kind {
        for s in 0..<systems {
          let at = atom * systems + s
          rest[s].add(cell: Int(cells[at]), bin: Int(bins[at]), count: -sums[at][3], sums: sums[at] * -1)
        }
        atom += 1
      }
      for _ in 0..<kinds[Int(kind)] { write(&rest) }
    }
  }
}
