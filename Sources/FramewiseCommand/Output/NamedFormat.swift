internal import ArgumentParser
internal import Files

/// A format of results, as the name of an output file asks for it.
enum NamedFormat: String {
  case csv = "CSV"
  case tsv = "TSV"
  case jsonLines = "JSON Lines"

  /// - Parameters:
  ///   - name: of the file; nil is standard output.
  ///   - option: what asks for it, for messages.
  ///   - written: the formats that there are.
  /// - Returns: nil where the name says nothing.
  /// - Throws: `ValidationError` where it asks for another format.
  static func of(_ name: String?, option: String = "--output", written: [NamedFormat]) throws -> NamedFormat? {
    guard let name, let ending = FilePath(name).extensions.first else { return nil }
    let found: NamedFormat
    switch ending {
    case "csv": found = .csv
    case "tsv", "tab": found = .tsv
    case "jsonl", "ndjson": found = .jsonLines
    case "gz", "bz2", "xz", "zst", "zip":
      throw refusal(option, name, written, hint: "compress the file afterwards")
    case "json": throw refusal(option, name, written, hint: "for JSON Lines the name ends in .jsonl")
    case "xlsx", "xls", "ods": throw refusal(option, name, written, hint: "spreadsheets open .csv files")
    default: return nil
    }
    guard written.contains(found) else { throw refusal(option, name, written, hint: nil) }
    return found
  }

  private static func refusal(
    _ option: String, _ name: String, _ written: [NamedFormat], hint: String?
  ) -> ValidationError {
    let names = written.map(\.rawValue)
    let list = (names.count > 1 ? names.dropLast().joined(separator: ", ") + " or " : "") + (names.last ?? "")
    return ValidationError("\(option) is '\(name)'; \(list) can be written\(hint.map { ": \($0)" } ?? "").")
  }
}
