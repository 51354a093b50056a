/// Names cut to a length that tables and plots can hold, no two alike. A name that is cut is shown in full once,
/// in the provenance.
package struct DisplayNames {
  package let full: [String]
  /// For tables and sentences.
  package let short: [String]
  /// For plots.
  package let brief: [String]

  package init(_ names: [String]) {
    full = names
    short = Self.unique(names.map { Self.cut($0, to: 48) })
    brief = Self.unique(names.map { Self.cut($0, to: 22) })
  }

  /// Names that the page shows nowhere else in full.
  package var shortened: [String] { zip(full, short).filter { $0 != $1 }.map(\.0) }

  /// The first characters of a name, those of double width counted twice. Looks at no more of it than that.
  package static func cut(_ name: String, to limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var width = 0
    for scalar in name.unicodeScalars {
      width +=
        VisibleText.isHidden(scalar.value)
        ? 8 : (0x1100...0xD7FF).contains(scalar.value) && scalar.value >= 0x2E80 ? 2 : 1
      if width > limit { return String(result) + "…" }
      result.append(scalar)
    }
    return name.isEmpty ? "(empty)" : name
  }

  private static func unique(_ names: [String]) -> [String] {
    var times: [String: Int] = [:]
    for name in names { times[name, default: 0] += 1 }
    return names.enumerated().map { number, name in times[name] == 1 ? name : "\(name) (\(number + 1))" }
  }
}
