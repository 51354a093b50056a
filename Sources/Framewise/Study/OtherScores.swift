public import Evaluation

/// What another system says of documents: labels, and probabilities where it has them, by id.
public struct OtherScores: Sendable {
  public let name: String
  private let table: CellTable
  private let idColumn: Int
  private let labelColumn: Int?
  /// Column of each label's probability, by name.
  private let probabilityColumns: [String: Int]

  /// - Parameters:
  ///   - name: of the file, for messages.
  public init(_ table: CellTable, name: String) throws(CellTableError) {
    self.name = name
    self.table = table
    idColumn = try table.needed(["id", "doc_id", "url"], in: name)
    labelColumn = table.column(["label", "predicted", "prediction", "frame", "class"])
    var columns: [String: Int] = [:]
    for (place, title) in table.header.enumerated() where title.hasPrefix("p_") {
      columns[String(title.dropFirst(2))] = place
    }
    probabilityColumns = columns
    guard labelColumn != nil || !columns.isEmpty else {
      throw .noColumn(name: name, column: "label", found: table.header)
    }
  }

  /// The scores of those documents that have one.
  public struct Aligned: Sendable {
    /// Documents, ascending, that have a score.
    public var rows: [Int]
    /// Of these documents in their order.
    public var predictions: Predictions
  }

  /// Finds every document's score by its id. An id that is there several times gives its rows in their order.
  ///
  /// - Throws: `CellTableError` for a label or probability that cannot be, or where no document has a score;
  ///   `EvaluationError` for probabilities that are none.
  public func aligned(with samples: Samples) throws -> Aligned {
    var places: [String: [Int]] = [:]
    for row in table.rows.indices.reversed() { places[table.rows[row][idColumn], default: []].append(row) }
    let columns = samples.labels.compactMap { probabilityColumns[$0] }
    let hasProbabilities = columns.count == samples.labels.count
    var aligned = (rows: [Int](), truth: [Int](), predicted: [Int](), probabilities: [Double]())
    for (document, id) in samples.ids.enumerated() {
      guard let row = places[id]?.last else { continue }
      if (places[id]?.count ?? 0) > 1 { places[id]?.removeLast() }
      let own = hasProbabilities ? try probabilities(row, columns) : []
      guard let label = try label(row, samples.labels, own) else { continue }
      aligned.rows.append(document)
      aligned.truth.append(samples.truth[document])
      aligned.predicted.append(label)
      aligned.probabilities += own
    }
    guard !aligned.rows.isEmpty else { throw CellTableError.nothingShared(name: name, documents: samples.count) }
    let isWhole = hasProbabilities && aligned.probabilities.count == aligned.rows.count * samples.labels.count
    return Aligned(
      rows: aligned.rows,
      predictions: try Predictions(
        labels: samples.labels, truth: aligned.truth, predicted: aligned.predicted,
        probabilities: isWhole ? aligned.probabilities : nil,
        groups: samples.groups.map { groups in aligned.rows.map { groups[$0] } }))
  }

  /// Empty where the row has none.
  private func probabilities(_ row: Int, _ columns: [Int]) throws(CellTableError) -> [Double] {
    var found: [Double] = []
    for column in columns {
      let cell = table.rows[row][column]
      if cell.isEmpty { return [] }
      guard let value = Double(cell), value >= 0, value <= 1 else {
        throw .badCell(
          name: name, line: table.lines[row], column: table.header[column], value: cell,
          expected: "a number from 0 to 1")
      }
      found.append(value)
    }
    return found
  }

  /// The label given, else the most probable; nil for a row that has neither, as a rejected record.
  private func label(_ row: Int, _ labels: [String], _ probabilities: [Double]) throws(CellTableError) -> Int? {
    let cell = labelColumn.map { table.rows[row][$0] } ?? ""
    if cell.isEmpty {
      return probabilities.isEmpty ? nil : Samples.mostProbable(probabilities, labels: labels.count)[0]
    }
    if let label = labels.place(of: cell) { return label }
    throw .badCell(
      name: name, line: table.lines[row], column: table.header[labelColumn ?? 0], value: cell,
      expected: "one of \(labels.joined(separator: ", "))")
  }
}
