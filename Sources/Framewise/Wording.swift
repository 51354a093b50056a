/// Numbers inside sentences.
package enum Wording {
  /// `12,345`.
  package static func grouped(_ value: Int) -> String {
    var text = ""
    for (place, digit) in String(value.magnitude).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + String(text.reversed())
  }

  /// `1 document`, `2,000 documents`.
  package static func counted(_ count: Int, _ noun: String) -> String {
    grouped(count) + " " + noun + (count == 1 ? "" : "s")
  }

  /// Three digits and a power of ten: `2.66e-05`.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var mantissa = abs(value)
    var exponent = 0
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    var hundredths = Int((mantissa * 100).rounded())
    if hundredths == 1_000 {
      hundredths = 100
      exponent += 1
    }
    let digits = String(hundredths)
    let power = String(abs(exponent))
    return "\(value < 0 ? "-" : "")\(digits.prefix(1)).\(digits.suffix(2))e\(exponent < 0 ? "-" : "+")"
      + (power.count < 2 ? "0" : "") + power
  }
}
