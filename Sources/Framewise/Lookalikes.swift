internal import Corpus

/// Labels that are hardly meant to be two.
enum Lookalikes {
  /// A sentence for each set of labels that differ only by case, by blanks around them, or by Unicode's normal form.
  static func sentences(_ labels: [String]) -> [String] {
    // Texts are equal here in whatever normal form they are.
    var sets: [String: [String]] = [:]
    var order: [String] = []
    for label in labels {
      let plain = label.trimmingBlanks.lowercased()
      if sets[plain] == nil { order.append(plain) }
      sets[plain, default: []].append(label)
    }
    return order.compactMap { plain in
      guard let same = sets[plain], same.count > 1 else { return nil }
      return
        "The labels \(same.map { "'\($0)'" }.joined(separator: ", ")) differ only by \(difference(same)); "
        + "if they mean the same, write them alike."
    }
  }

  private static func difference(_ labels: [String]) -> String {
    let formsDiffer = Set(labels.map { Array($0.trimmingBlanks.lowercased().utf8) }).count > 1
    if !formsDiffer { return "case or by blanks around them" }
    if Set(labels).count == 1 { return "Unicode's normal form, which cannot be seen" }
    return "case, by blanks around them or by Unicode's normal form"
  }
}
