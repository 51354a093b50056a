/// Numbers as the page shows them: the same decimals for the same kind of number everywhere, a true minus sign,
/// thousands apart.
package enum NumberText {
  package static let minus = "\u{2212}"
  /// What stands where there is no number.
  package static let none = "–"

  /// A number with so many decimals, rounded half away from zero.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? none : (value < 0 ? minus : "") + "∞" }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = (abs(value) * power).rounded()
    guard scaled < 0x1p53 else { return (value < 0 ? minus : "") + abs(value).description }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = grouped(String(padded.dropLast(decimals)))
    let text = decimals == 0 ? whole : whole + "." + String(padded.suffix(decimals))
    return value < 0 && scaled > 0 ? minus + text : text
  }

  /// A score between 0 and 1, or one like it.
  package static func score(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? none }

  /// A difference of scores, with its sign.
  package static func difference(_ value: Double?) -> String {
    guard let value else { return none }
    let text = fixed(value, 3)
    return value > 0 && text != "0.000" ? "+" + text : text
  }

  /// A share of documents.
  package static func percent(_ value: Double?, _ decimals: Int = 0) -> String {
    value.map { fixed($0 * 100, decimals) + "\u{A0}%" } ?? none
  }

  package static func count(_ value: Int) -> String {
    (value < 0 ? minus : "") + grouped(String(value.magnitude))
  }

  /// "1 document", "2 documents".
  package static func count(_ value: Int, _ noun: String) -> String {
    count(value) + "\u{A0}" + noun + (value == 1 ? "" : "s")
  }

  /// A level of confidence or a similar round share: 95 %, 99.5 %.
  package static func level(_ value: Double) -> String {
    percent(value, abs(value * 100 - (value * 100).rounded()) < 1e-9 ? 0 : 1)
  }

  /// A coordinate: two decimals at most, and a plain hyphen for negative numbers.
  package static func coordinate(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((max(-1e9, min(1e9, value)) * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return sign + String(whole) }
    return sign + String(whole) + (rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)")
  }

  private static func grouped(_ digits: String) -> String {
    guard digits.utf8.count > 3 else { return digits }
    var result = ""
    for (number, digit) in digits.enumerated() {
      if number > 0, (digits.utf8.count - number) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }
}
