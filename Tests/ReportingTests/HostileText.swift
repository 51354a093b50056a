import Evaluation
import Foundation
import Reporting
import TestSupport

/// Reports in which every string comes from someone who wishes the reader ill.
enum HostileText {
  static let own = [
    "</script><script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "\"onx=", "' onfocus='alert(1)",
    "javascript:alert(1)", "{{7*7}}", "${7*7}", "a\u{2028}b\u{2029}c", "\u{202E}gpj.exe", "\u{2067}שלום\u{2069}",
    "مرحبا",
    "--><svg onload=alert(1)>", "]]><x/>", "</style><style>*{display:none}</style>",
    "</title><base href=//evil.example>",
    "&lt;b&gt; &amp; &#x3C;", "\u{0}\u{1}\u{8}\u{B}\u{1B}[31m\u{7F}\u{9B}", "\u{FEFF}\u{FFFE}\u{FFFF}\u{1FFFF}",
    "\r\n\t ",
    "\u{AD}\u{200B}\u{200E}\u{E0041}", "", " ", "\\u{202E}", "<!--", "<![CDATA[", "%3Cscript%3E",
    "@import url(//evil.example)",
  ]

  static func naughty() throws -> [String] {
    let data = try Data(contentsOf: SharedData.url("suites/naughty-strings/blns.json"))
    return try JSONDecoder().decode([String].self, from: data)
  }

  /// One string in all places that take one.
  static func content(_ text: String) throws -> ReportContent {
    let labels = [text, text + "2", "third"]
    let predictions = try Predictions(
      labels: labels, truth: [0, 1, 2, 0, 1, 2], predicted: [0, 1, 2, 1, 0, 2],
      probabilities: [
        0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6, 0.3, 0.4, 0.3, 0.5, 0.4, 0.1, 0.1, 0.1, 0.8,
      ])
    var options = EvaluationOptions()
    options.resamples = 20
    options.baselines = [(text, [0, 0, 0, 0, 0, 0])]
    var content = ReportContent(
      title: text, summary: text, evaluation: try EvaluationReport(predictions, options))
    options.baselines = []
    content.comparison = .shown(
      Comparison(other: text, result: try PairedComparison(predictions, predictions, options)))
    content.optimismGap = .shown(try OptimismGap([(text, predictions), (text, predictions)], options: options))
    content.cells = .shown([
      ConfusionCell(truth: 0, predicted: 1, documents: [DocumentLine(id: text, text: text, probability: 0.4)]),
      ConfusionCell(truth: 9, predicted: -1, documents: [DocumentLine(id: text, text: text)]),
    ])
    content.reliability = .absent(because: text)
    content.precisionRecall = .shown(SampleReport.curves(predictions, content.evaluation))
    content.conformal = .shown(try ConformalReport(splitting: predictions))
    content.groups = .shown(
      GroupResults(column: text, groups: [.init(name: text, count: 3, value: MetricValue(value: 0.5, reason: text))]))
    content.topTerms = .shown(
      labels.map { LabelTerms(label: $0, terms: [.init(text: text, weight: 1), .init(text: text, weight: .nan)]) })
    content.errors = .shown([
      WorstError(id: text, text: text, truth: 0, predicted: 1, evidence: [Evidence(range: 0..<2, weight: 1)])
    ])
    let codings = try Codings(categories: labels, codes: [[0, 1, 2, nil], [0, 2, 2, 1], [1, 1, nil, 1]])
    content.agreement = .shown(
      Agreement(
        report: try AgreementReport(codings, KrippendorffAlpha(.nominal, options: options)),
        coders: [text, text, text],
        categories: labels, units: [text, text, text, text]))
    content.audit = .shown(
      Audit(
        changes: [.init(name: text, detail: text, documents: 4, flipped: MetricValue(value: 0.25))],
        shortcuts: [.init(name: text, value: .undefined(text))]))
    content.provenance = [ProvenanceGroup(title: text, facts: [.init(name: text, value: text)])]
    return content
  }

  /// What a reader is to see: hidden characters by their numbers, everything else as it is.
  static func visible(_ text: String, keepingLines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      // Joiners are needed in writing, and the signs that enclose numbers are seen.
      let isKept = [0x200C, 0x200D, 0x06DD, 0x070F, 0x08E2, 0x110BD, 0x110CD].contains(scalar.value)
      let isNumberSign = (0x0600...0x0605).contains(scalar.value) || (0x0890...0x0891).contains(scalar.value)
      let isFiller = [0x115F, 0x1160, 0x3164, 0xFFA0].contains(scalar.value)
      let isHidden =
        [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory) || isFiller
        || properties.isNoncharacterCodePoint || (0xE0000...0xE007F).contains(scalar.value)
        || (0x2060...0x206F).contains(scalar.value)
        || properties.generalCategory == .format && !isKept && !isNumberSign
          && !(0x13430...0x1345F).contains(scalar.value)
      switch scalar {
      case "\n" where keepingLines, "\t" where keepingLines: result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if isHidden {
          result += "\\u{" + String(format: "%04X", scalar.value) + "}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
