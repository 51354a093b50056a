/// Draws bootstrap resamples of whole groups: G of G with replacement, each with all its documents
/// (the one-way cluster bootstrap, Davison and Hinkley 1997, section 3.8).
///
/// Documents of a group that share confusion cells and confidence bins are added up beforehand into one atom. Atoms
/// with the same cells and bins, of whatever group, stand together in a run: a resample adds up a run in registers, and
/// touches the confusion counts once a run. Where many groups are equal in all their atoms, as small groups are without
/// probabilities, they are kept once with their number, and resamples are drawn over kinds of groups.
struct GroupResampler: Resampler {
  private static let groupsPerKind = 8

  /// Atoms with equal confusion cells and confidence bins.
  struct Run {
    var atoms: Range<Int>
    /// One of each system.
    var cells: [Int]
    var bins: [Int]
  }

  let groups: Int
  let systems: Int
  let runs: [Run]
  /// The sums of ``MetricRow`` of atom a and system s at a · systems + s, with the number of documents as the fourth.
  let sums: [SIMD4<Double>]
  /// The kind of group that each atom belongs to, ascending within a run.
  let owners: [Int32]
  /// How many groups there are of each kind.
  private let kinds: [Int]

  /// - Parameters:
  ///   - rows: one array a system, all over the same documents.
  ///   - groups: the group of each document, numbered from 0 without gaps.
  init(rows: [[MetricRow]], groups documentGroups: [Int]) {
    precondition(documentGroups.count < Int(Int32.max), "There are fewer than 2³¹ documents.")
    systems = rows.count
    groups = (documentGroups.max() ?? -1) + 1
    var atoms = GroupAtoms(rows: rows, groups: documentGroups)
    // A kind costs one binomial draw, several times what drawing a group costs.
    let kinds = atoms.isUniform ? atoms.kinds() : nil
    if let kinds, kinds.counts.count * Self.groupsPerKind <= groups {
      atoms.keep(kinds.first)
      self.kinds = kinds.counts
    } else {
      atoms.numberGroupsByStratum()
      self.kinds = [Int](repeating: 1, count: groups)
    }
    let order = Strata.sorted(Strata.sorted(Array(atoms.owners.indices), by: atoms.owners), by: atoms.strata)
    owners = order.map { Int32(atoms.owners[$0]) }
    sums = order.flatMap { atoms.sums[$0] }
    var runs: [Run] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, atoms.strata[order[end]] == atoms.strata[order[start]] { end += 1 }
      let document = atoms.documents[order[start]]
      runs.append(
        Run(atoms: start..<end, cells: rows.map { $0[document].cell }, bins: rows.map { $0[document].bin }))
      start = end
    }
    self.runs = runs
  }

  /// How often each kind of group is drawn.
  func scratch() -> [Double] { [Double](repeating: 0, count: kinds.count) }

  func draw(_ source: inout RandomSource, _ times: inout [Double], into total: inout [MetricSums]) {
    if kinds.count == groups {
      Multiplicities.draw(&times, &source)
    } else {
      var drawsLeft = groups
      var groupsLeft = groups
      for (number, kind) in kinds.enumerated() {
        let draws = source.binomial(drawsLeft, Double(kind) / Double(groupsLeft))
        times[number] = Double(draws)
        drawsLeft -= draws
        groupsLeft -= kind
      }
    }
    add(times.span, to: &total)
  }

  /// Adds every kind of group as often as `times` says.
  private func add(_ times: Span<Double>, to total: inout [MetricSums]) {
    let (owners, sums) = (owners.span, sums.span)
    for run in runs {
      for s in 0..<systems {
        var even = SIMD4<Double>.zero
        var odd = SIMD4<Double>.zero
        var atom = run.atoms.lowerBound
        while atom &+ 1 < run.atoms.upperBound {
          even += sums[atom &* systems &+ s] * times[Int(owners[atom])]
          odd += sums[(atom &+ 1) &* systems &+ s] * times[Int(owners[atom &+ 1])]
          atom &+= 2
        }
        if atom < run.atoms.upperBound { even += sums[atom &* systems &+ s] * times[Int(owners[atom])] }
        let all = even + odd
        total[s].add(cell: run.cells[s], bin: run.bins[s], count: all[3], sums: all)
      }
    }
  }

  /// The totals without each group in turn, given the totals of all.
  func leavingOut(_ whole: [MetricSums], write: (inout [MetricSums]) -> Void) {
    var runOf = [Int](repeating: 0, count: owners.count)
    for (number, run) in runs.enumerated() { for atom in run.atoms { runOf[atom] = number } }
    let order = Strata.sorted(Array(owners.indices), by: owners.map { Int($0) })
    var place = 0
    while place < order.count {
      let kind = owners[order[place]]
      var rest = whole
      while place < order.count, owners[order[place]] == kind {
        let atom = order[place]
        let run = runs[runOf[atom]]
        for s in 0..<systems {
          let own = sums[atom * systems + s]
          rest[s].add(cell: run.cells[s], bin: run.bins[s], count: -own[3], sums: own * -1)
        }
        place += 1
      }
      for _ in 0..<kinds[Int(kind)] { write(&rest) }
    }
  }
}
