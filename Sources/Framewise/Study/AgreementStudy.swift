public import Evaluation

/// How far coders agree, and a model with them.
public struct AgreementStudy: Sendable {
  /// Names, in the order of the report's numbers.
  public var coders: [String]
  public var units: [String]
  public var categories: [String]
  /// Nominal alpha, per label, without each coder, pairs and the most disputed units.
  public var report: AgreementReport
  /// Ordinal alpha, where the categories have an order.
  public var ordinal: MetricValue?
  /// The order that ordinal alpha was taken in.
  public var order: [String]?
  /// The place of the model among the coders.
  public var model: Int?
  /// How close each coder comes to the agreement of the others; empty with fewer than three coders.
  public var ceilings: [Ceiling]
  /// Sentences on what the model did not code, and why.
  public var notes: [String] = []

  public struct Ceiling: Sendable {
    public var coder: Int
    public var ceiling: HumanCeiling
  }

  /// - Parameters:
  ///   - model: its name, and its labels of units by id: one more coder.
  ///   - order: of the categories; where nil, that of the codebook's labels or of numbers.
  /// - Throws: `StudyError.tooFew` with fewer than two coders or no units, `.orderLacks`; errors of the evaluation.
  public init(
    _ codings: CodingTable, model: (name: String, labels: [String: String])? = nil, order: [String]? = nil,
    options: EvaluationOptions = .init()
  ) throws {
    var coders = codings.coders
    var names = Set(codings.labels.flatMap { $0.compactMap { $0 } })
    var rows = codings.labels
    if let model {
      coders.append(model.name)
      rows.append(codings.units.map { model.labels[$0] })
      names.formUnion(rows[rows.count - 1].compactMap { $0 })
      self.model = coders.count - 1
    }
    guard coders.count >= 2 else { throw StudyError.tooFew(what: "coders", found: coders.count, needed: 2) }
    let categories = LabelOrder.sorted(Set(names.map { Array($0.utf8) }))
    let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
    let coded = try Codings(categories: categories, codes: rows.map { row in row.map { $0.flatMap { places[$0] } } })
    self.coders = coders
    self.categories = categories
    units = codings.units
    report = try AgreementReport(coded, KrippendorffAlpha(.nominal, options: options))
    if let order = try order ?? Self.naturalOrder(categories) {
      let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
      for category in categories where ranks[category] == nil {
        throw StudyError.orderLacks(label: category, order: order)
      }
      let ordered = try Codings(categories: order, codes: rows.map { row in row.map { $0.flatMap { ranks[$0] } } })
      ordinal = try KrippendorffAlpha(.ordinal, options: options)(ordered)
      self.order = order
    }
    ceilings = []
    if coders.count >= 3 {
      for coder in coders.indices {
        ceilings.append(Ceiling(coder: coder, ceiling: try HumanCeiling(coded, coder: coder, options: options)))
      }
    }
  }

  /// From adversarial over neutral to cooperative, or from the least number to the greatest.
  private static func naturalOrder(_ categories: [String]) throws -> [String]? {
    let codebook = ["adversarial", "neutral", "cooperative"]
    if Set(categories).isSubset(of: codebook), categories.count > 1 {
      return codebook.filter { categories.contains($0) }
    }
    let numbers = categories.compactMap { name in Double(name).map { (value: $0, name: name) } }
    guard numbers.count == categories.count, numbers.count > 1 else { return nil }
    return numbers.sorted { $0.value < $1.value }.map(\.name)
  }
}

/// Codings as a file has them: rows of unit, coder and label, or a row for each unit with a column for each coder.
public struct CodingTable: Sendable, Equatable {
  /// In the order in which they first occur.
  public private(set) var coders: [String] = []
  public private(set) var units: [String] = []
  /// [coder][unit]; nil where there is none.
  public private(set) var labels: [[String?]] = []

  /// Of the file, for messages.
  private let name: String

