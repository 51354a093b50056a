internal import ArgumentParser
internal import Files

/// A format of a report, as the name of an output file asks for it.
enum ReportFormat {
  case table
  case json
  case markdown

  /// - Parameters:
  ///   - name: of the file; nil is standard output.
  ///   - hasMarkdown: whether Markdown is written.
  /// - Returns: nil where the name says nothing.
  /// - Throws: `ValidationError` where it asks for what is not written.
  static func of(_ name: String?, hasMarkdown: Bool) throws -> ReportFormat? {
    guard let name, let ending = FilePath(name).extensions.first else { return nil }
    switch ending {
    case "json": return .json
    case "md", "markdown":
      if hasMarkdown { return .markdown }
    case "html", "htm", "pdf", "docx", "csv", "tsv", "tab", "jsonl", "ndjson", "xlsx", "xls", "ods", "gz": break
    default: return nil
    }
    let written = hasMarkdown ? "a table, JSON (.json) or Markdown (.md)" : "a table or JSON (.json)"
    let hint =
      switch ending {
      case "html", "htm": hasMarkdown ? ": a page is what --html writes" : ""
      case "csv", "tsv", "tab": hasMarkdown ? ": a row for every document is what --documents writes" : ""
      default: ""
      }
    throw ValidationError("--output is '\(name)'; \(written) can be written\(hint).")
  }
}
