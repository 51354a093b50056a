internal import Corpus
internal import Files
internal import Framewise

/// `id,label,p_<label>…,status,message`, and `novelty` where it is asked for, separated by commas or tabs.
struct TableOfScores: ScoreFormat {
  let delimiter: UInt8
  let isSpreadsheetSafe: Bool
  let showsNovelty: Bool

  func header(labels: [String]) -> [UInt8] {
    var writer = CSVWriter(delimiter: delimiter, isSpreadsheetSafe: isSpreadsheetSafe)
    for name in ["id", "label"] + labels.map({ "p_" + $0 }) + ["status", "message"] + (showsNovelty ? ["novelty"] : [])
    {
      writer.field(name)
    }
    writer.endRecord()
    return writer.bytes
  }

  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8]
  ) {
    CSVWriter.append(id, delimiter: delimiter, isSpreadsheetSafe: isSpreadsheetSafe, to: &output)
    output.append(delimiter)
    if let label = record.label {
      CSVWriter.append(
        labels[label].utf8.span, delimiter: delimiter, isSpreadsheetSafe: isSpreadsheetSafe, to: &output)
    }
    for label in labels.indices {
      output.append(delimiter)
      if record.label != nil { Numbers.appendProbability(probabilities[label], to: &output) }
    }
    output.append(delimiter)
    output.append(contentsOf: record.status.rawValue.utf8)
    output.append(delimiter)
    if !record.message.isEmpty {
      CSVWriter.append(
        record.message.utf8.span, delimiter: delimiter, isSpreadsheetSafe: isSpreadsheetSafe, to: &output)
    }
    if showsNovelty {
      output.append(delimiter)
      if let novelty = record.novelty { output.append(contentsOf: Numbers.fixed(novelty, 4).utf8) }
    }
    output.append(UInt8(ascii: "\n"))
  }
}

/// One JSON object a line.
struct JSONLinesOfScores: ScoreFormat {
  func header(labels: [String]) -> [UInt8] { [] }

  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8]
  ) {
    output.append(contentsOf: #"{"id":"#.utf8)
    JSONWriter.append(id, to: &output)
    if let label = record.label {
      output.append(contentsOf: #","label":"#.utf8)
      JSONWriter.append(labels[label].utf8.span, to: &output)
      output.append(contentsOf: #","probabilities":{"#.utf8)
      for label in labels.indices {
        if label > 0 { output.append(UInt8(ascii: ",")) }
        JSONWriter.append(labels[label].utf8.span, to: &output)
        output.append(UInt8(ascii: ":"))
        Numbers.appendProbability(probabilities[label], to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
    output.append(contentsOf: #","status":""#.utf8)
    output.append(contentsOf: record.status.rawValue.utf8)
    output.append(UInt8(ascii: "\""))
    if let novelty = record.novelty { output.append(contentsOf: ",\"novelty\":\(Numbers.fixed(novelty, 4))".utf8) }
    if !record.message.isEmpty {
      output.append(contentsOf: #","message":"#.utf8)
      JSONWriter.append(record.message.utf8.span, to: &output)
    }
    output.append(contentsOf: "}\n".utf8)
  }
}

/// Aligned columns for people.
struct ScoresForPeople: ScoreFormat {
  private static let idWidth = 34

  func header(labels: [String]) -> [UInt8] {
    var line = Self.padded("id", Self.idWidth) + "  " + Self.padded("label", Self.width(labels))
    for label in labels { line += "  " + Self.padded(TerminalText.escaped(label), 12, alignsRight: true) }
    return Array((line + "\n").utf8)
  }

  func append(
    _ record: ScoredRecord, id: Span<UInt8>, labels: [String], probabilities: [Double], to output: inout [UInt8]
  ) {
    var bytes: [UInt8] = []
    for index in id.indices { bytes.append(id[index]) }
    var line = Self.padded(TerminalText.escaped(bytes), Self.idWidth) + "  "
    if let label = record.label {
      line += Self.padded(TerminalText.escaped(labels[label]), Self.width(labels))
      for label in labels.indices {
        line += "  " + Self.padded(Numbers.fixed(probabilities[label], 3), 12, alignsRight: true)
      }
      if let novelty = record.novelty { line += "  novelty " + Numbers.fixed(novelty, 2) }
      if record.status != .ok { line += "  " + record.status.rawValue }
    } else {
      line += "\(record.status.rawValue): \(TerminalText.escaped(record.message))"
    }
    output.append(contentsOf: (line + "\n").utf8)
  }

  private static func width(_ labels: [String]) -> Int {
    min(max(5, labels.map { TerminalText.escaped($0).count }.max() ?? 0), 24)
  }

  static func padded(_ text: String, _ width: Int, alignsRight: Bool = false) -> String {
    var text = text
    if text.count > width { text = "…" + text.suffix(width - 1) }
    let padding = String(repeating: " ", count: width - text.count)
    return alignsRight ? padding + text : text + padding
  }
}