  /// An empty label is a missing one.
  ///
  /// - Parameters:
  ///   - name: of the file, for messages.
  ///   - unitColumn, labelColumn: their names; nil takes the usual ones.
  ///   - coderColumns: the coders' own columns; nil where a column names the coder.
  /// - Throws: `CellTableError` where a column is missing or a coder labels a unit twice.
  public init(
    _ table: CellTable, name: String, unitColumn: String? = nil, labelColumn: String? = nil,
    coderColumns: [String]? = nil
  ) throws(CellTableError) {
    self.name = name
    if let coderColumns {
      try read(table, unitColumn: unitColumn, coderColumns)
      return
    }
    let unit = try table.needed(unitColumn.map { [$0] } ?? Self.unitColumns, in: name)
    guard let coder = table.column(["coder", "annotator", "rater"]) else {
      throw .noCoder(name: name, found: table.header)
    }
    let label = try table.needed(labelColumn.map { [$0] } ?? ["label", "code", "frame", "class"], in: name)
    var coderPlaces: [String: Int] = [:]
    var unitPlaces: [String: Int] = [:]
    var cells: [(coder: Int, unit: Int, label: String, line: Int)] = []
    for (row, line) in zip(table.rows, table.lines) {
      if coderPlaces[row[coder]] == nil {
        coderPlaces[row[coder]] = coders.count
        coders.append(row[coder])
      }
      if unitPlaces[row[unit]] == nil {
        unitPlaces[row[unit]] = units.count
        units.append(row[unit])
      }
      guard !row[label].isEmpty else { continue }
      cells.append((coderPlaces[row[coder]] ?? 0, unitPlaces[row[unit]] ?? 0, row[label], line))
    }
    guard !cells.isEmpty else { throw .empty(name: name) }
    labels = [[String?]](repeating: [String?](repeating: nil, count: units.count), count: coders.count)
    for cell in cells {
      guard labels[cell.coder][cell.unit] == nil else {
        throw .repeated(
          name: name, line: cell.line, what: "the coding of '\(units[cell.unit])' by '\(coders[cell.coder])'")
      }
      labels[cell.coder][cell.unit] = cell.label
    }
  }

  private static let unitColumns = ["unit", "id", "doc_id"]

  /// Reads a row for each unit; units without a column of their own are numbered from 1.
  private mutating func read(
    _ table: CellTable, unitColumn: String?, _ coderColumns: [String]
  ) throws(CellTableError) {
    let unit =
      if let unitColumn { try table.needed([unitColumn], in: name) } else { table.column(Self.unitColumns) }
    var columns: [Int] = []
    for coder in coderColumns { columns.append(try table.needed([coder], in: name)) }
    guard !table.rows.isEmpty else { throw .empty(name: name) }
    coders = coderColumns
    labels = columns.map { column in table.rows.map { $0[column].isEmpty ? nil : $0[column] } }
    var seen: Set<String> = []
    for (place, row) in table.rows.enumerated() {
      let name = unit.map { row[$0] } ?? "\(place + 1)"
      guard seen.insert(name).inserted else {
        throw .repeated(name: self.name, line: table.lines[place], what: "the unit '\(name)'")
      }
      units.append(name)
    }
  }

  /// The labels that coders gave, in order of their bytes.
  public var usedLabels: [String] {
    LabelOrder.sorted(Set(labels.flatMap { $0.compactMap { $0.map { Array($0.utf8) } } }))
  }

  /// Labels that are hardly meant to be two, and those that other programs write for missing ones: a sentence for each.
  public var warnings: [String] {
    let missing = usedLabels.filter { ["na", "n/a", "nan", "null", ".", "-", "?"].contains($0.lowercased()) }
    return Lookalikes.sentences(usedLabels)
      + missing.map { "'\($0)' is counted as a label like any other; leave a missing one empty." }
  }

  /// - Throws: `CellTableError` where coders gave none of these labels, a model's.
  public func check(labels: [String]) throws(CellTableError) {
    guard Set(labels).isDisjoint(with: usedLabels) else { return }
    throw .otherLabels(name: name, found: usedLabels, model: labels)
  }

  /// - Throws: `CellTableError` where none of these texts is a unit.
  public func check(ids: [String]) throws(CellTableError) {
    guard Set(units).isDisjoint(with: ids) else { return }
    throw .otherUnits(name: name, found: Array(units.prefix(3)), ids: Array(ids.prefix(3)))
  }
}
